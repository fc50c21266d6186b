#include "analysis/factors.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace jingchu::analysis {

namespace {

engine::DrawnQuantity& drawn(engine::Plan& plan, const Factor& factor) { return (factor.kind == Factor::Kind::parameter ? plan.parameters : plan.shocks)[factor.index]; }

/// Joins the quantities of one list: the number of its group for each.
std::vector<std::size_t> joined(const std::vector<engine::DrawnQuantity>& list, const std::vector<engine::Correlation>& correlations) {
  std::vector<std::size_t> group(list.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  const auto join = [&](std::size_t a, std::size_t b) {
    const std::size_t from = std::max(group[a], group[b]), to = std::min(group[a], group[b]);
    std::replace(group.begin(), group.end(), from, to);
  };
  for (const auto& correlation : correlations) join(correlation.first, correlation.second);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto* mine = std::get_if<engine::EmpiricalLaw>(&list[i].law);
    for (std::size_t j = 0; mine && j < i; ++j)
      if (const auto* theirs = std::get_if<engine::EmpiricalLaw>(&list[j].law); theirs && theirs->table == mine->table) join(i, j);
  }
  return group;
}

/// The value below which so much of the probability lies.
double quantile_of(std::vector<std::pair<double, double>> values, double share) {
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (const auto& [value, probability] : values) {
    sum += probability;
    if (sum >= share) return value;
  }
  return values.back().first;
}

/// Laws with few values, whose uniforms are not in the order of the values.
double quantile_of(const engine::Law& law, double share) {
  std::vector<std::pair<double, double>> values;
  if (const auto* bernoulli = std::get_if<engine::BernoulliLaw>(&law)) values = {{0.0, 1 - bernoulli->p}, {1.0, bernoulli->p}};
  if (const auto* discrete = std::get_if<engine::DiscreteLaw>(&law))
    for (std::size_t i = 0; i < discrete->values.size(); ++i) values.emplace_back(discrete->values[i], discrete->probabilities[i]);
  if (const auto* empirical = std::get_if<engine::EmpiricalLaw>(&law))
    for (const double row : empirical->rows) values.emplace_back(row, 1 / static_cast<double>(empirical->rows.size()));
  return values.empty() ? engine::quantile(law, share) : quantile_of(std::move(values), share);
}

}  // namespace

std::vector<Factor> factors_of(const engine::Plan& plan) {
  std::vector<Factor> factors;
  for (std::size_t i = 0; i < plan.parameters.size(); ++i) factors.push_back({Factor::Kind::parameter, i});
  for (std::size_t i = 0; i < plan.shocks.size(); ++i) factors.push_back({Factor::Kind::shock, i});
  return factors;
}

const engine::DrawnQuantity& drawn(const engine::Plan& plan, const Factor& factor) { return (factor.kind == Factor::Kind::parameter ? plan.parameters : plan.shocks)[factor.index]; }

std::vector<FactorGroup> factor_groups(const engine::Plan& plan) {
  std::vector<FactorGroup> groups;
  const auto add = [&](Factor::Kind kind, const std::vector<std::size_t>& group_of) {
    for (std::size_t g = 0; g < group_of.size(); ++g) {
      FactorGroup group;
      for (std::size_t i = 0; i < group_of.size(); ++i)
        if (group_of[i] == g) group.push_back({kind, i});
      if (!group.empty()) groups.push_back(std::move(group));
    }
  };
  add(Factor::Kind::parameter, joined(plan.parameters, plan.parameter_correlations));
  add(Factor::Kind::shock, joined(plan.shocks, plan.shock_correlations));
  return groups;
}

std::pair<double, double> low_and_high(const engine::Law& law) { return {quantile_of(law, 0.1), quantile_of(law, 0.9)}; }

double between_low_and_high(const engine::Law& law, double share) {
  const bool has_few_values = std::holds_alternative<engine::BernoulliLaw>(law) || std::holds_alternative<engine::DiscreteLaw>(law) || std::holds_alternative<engine::EmpiricalLaw>(law);
  if (has_few_values) return quantile_of(law, 0.1 + 0.8 * share);
  const auto [low, high] = low_and_high(law);
  return low + share * (high - low);
}

engine::Plan held(engine::Plan plan, const Factor& factor, double value) {
  drawn(plan, factor).law = engine::DiscreteLaw{{value}, {1.0}};
  return plan;
}

engine::Plan redrawn(engine::Plan plan, const FactorGroup& group) {
  for (const Factor& factor : group) drawn(plan, factor).stream = 1;
  return plan;
}

}  // namespace jingchu::analysis
