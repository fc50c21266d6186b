#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "analysis/study.hpp"
#include "engine/simulation/path_outputs.hpp"
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
  /// Paths of equal weight that would tell as much: those that count, fewer where published values weigh them.
  double effective_paths = 0;
  double standard_error() const;
};

/// \param rule, scale  of the target; \param found  its output, path by path
/// \return NaN everywhere where no path counts, or published values leave fewer than two effective ones: their error cannot be told
Estimate estimate(const Quantity& quantity, const engine::TargetRule& rule, double scale, engine::PathOutput found);

/// Simulates plans of a study and estimates the quantity for each. Several go over the paths in one pass.
///
/// A path counts if it has no failure up to the last period asked about; later ones are not simulated. Shows progress over all. Where no path
/// counts the estimate is NaN.
/// \param plan_of  the plan of a case, 0 <= case < cases    \param take  called in order of the cases
void for_each_estimate(const Study& study, std::size_t cases, const std::function<engine::Plan(std::size_t)>& plan_of, const Quantity& quantity, const engine::RunControl& control,
                       const std::function<void(std::size_t, Estimate)>& take);

/// For a study whose estimate has no error that can be told: throws NoSolution or NoAgreement where a run does, else Error(data).
/// \param number  of the study among those of the question: case number of what is thrown
[[noreturn]] void throw_no_estimate(const Study& study, int number, const engine::RunControl& control);

/// Where no path of some case has a solution.
Error no_solution_somewhere();

/// How many are no numbers: paths that failed.
std::int64_t count_failed(const std::vector<double>& influence);

/// Standard error of the mean of those that are numbers; NaN for fewer than two.
double error_of_mean(const std::vector<double>& values);

/// The target of a quantity in the scenario.
const scenarios::Target& target_of(const Quantity& quantity, const scenarios::Scenario& scenario);

/// A change that is smaller than twice its error, or that the solver's tolerance may make.
bool is_noise(double change, double standard_error, double size);
/// Whether a change and its error are no more than rounding leaves of 0, beside a number of that size.
bool is_nothing(double change, double standard_error, double size);

/// Throws Error when values of `rows` doubles a path, beside those of the cases of one pass, would not fit into the memory they are allowed, or when the draws are
/// not independent: the errors of this kind of question are those of independent paths.
void check_paths(const Study& study, std::int64_t rows);

/// Throws Error(data) where the study has published values. \param reason  why the answer cannot take them into account
void refuse_observed(const Study& study, const char* reason, const char* hint);

}  // namespace jingchu::analysis
