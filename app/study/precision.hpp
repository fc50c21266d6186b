#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/random/sampling.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// A Monte Carlo error that a run is to stay below: `se(P(TARGET)) < 0.001`.
struct PrecisionGoal {
  enum class Kind { probability, mean, quantile };
  std::string text;         ///< as written
  Kind kind = Kind::probability;
  std::string name;         ///< target or tier set; variable or measure
  std::string period;       ///< of a mean or quantile: a year, or a period of the model
  double level = 0;         ///< of a quantile
  double bound = 0;         ///< in the unit of the number; a probability from 0 to 1
};

/// Reads `se(P(gdp_growth_target_2024)) < 0.001`, `se(P(A+B)) < 0.001`, `se(mean(gdp_growth[2024])) < 0.01` or
/// `se(quantile(Y[2024Q4], 0.05)) < 10`. Throws Error(usage).
PrecisionGoal read_precision_goal(const std::string& text);

/// The standard error that the goal speaks of; NaN when there are too few paths for one. Throws Error(usage) when the
/// results have no such number.
double standard_error(const PrecisionGoal& goal, const output::Content& results);

/// Whether all goals are met.
bool precise_enough(const std::vector<PrecisionGoal>& goals, const output::Content& results);

/// Numbers of paths at which goals are looked at, the same for every machine: whole work units, each about a quarter
/// more than the one before, and `most` at the end; with Sobol sampling all numbers it takes.
std::vector<std::int64_t> checkpoints(std::int64_t most, const engine::Sampling& sampling);

/// How many paths the goals may take, by the errors of `paths` random ones: the first checkpoint at which they would be met, if
/// errors fall with the root of the number.
std::int64_t expected_paths(const std::vector<PrecisionGoal>& goals, const output::Content& results, std::int64_t paths, const std::vector<std::int64_t>& checkpoints);

}  // namespace jingchu::app
