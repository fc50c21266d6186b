#pragma once

#include <vector>

#include "engine/simulation/simulation.hpp"

namespace jingchu::engine {

/// The value of one output on every path of a plan, in the order of the paths; NaN on a path that failed.
///
/// For questions whose answer is no sum over paths of one run: values of several runs are combined path by path, and
/// since they are in order, whatever is summed over them has the same bits for any number of threads.
/// Throws Error(come_back) after a stop, Error(data) when every path fails. Calls no progress and saves nothing.
std::vector<double> path_outputs(const Program& program, const Plan& plan, int output, const RunControl& control);

}  // namespace jingchu::engine
