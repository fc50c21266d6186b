#pragma once

#include <vector>

#include "engine/simulation/simulation.hpp"

namespace jingchu::engine {

/// One output of a plan, path by path, in the order of paths.
struct PathOutput {
  std::vector<double> values;    ///< NaN on a path that failed
  /// How likely what was published is given the path, all releases together, as a share of the likeliest path; empty where nothing was
  /// published, else as long as `values`; 0 on a path that failed, and everywhere where none agrees: also where a run would refuse a
  /// value because all pilot paths are too far from it.
  std::vector<double> weights;
};

/// The value of one output on every path of some plans of a program, by plan. A path fails that has a failure up to the last period which
/// the output or a published value reads: later ones are not simulated.
///
/// For questions whose answer is no sum over paths of one run: values of several runs are combined path by path, and
/// since they are in order, whatever is summed over them has the same bits for any number of threads. All plans go over the
/// paths in one pass and draw once what they draw in common: the draws of the first, and what differs from them.
/// \param plans  with the same paths; each has its own published values, if any
/// Throws Error(come_back) after a stop. Calls no progress and saves nothing.
std::vector<PathOutput> path_outputs(const Program& program, const std::vector<Plan>& plans, int output, const RunControl& control);

}  // namespace jingchu::engine
