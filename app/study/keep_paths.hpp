#pragma once

#include <string>
#include <vector>

#include "app/cli/command.hpp"
#include "app/console/interruption.hpp"
#include "app/console/progress.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/results/content.hpp"
#include "output/results/path_source.hpp"

namespace jingchu::app {

/// What the command line wants kept path by path, unchecked.
struct KeepRequest {
  std::vector<std::string> variables;   ///< "all": every variable; empty: nothing is kept
  std::vector<std::string> scenarios;   ///< empty: all
  bool f64 = false;
};

Option keep_paths_option();
Option keep_type_option();
Option keep_scenarios_option();

/// --keep-paths, --keep-type and --keep-scenarios. Throws Error(usage).
KeepRequest read_keep(const Arguments& arguments);

/// The request in positions. Throws Error(usage) for a variable or scenario that is not there, with the nearest one.
/// \param scenarios  names of those that the results will have
output::KeptPaths kept_paths(const KeepRequest& request, const Study& study, const std::vector<std::string>& scenarios);

/// The names of kept variables, for a shard, and back.
std::vector<std::string> kept_names(const output::KeptPaths& kept, const Study& study);

/// A source that simulates paths once more.
///
/// Kept values are never part of a snapshot or a shard: a path takes microseconds to simulate and many times that to
/// pack, and its bits are the same whenever it is simulated. So a run that is continued or put together from shards
/// keeps exactly what an undisturbed one would have kept.
/// \param simulation  its cases are the scenarios of the results, in their order; all parameters outlive the source
output::PathSource path_source(const engine::Simulation& simulation, const output::KeptPaths& kept, const engine::RunControl& control, const Interruption& interruption, Progress& progress);

/// Bytes that kept paths take on the disk, about, and in the memory of each thread that writes them.
double kept_disk(const output::KeptPaths& kept, const Study& study);
double kept_memory(const output::KeptPaths& kept, const Study& study);

}  // namespace jingchu::app
