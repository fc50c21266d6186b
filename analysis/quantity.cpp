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

constexpr std::size_t most_cases_in_a_pass = 16;

/// So many that the tiles of a thread take a quarter of a gigabyte at most: cases of a pass have one tile each.
std::size_t cases_in_a_pass(const engine::Plan& plan, int tile_width) {
  constexpr std::size_t most_bytes = std::size_t{1} << 28;
  const std::size_t values = plan.variable_has_histogram.size() * static_cast<std::size_t>(plan.periods + plan.history_periods) * static_cast<std::size_t>(tile_width);
  return std::clamp(most_bytes / (sizeof(double) * std::max<std::size_t>(values, 1)), std::size_t{1}, most_cases_in_a_pass);
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

void for_each_estimate(const Study& study, std::size_t cases, const std::function<engine::Plan(std::size_t)>& plan_of, const Quantity& quantity, const engine::RunControl& control,
                       const std::function<void(std::size_t, Estimate)>& take) {
  const double scale = target_of(quantity, study.scenario).scale;
  const std::size_t in_a_pass = cases_in_a_pass(study.plan, control.tile_width);
  for (std::size_t first = 0; first < cases; first += in_a_pass) {
    std::vector<engine::Plan> plans;
    for (std::size_t i = first; i < std::min(cases, first + in_a_pass); ++i) plans.push_back(plan_of(i));
    const engine::TargetRule rule = plans.front().targets[static_cast<std::size_t>(quantity.target)];
    auto values = engine::path_outputs(study.compiled->program, plans, rule.output, control);
    for (std::size_t i = 0; i < values.size(); ++i) take(first + i, estimate(quantity, rule, scale, std::move(values[i])));
    if (control.progress) control.progress(static_cast<std::int64_t>(first + plans.size()) * study.plan.path_count, static_cast<std::int64_t>(cases) * study.plan.path_count);
  }
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
  const std::int64_t most = most_bytes / 8 / (rows + static_cast<std::int64_t>(most_cases_in_a_pass));
  if (study.plan.path_count > most)
    throw Error(ExitCode::usage, fmt::format("{} paths are more than this question keeps in memory", study.plan.path_count), fmt::format("--paths {} and fewer fit", most));
}

}  // namespace jingchu::analysis
