#pragma once

#include <vector>

#include "engine/simulation/simulation.hpp"

namespace jingchu::engine {

/// The value of one output on every path of some plans of a program, in the order of plans and paths; NaN on a path that failed up
/// to the last period which the output reads: later ones are not simulated.
///
/// For questions whose answer is no sum over paths of one run: values of several runs are combined path by path, and
/// since they are in order, whatever is summed over them has the same bits for any number of threads. All plans go over the
/// paths in one pass and draw once what they draw in common: the draws of the first, and what differs from them.
/// \param plans  with the same paths
/// Throws Error(come_back) after a stop, Error(data) when every path of a plan fails. Calls no progress and saves nothing.
std::vector<std::vector<double>> path_outputs(const Program& program, const std::vector<Plan>& plans, int output, const RunControl& control);

}  // namespace jingchu::engine
