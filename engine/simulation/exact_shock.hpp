#pragma once

#include <cstddef>
#include <vector>

#include "engine/random/law_density.hpp"
#include "engine/simulation/plan.hpp"

namespace jingchu::engine {

/// A shock that is not drawn in one period: each path gets the value of it with which an output is exactly as published.
struct ExactShock {
  int output = 0;
  int shock = 0;
  double value = 0;      ///< of the output
  std::size_t row = 0;   ///< place among the exact values of the plan, as given
  LawDensity law;
};

/// The shocks of one period that are found together, as many as outputs that were published exactly.
///
/// The paths are then draws of all else, and the density of the published values given all else is that of the shocks' values
/// over the size of the determinant of d(outputs)/d(shocks): their weight. What is found in a later period moves nothing of an
/// earlier one, so the periods multiply.
class ExactPeriod {
 public:
  ExactPeriod(const Plan& plan, int period, std::vector<ExactShock> shocks);

  int period() const noexcept { return period_; }
  const std::vector<ExactShock>& shocks() const noexcept { return shocks_; }
  std::size_t size() const noexcept { return shocks_.size(); }
  /// The row of log densities that tells that of all of them: that of the last release; the other rows are 0.
  std::size_t row() const noexcept { return row_; }

  /// Log density of the values of the shocks given those of all others.
  /// \param values  one a shock   \param value_of  the value of any other shock, by its number
  template <class Value>
  double log_density(const double* values, Value value_of) const {
    double sum = 0;
    for (std::size_t i = 0; i < size(); ++i) sum += shocks_[i].law.log_at(values[i]);
    if (groups_.empty() || !(sum > -unbounded)) return sum;
    for (const Group& group : groups_) {
      std::vector<double> scores, means;
      for (std::size_t i = 0; i < group.found.size(); ++i) {
        scores.push_back(shocks_[group.found[i]].law.score_at(values[group.found[i]]));
        double mean = 0;
        for (std::size_t j = 0; j < group.others.size(); ++j) mean += group.weights[i * group.others.size() + j] * group.others[j].law.score_at(value_of(group.others[j].shock));
        means.push_back(mean);
      }
      sum += group.log_ratio(scores, means);
    }
    return sum;
  }

 private:
  // Correlated shocks join their normal scores: given those of the others, those of the ones that are found are normal again.
  struct Other {
    int shock = 0;
    LawDensity law;
  };
  struct Group {
    std::vector<std::size_t> found;   ///< in shocks_
    std::vector<Other> others;        ///< of the correlated group
    std::vector<double> weights;      ///< found x others: of their scores in the means
    std::vector<double> factor;       ///< found x found: lower Cholesky factor of the inverse covariance

    /// Log of the density of scores given their means, less that of independent standard normal ones.
    double log_ratio(const std::vector<double>& scores, const std::vector<double>& means) const;
  };
  void take_group(const Plan& plan, const std::vector<std::size_t>& members, const std::vector<double>& factor);

  int period_;
  std::vector<ExactShock> shocks_;
  std::size_t row_ = 0;
  std::vector<Group> groups_;
};

/// Those of a plan, in order of their periods.
/// \param output_periods  by output: last period of the horizon that it reads
/// Throws std::logic_error when one is not in the horizon, or one shock is to be found twice in one period.
std::vector<ExactPeriod> exact_periods(const Plan& plan, const std::vector<int>& output_periods);
/// How many values of the plan are exact.
std::size_t exact_count(const Plan& plan);

}  // namespace jingchu::engine
