#include "engine/simulation/exact_shock.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/math/vector_math.hpp"
#include "engine/random/correlation.hpp"

namespace jingchu::engine {

namespace {

/// Fills what the shock depends on: with R the correlation matrix of its group and v the column of R^-1 that belongs to it, its score given
/// the others has mean -sum(v_j z_j)/v_s and variance 1/v_s.
void take_others(const Plan& plan, ExactShock& exact) {
  for (const CorrelatedGroup& group : correlated_groups(plan.shocks, plan.shock_correlations)) {
    const auto at = std::find(group.members.begin(), group.members.end(), static_cast<std::size_t>(exact.shock));
    if (at == group.members.end()) continue;
    const std::size_t k = group.members.size(), s = static_cast<std::size_t>(at - group.members.begin());
    const auto factor = [&](std::size_t i, std::size_t j) { return group.factor[i * k + j]; };
    std::vector<double> v(k, 0.0);
    for (std::size_t i = 0; i < k; ++i) {
      double sum = i == s ? 1.0 : 0.0;
      for (std::size_t j = 0; j < i; ++j) sum -= factor(i, j) * v[j];
      v[i] = sum / factor(i, i);
    }
    for (std::size_t i = k; i-- > 0;) {
      double sum = v[i];
      for (std::size_t j = i + 1; j < k; ++j) sum -= factor(j, i) * v[j];
      v[i] = sum / factor(i, i);
    }
    exact.sd = std::sqrt(1 / v[s]);
    for (std::size_t i = 0; i < k; ++i)
      if (i != s) exact.others.push_back({static_cast<int>(group.members[i]), -v[i] / v[s], LawDensity(plan.shocks[group.members[i]].law)});
  }
}

}  // namespace

double ExactShock::log_ratio(double score, double mean) const {
  const double z = (score - mean) / sd;
  return 0.5 * (score * score - z * z) - scalar_log(sd);
}

std::vector<ExactShock> exact_shocks(const Plan& plan, const std::vector<int>& output_periods) {
  std::vector<ExactShock> list;
  for (const ObservationRule& rule : plan.observations) {
    if (!rule.is_exact()) continue;
    ExactShock exact{rule.output, rule.shock, output_periods.at(static_cast<std::size_t>(rule.output)), rule.value, LawDensity(plan.shocks.at(static_cast<std::size_t>(rule.shock)).law), {}};
    take_others(plan, exact);
    const bool taken = std::any_of(list.begin(), list.end(), [&](const ExactShock& other) { return other.period == exact.period; });
    if (exact.period < 0 || exact.period >= plan.periods || taken) throw std::logic_error("exact_shocks: a period outside the horizon, or with two exact values");
    list.push_back(std::move(exact));
  }
  return list;
}

}  // namespace jingchu::engine
