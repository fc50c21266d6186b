#include "analysis/quantity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "engine/simulation/path_outputs.hpp"
#include "engine/statistics/target_hits.hpp"

namespace jingchu::analysis {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> sorted_numbers(const std::vector<double>& values) {
  std::vector<double> numbers;
  numbers.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(numbers), [](double value) { return !std::isnan(value); });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

double quantile_of(const std::vector<double>& sorted, double level) {
  const double at = level * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  std::int64_t n = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++n;
  }
  return sum / static_cast<double>(n);
}

/// Bahadur's representation: a path below the quantile moves it by its share over the density there.
Estimate quantile_estimate(double level, std::vector<double> values) {
  const std::vector<double> sorted = sorted_numbers(values);
  Estimate result{quantile_of(sorted, level), std::move(values)};
  const double reach = std::min({level, 1 - level, 0.5 / std::cbrt(static_cast<double>(sorted.size()))});
  const double width = quantile_of(sorted, level + reach) - quantile_of(sorted, level - reach);
  const double inverse_density = width / (2 * reach);
  for (double& value : result.influence)
    if (!std::isnan(value)) value = inverse_density * (level - (value <= result.value ? 1.0 : 0.0));
  return result;
}

}  // namespace

double error_of_mean(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  std::int64_t n = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += (value - mean) * (value - mean);
    ++n;
  }
  return n < 2 ? nan : std::sqrt(sum / static_cast<double>(n - 1) / static_cast<double>(n));
}

double Estimate::standard_error() const { return error_of_mean(influence); }

Estimate estimate(const Quantity& quantity, const engine::TargetRule& rule, double scale, std::vector<double> values) {
  if (quantity.kind == Quantity::Kind::probability) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isnan(values[i])) values[i] = engine::hit_lanes(rule, 0, &values[i], 1) != 0 ? 1.0 : 0.0;
  } else {
    for (double& value : values) value *= scale;
  }
  if (quantity.kind == Quantity::Kind::quantile) return quantile_estimate(quantity.level, std::move(values));
  const double mean = mean_of(values);
  return {mean, std::move(values)};
}

Estimate estimate(const Study& study, const engine::Plan& plan, const Quantity& quantity, const engine::RunControl& control) {
  const engine::TargetRule& rule = plan.targets[static_cast<std::size_t>(quantity.target)];
  return estimate(quantity, rule, target_of(quantity, study.scenario).scale, engine::path_outputs(study.compiled->program, plan, rule.output, control));
}

const scenarios::Target& target_of(const Quantity& quantity, const scenarios::Scenario& scenario) {
  int number = quantity.target;
  const auto found = std::find_if(scenario.targets.begin(), scenario.targets.end(), [&](const auto& target) { return target.is_simulated() && number-- == 0; });
  return *found;
}

bool is_noise(double change, double standard_error, double size) {
  constexpr double tolerances = 1e-9;   // ten times that of the solver
  return !(std::abs(change) > 2 * standard_error) || std::abs(change) <= tolerances * std::abs(size);
}

void check_paths(const Study& study, std::int64_t rows) {
  if (study.plan.sampling.kind == engine::Sampling::Kind::sobol)
    throw Error(ExitCode::data, fmt::format("{} is drawn with Sobol points: the errors of this answer are those of independent paths", jingchu::quoted(study.scenario.name)), "add --sampling random");
  constexpr std::int64_t most_bytes = std::int64_t{8} << 30;
  const std::int64_t most = most_bytes / 8 / rows;
  if (study.plan.path_count > most)
    throw Error(ExitCode::usage, fmt::format("{} paths are more than this question keeps in memory", study.plan.path_count), fmt::format("--paths {} and fewer fit", most));
}

}  // namespace jingchu::analysis
