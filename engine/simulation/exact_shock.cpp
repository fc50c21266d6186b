#include "engine/simulation/exact_shock.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "engine/math/vector_math.hpp"
#include "engine/random/correlation.hpp"

namespace jingchu::engine {

namespace {

/// Inverse of the matrix whose lower Cholesky factor is given, k x k.
std::vector<double> inverse_of_factor(const std::vector<double>& l, std::size_t k) {
  std::vector<double> inverse(k * k);
  for (std::size_t column = 0; column < k; ++column) {
    std::vector<double> v(k, 0.0);
    for (std::size_t i = 0; i < k; ++i) {
      double sum = i == column ? 1.0 : 0.0;
      for (std::size_t j = 0; j < i; ++j) sum -= l[i * k + j] * v[j];
      v[i] = sum / l[i * k + i];
    }
    for (std::size_t i = k; i-- > 0;) {
      double sum = v[i];
      for (std::size_t j = i + 1; j < k; ++j) sum -= l[j * k + i] * v[j];
      v[i] = sum / l[i * k + i];
    }
    for (std::size_t i = 0; i < k; ++i) inverse[i * k + column] = v[i];
  }
  return inverse;
}

/// Lower Cholesky factor of a positive definite matrix, k x k.
std::vector<double> cholesky(const std::vector<double>& a, std::size_t k) {
  std::vector<double> l(k * k, 0.0);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * k + j];
      for (std::size_t m = 0; m < j; ++m) sum -= l[i * k + m] * l[j * k + m];
      l[i * k + j] = i == j ? std::sqrt(sum) : sum / l[j * k + j];
    }
  return l;
}

}  // namespace

/// With P the inverse of the correlation matrix, F the shocks that are found and O the others, the scores of F given those of O have
/// inverse covariance P_FF and mean -P_FF^-1 P_FO z_O.
void ExactPeriod::take_group(const Plan& plan, const std::vector<std::size_t>& members, const std::vector<double>& factor) {
  Group group;
  std::vector<std::size_t> found_at, others_at;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto at = std::find_if(shocks_.begin(), shocks_.end(), [&](const ExactShock& exact) { return static_cast<std::size_t>(exact.shock) == members[i]; });
    if (at != shocks_.end()) {
      found_at.push_back(i);
      group.found.push_back(static_cast<std::size_t>(at - shocks_.begin()));
    } else {
      others_at.push_back(i);
      group.others.push_back({static_cast<int>(members[i]), LawDensity(plan.shocks[members[i]].law)});
    }
  }
  if (group.found.empty()) return;
  const std::size_t k = members.size(), f = group.found.size();
  const std::vector<double> precision = inverse_of_factor(factor, k);
  std::vector<double> own(f * f);
  for (std::size_t i = 0; i < f; ++i)
    for (std::size_t j = 0; j < f; ++j) own[i * f + j] = precision[found_at[i] * k + found_at[j]];
  group.factor = cholesky(own, f);
  const std::vector<double> covariance = inverse_of_factor(group.factor, f);
  for (std::size_t i = 0; i < f; ++i)
    for (const std::size_t other : others_at) {
      double weight = 0;
      for (std::size_t j = 0; j < f; ++j) weight -= covariance[i * f + j] * precision[found_at[j] * k + other];
      group.weights.push_back(weight);
    }
  groups_.push_back(std::move(group));
}

double ExactPeriod::Group::log_ratio(const std::vector<double>& scores, const std::vector<double>& means) const {
  const std::size_t f = scores.size();
  double sum = 0;
  for (std::size_t j = 0; j < f; ++j) {
    double whitened = 0;
    for (std::size_t i = j; i < f; ++i) whitened += factor[i * f + j] * (scores[i] - means[i]);
    sum += 0.5 * (scores[j] * scores[j] - whitened * whitened) + scalar_log(factor[j * f + j]);
  }
  return sum;
}

ExactPeriod::ExactPeriod(const Plan& plan, int period, std::vector<ExactShock> shocks) : period_(period), shocks_(std::move(shocks)) {
  std::vector<int> releases;
  for (const ObservationRule& rule : plan.observations)
    if (rule.is_exact()) releases.push_back(rule.release);
  row_ = shocks_.front().row;
  for (const ExactShock& exact : shocks_)
    if (releases[exact.row] > releases[row_]) row_ = exact.row;
  for (const CorrelatedGroup& group : correlated_groups(plan.shocks, plan.shock_correlations)) take_group(plan, group.members, group.factor);
}

std::vector<ExactPeriod> exact_periods(const Plan& plan, const std::vector<int>& output_periods) {
  std::map<int, std::vector<ExactShock>> by_period;
  std::size_t row = 0;
  for (const ObservationRule& rule : plan.observations) {
    if (!rule.is_exact()) continue;
    const int period = output_periods.at(static_cast<std::size_t>(rule.output));
    auto& shocks = by_period[period];
    const bool taken = std::any_of(shocks.begin(), shocks.end(), [&](const ExactShock& other) { return other.shock == rule.shock; });
    if (period < 0 || period >= plan.periods || taken) throw std::logic_error("exact_periods: a period outside the horizon, or a shock that is to be found twice in one");
    shocks.push_back({rule.output, rule.shock, rule.value, row++, LawDensity(plan.shocks.at(static_cast<std::size_t>(rule.shock)).law)});
  }
  std::vector<ExactPeriod> periods;
  for (auto& [period, shocks] : by_period) periods.emplace_back(plan, period, std::move(shocks));
  return periods;
}

std::size_t exact_count(const Plan& plan) {
  return static_cast<std::size_t>(std::count_if(plan.observations.begin(), plan.observations.end(), [](const ObservationRule& rule) { return rule.is_exact(); }));
}

}  // namespace jingchu::engine
