#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "app/study/kept_run.hpp"
#include "app/study/run_log.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {

/// A run to carry out so that its work is kept, and what only it knows about itself.
struct KeptOrder {
  std::filesystem::path file;           ///< of its results
  std::string work;                     ///< digest of the work that its spool holds
  bool force = false;                   ///< simulate again, overwrite
  /// Throws Error when memory or disk will not do for the work and its results.
  std::function<void()> check_capacity;
  /// The exit code of a run that was finished before; nothing when it is not.
  std::function<std::optional<int>()> done_before;
  /// Simulates and writes the results; gives the exit code.
  std::function<int(output::Spool&, RunLog&)> perform;
};

/// The order of every run: results that are there already are the answer; place, memory and disk are looked at before
/// any work; then the spool is taken hold of and the run performed. Returns the exit code; throws Error.
int perform_run(const KeptOrder& order);

/// The first line of a run in its log. \param others  names of the scenarios that are compared with the study's
void log_start(RunLog& log, const Study& study, const engine::RunControl& control, const scenarios::Overrides& overrides, const std::optional<ShardShare>& shard, const Session& session,
               const std::vector<std::string>& others = {});
/// The line after the last path: how long all took, and of that saving.
void log_simulated(RunLog& log, const KeptRun& run, double seconds);

}  // namespace jingchu::app
