#include "analysis/quantity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "engine/statistics/target_hits.hpp"

namespace jingchu::analysis {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Weights of the paths: 1 where nothing was published.
class Weights {
 public:
  explicit Weights(const engine::PathOutput& found) : weights_(found.weights) {
    for (std::size_t i = 0; i < found.values.size(); ++i) {
      if (std::isnan(found.values[i])) continue;
      ++n_;
      sum_ += of(i);
      squares_ += of(i) * of(i);
    }
    if (can_tell() && !weights_.empty()) small_sample_ = std::sqrt(effective() / (effective() - 1));
  }
  /// Whether more than one path has weight: of one alone no error is known, and it would look like 0.
  bool can_tell() const { return n_ > 0 && (weights_.empty() || effective() >= fewest_effective); }
  double of(std::size_t path) const { return weights_.empty() ? 1 : weights_[path]; }
  /// Relative to their mean over the paths that count, with a factor for few effective paths, as errors of a run have it.
  double share(std::size_t path) const { return weights_.empty() ? 1 : small_sample_ * weights_[path] * static_cast<double>(n_) / sum_; }
  double sum() const { return sum_; }
  double effective() const { return sum_ > 0 ? sum_ * sum_ / squares_ : 0; }

 private:
  static constexpr double fewest_effective = 2;
  const std::vector<double>& weights_;
  std::int64_t n_ = 0;
  double sum_ = 0, squares_ = 0, small_sample_ = 1;
};

/// Values in order, each at the share of all weight that is below it: of neighbours one has half of what both weigh between
/// them, so that the first is at 0 and the last at 1, and equal weights leave them at equal distances.
class Distribution {
 public:
  Distribution(const std::vector<double>& values, const Weights& weights) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isnan(values[i]) && weights.of(i) > 0) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
    double sum = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (k > 0) sum += weights.of(order[k - 1]) + weights.of(order[k]);
      at_.push_back(sum);
      values_.push_back(values[order[k]]);
    }
  }
  double quantile(double level) const {
    const double at = level * at_.back();
    const auto above = static_cast<std::size_t>(std::upper_bound(at_.begin(), at_.end() - 1, at) - at_.begin());
    if (above == 0 || at_[above] == at_[above - 1]) return values_[above];
    return values_[above - 1] + (at - at_[above - 1]) / (at_[above] - at_[above - 1]) * (values_[above] - values_[above - 1]);
  }

 private:
  std::vector<double> values_, at_;
};

/// Of numbers that are no NaN.
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
Estimate quantile_estimate(double level, std::vector<double> values, const Weights& weights) {
  const Distribution distribution(values, weights);
  Estimate result{distribution.quantile(level), std::move(values), weights.effective()};
  const double reach = std::min({level, 1 - level, 0.5 / std::cbrt(weights.effective())});
  const double width = distribution.quantile(level + reach) - distribution.quantile(level - reach);
  const double inverse_density = width / (2 * reach);
  for (std::size_t i = 0; i < result.influence.size(); ++i)
    if (double& value = result.influence[i]; !std::isnan(value)) value = weights.share(i) * inverse_density * (level - (value <= result.value ? 1.0 : 0.0));
  return result;
}

/// What a path adds to a mean under weights is its distance from the mean (ratio estimate), times its weight relative to the mean weight.
Estimate mean_estimate(std::vector<double> values, const Weights& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) sum += weights.of(i) * values[i];
  Estimate result{sum / weights.sum(), std::move(values), weights.effective()};
  for (std::size_t i = 0; i < result.influence.size(); ++i)
    if (const double share = weights.share(i); share != 1) result.influence[i] = result.value + share * (result.influence[i] - result.value);
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

Estimate estimate(const Quantity& quantity, const engine::TargetRule& rule, double scale, engine::PathOutput found) {
  const Weights weights(found);
  if (!weights.can_tell()) return {nan, std::vector<double>(found.values.size(), nan), weights.effective()};
  if (quantity.kind == Quantity::Kind::probability) {
    for (double& value : found.values)
      if (!std::isnan(value)) value = engine::hit_lanes(rule, 0, &value, 1) != 0 ? 1.0 : 0.0;
  } else {
    for (double& value : found.values) value *= scale;
  }
  if (quantity.kind == Quantity::Kind::quantile) return quantile_estimate(quantity.level, std::move(found.values), weights);
  return mean_estimate(std::move(found.values), weights);
}

void for_each_estimate(const Study& study, std::size_t cases, const std::function<engine::Plan(std::size_t)>& plan_of, const Quantity& quantity, const engine::RunControl& control,
                       const std::function<void(std::size_t, Estimate)>& take) {
  const double scale = target_of(quantity, study.scenario).scale;
  const std::size_t in_a_pass = cases_in_a_pass(study.plan, control.tile_width);
  for (std::size_t first = 0; first < cases; first += in_a_pass) {
    std::vector<engine::Plan> plans;
    for (std::size_t i = first; i < std::min(cases, first + in_a_pass); ++i) plans.push_back(plan_of(i));
    const engine::TargetRule rule = plans.front().targets[static_cast<std::size_t>(quantity.target)];
    auto found = engine::path_outputs(study.compiled->program, plans, rule.output, control);
    for (std::size_t i = 0; i < found.size(); ++i) take(first + i, estimate(quantity, rule, scale, std::move(found[i])));
    if (control.progress) control.progress(static_cast<std::int64_t>(first + plans.size()) * study.plan.path_count, static_cast<std::int64_t>(cases) * study.plan.path_count);
  }
}

Error no_solution_somewhere() { return {ExitCode::data, "no path has a solution in one of the cases that are simulated", "'jingchu run' with the same settings says where it fails; choose smaller changes"}; }

std::int64_t count_failed(const std::vector<double>& influence) { return std::count_if(influence.begin(), influence.end(), [](double value) { return std::isnan(value); }); }

void throw_no_estimate(const Study& study, int number, const engine::RunControl& control) {
  try {
    engine::Simulation({{&study.compiled->program, &study.plan}}, {}, control);
  } catch (const engine::NoAgreement& error) {
    throw engine::NoAgreement(number, error.finding());
  } catch (const engine::NoSolution& error) {
    throw engine::NoSolution(number, error.failure(), {}, error.detail());
  }
  if (study.scenario.observations.empty()) throw no_solution_somewhere();
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, study.scenario.observations.front().place, fmt::format("one path of {} has nearly all the weight given the published values: no error can be told", jingchu::quoted(study.scenario.name)),
                                          "proposal = \"guided\" in the scenario draws paths near the values; or take more --paths, or check the values and their errors", {}, {}}});
}

const scenarios::Target& target_of(const Quantity& quantity, const scenarios::Scenario& scenario) {
  int number = quantity.target;
  const auto found = std::find_if(scenario.targets.begin(), scenario.targets.end(), [&](const auto& target) { return target.is_simulated() && number-- == 0; });
  return *found;
}

constexpr double tolerances = 1e-9;   // ten times that of the solver

bool is_nothing(double change, double standard_error, double size) { return std::abs(change) <= tolerances * std::abs(size) && standard_error <= tolerances * std::abs(size); }

bool is_noise(double change, double standard_error, double size) {
  return !(std::abs(change) > 2 * standard_error) || std::abs(change) <= tolerances * std::abs(size);
}

void check_paths(const Study& study, std::int64_t rows) {
  if (study.plan.sampling.kind == engine::Sampling::Kind::sobol)
    throw Error(ExitCode::data, fmt::format("{} is drawn with Sobol points: the errors of this answer are those of independent paths", jingchu::quoted(study.scenario.name)), "add --sampling random");
  constexpr std::int64_t most_bytes = std::int64_t{8} << 30;
  const std::int64_t rows_of_a_case = study.plan.observations.empty() ? 1 : 2;   // with published values a weight beside each value
  const std::int64_t most = most_bytes / 8 / (rows + rows_of_a_case * static_cast<std::int64_t>(most_cases_in_a_pass));
  if (study.plan.path_count > most)
    throw Error(ExitCode::usage, fmt::format("{} paths are more than this question keeps in memory", study.plan.path_count), fmt::format("--paths {} and fewer fit", most));
}

void refuse_observed(const Study& study, const char* reason, const char* hint) {
  if (study.scenario.observations.empty()) return;
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, study.scenario.observations.front().place,
                                          fmt::format("{} has published values: {}", jingchu::quoted(study.scenario.name), reason), hint, {}, {}}});
}

}  // namespace jingchu::analysis
