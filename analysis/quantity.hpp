#pragma once

#include <cstdint>
#include <vector>

#include "analysis/study.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::analysis {

/// A number that a run answers with: the mean or a quantile of what a target measures, or the probability of the target.
struct Quantity {
  enum class Kind { mean, quantile, probability };
  Kind kind = Kind::mean;
  double level = 0.5;       ///< quantile: in (0, 1)
  int target = 0;           ///< number among the simulated targets
};

/// What one run comes to, path by path.
struct Estimate {
  double value = 0;                 ///< in the unit of the target; a probability is a share
  /// What each path adds to the error (influence function, up to a constant); NaN on a path that failed. The difference
  /// of two estimates on common draws has the standard error of the mean of the differences.
  std::vector<double> influence;
  double standard_error() const;
};

/// \param rule, scale  of the target; \param values  of its output, path by path, as engine::path_outputs gives them
Estimate estimate(const Quantity& quantity, const engine::TargetRule& rule, double scale, std::vector<double> values);

/// Simulates a plan of a study and estimates the quantity.
Estimate estimate(const Study& study, const engine::Plan& plan, const Quantity& quantity, const engine::RunControl& control);

/// Standard error of the mean of those that are numbers; NaN for fewer than two.
double error_of_mean(const std::vector<double>& values);

/// The target of a quantity in the scenario.
const scenarios::Target& target_of(const Quantity& quantity, const scenarios::Scenario& scenario);

/// A change that is smaller than twice its error, or that the solver's tolerance may make.
bool is_noise(double change, double standard_error, double size);

/// Throws Error when values of `rows` doubles a path would not fit into the memory they are allowed, or when the draws are
/// not independent: the errors of this kind of question are those of independent paths.
void check_paths(const Study& study, std::int64_t rows);

}  // namespace jingchu::analysis
