#pragma once

#include <string>
#include <vector>

#include "engine/simulation/simulation.hpp"

namespace jingchu::engine {

/// Simulates plan.path_count paths from plan.first_path on, in parallel: a Simulation of one case, run to its end or to
/// a stop. Throws as Simulation does.
Outcome simulate(const Program& program, const Plan& plan, const RunControl& control);

/// All numbers of one path, for replay and for the central path.
struct PathRecord {
  std::vector<double> parameters;   ///< parameter_count
  std::vector<double> shocks;       ///< shock_count x periods, row-major
  std::vector<double> values;       ///< variable_count x periods, row-major; NaN from a failure on
  std::vector<double> outputs;      ///< output_count
  bool failed = false;
  Failure failure;
  std::string failure_detail;       ///< operation and operand values behind a value that is not finite; else the block without a solution
};

PathRecord replay(const Program& program, const Plan& plan, std::int64_t path);
/// The path of stated parameter values and of shocks at their medians.
PathRecord central_path(const Program& program, const Plan& plan);

}  // namespace jingchu::engine
