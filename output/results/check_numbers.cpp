#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>

#include "output/results/layout.hpp"
#include "output/results/mean_tolerance.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output {

namespace {

using detail::mean_tolerance;
constexpr double share_tolerance = 1e-9;   // sums of shares round

class Checks {
 public:
  explicit Checks(const Content& content) : content_(content) {}
  std::vector<Finding> run() {
    levels();
    for (std::size_t s = 0; s < content_.scenarios.size(); ++s) {
      const ScenarioResults& scenario = content_.scenarios[s];
      scenario_ = &scenario;
      conditioned_ = content_.conditioned_of(s);
      counts();
      tables("", content_.variables, scenario.variables, content_.time);
      tables("/annual", content_.variables, scenario.annual_variables, content_.years);
      tables("/annual", content_.measures, scenario.annual_measures, content_.years);
      for (std::size_t v = 0; v < content_.variables.size(); ++v) years_of(v);
      for (const auto& target : scenario.targets) target_row(target);
      joint();
      targets_met();
      if (conditioned_ != nullptr) conditioned();
      for (const auto& identity : scenario.identities) {
        if (!(identity.largest_residual <= largest_identity_residual)) {
          add("/identities/largest_residual", identity.name, fmt::format("the identity does not hold: a relative residual of {:.2g}, above {:.0e}", identity.largest_residual, largest_identity_residual));
        }
      }
    }
    return std::move(findings_);
  }

 private:
  void add(std::string_view dataset, std::string_view row, std::string problem) {
    std::string place(dataset);
    if (scenario_ != nullptr) place += ", " + scenario_->name;
    if (!row.empty()) place += fmt::format(", {}", row);
    findings_.push_back({"numbers", std::move(place), std::move(problem)});
  }

  void levels() {
    const auto& levels = content_.levels;
    const bool inside = std::all_of(levels.begin(), levels.end(), [](double level) { return level > 0 && level < 1; });
    if (!inside || !std::is_sorted(levels.begin(), levels.end())) add("/quantiles/quantile", "", "the levels are not rising between 0 and 1");
  }

  std::int64_t alive() const { return scenario_->n_paths - scenario_->n_failed; }
  /// Whether means can be told from their rounding.
  bool has_means() const {
    constexpr auto enough = static_cast<double>(detail::paths_for_means);
    return static_cast<double>(alive()) >= enough && (conditioned_ == nullptr || conditioned_->releases.back().effective_paths >= enough);
  }

  void counts() {
    const ScenarioResults& s = *scenario_;
    if (s.n_failed < 0 || s.n_failed > s.n_paths) add("/scenarios/n_failed", "", fmt::format("{} of {} paths", s.n_failed, s.n_paths));
    for (const auto& [name, by] : {std::pair{"/failures/failed_by_kind", &s.failed_by_kind}, std::pair{"/failures/failed_by_cause", &s.failed_by_equation}}) {
      const std::int64_t sum = std::accumulate(by->begin(), by->end(), std::int64_t{0}, [](std::int64_t n, const auto& entry) { return n + entry.second; });
      if (sum != s.n_failed) add(name, "", fmt::format("sums to {} paths, {} failed", sum, s.n_failed));
    }
    if (static_cast<std::int64_t>(s.failures.size()) > s.n_failed) add("/failures/path_number", "", fmt::format("{} paths are listed, {} failed", s.failures.size(), s.n_failed));
    for (const auto& failure : s.failures) {
      if (failure.path < 0 || failure.time_index < 0 || failure.time_index >= content_.time.count) {
        add("/failures", "", fmt::format("path {} fails in period {} of {}", failure.path, failure.time_index, content_.time.count));
      }
    }
  }

  void tables(const std::string& group, const std::vector<Column>& columns, const std::vector<SeriesTable>& list, const TimeAxis& axis) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      for (std::size_t t = 0; t < static_cast<std::size_t>(axis.count); ++t) series(group, columns[i], list[i], axis, t);
    }
  }

  void series(const std::string& group, const Column& column, const SeriesTable& table, const TimeAxis& axis, std::size_t t) {
    const std::string moments = group + "/moments/" + column.name;
    const std::string period = detail::period_name(axis.per_year, axis.first + static_cast<int>(t));
    if (table.n[t] == 0) return;
    if (table.n[t] != static_cast<double>(alive())) return add(moments, period, fmt::format("counts {} paths, {} did not fail", table.n[t], alive()));
    const double low = table.min[t], high = table.max[t], mean = table.mean[t];
    const double slack = mean_tolerance * std::max(std::abs(low), std::abs(high));
    if (has_means() && !(low <= mean + slack && mean <= high + slack)) add(moments, period, fmt::format("the mean {} is not between the least {} and the largest {}", mean, low, high));
    // With few effective paths the factor n / (n - 1) of a standard deviation takes it beyond the range.
    if (table.sd[t] < 0 || (alive() > 1 && conditioned_ == nullptr && !(table.sd[t] <= high - low + slack))) add(moments, period, fmt::format("a standard deviation of {} between {} and {}", table.sd[t], low, high));
    if (table.mean_se[t] < 0 || table.mean_se[t] > table.sd[t]) add(moments, period, fmt::format("the mean has the standard error {}, the variable the standard deviation {}", table.mean_se[t], table.sd[t]));
    if (table.quantiles.empty()) return;
    const std::string quantiles = group + "/quantiles/" + column.name;
    const auto count = static_cast<std::size_t>(axis.count);
    for (std::size_t level = 0; level < content_.levels.size(); ++level) {
      const double value = table.quantiles[level * count + t];
      if (!(value >= low - slack && value <= high + slack)) add(quantiles, period, fmt::format("the quantile {} at {} is not between the least {} and the largest {}", value, content_.levels[level], low, high));
      if (level > 0 && value < table.quantiles[(level - 1) * count + t]) add(quantiles, period, fmt::format("the quantiles fall between the levels {} and {}", content_.levels[level - 1], content_.levels[level]));
      if (table.quantile_errors[level * count + t] < 0) add(group + "/quantile_errors/" + column.name, period, "a standard error is negative");
    }
  }

  /// The mean of a year follows from the means of its periods, whatever the paths did.
  void years_of(std::size_t v) {
    if (!has_means()) return;
    const Column& column = content_.variables[v];
    const TimeAxis& time = content_.time;
    const auto& periods = scenario_->variables[v];
    const auto& years = scenario_->annual_variables[v];
    for (int y = 0; y < content_.years.count; ++y) {
      const int first = (content_.years.first + y) * time.per_year - time.first;
      if (first < 0 || first + time.per_year > time.count || years.n[static_cast<std::size_t>(y)] == 0) continue;
      const auto from = periods.mean.begin() + first;
      const auto to = from + time.per_year;
      const double sum = std::accumulate(from, to, 0.0);
      const double expected = column.annual_rule == "sum" ? sum : column.annual_rule == "end" ? *(to - 1) : sum / time.per_year;
      double scale = 0;
      for (int t = first; t < first + time.per_year; ++t) scale = std::max({scale, std::abs(periods.min[static_cast<std::size_t>(t)]), std::abs(periods.max[static_cast<std::size_t>(t)])});
      const double mean = years.mean[static_cast<std::size_t>(y)];
      if (!(std::abs(mean - expected) <= mean_tolerance * scale * time.per_year)) {
        add("/annual/moments/" + column.name, fmt::format("{}", content_.years.first + y), fmt::format("the mean is {}, its periods give {} (rule '{}')", mean, expected, column.annual_rule));
      }
    }
  }

  void target_row(const TargetRow& row) {
    const std::string at = "/targets";
    if (row.status == "not simulated") {
      if (!std::isnan(row.probability) || row.reason.empty()) add(at, row.id, "it is not simulated, yet has a probability, or no reason");
      return;
    }
    if (row.n_paths != alive()) add(at + "/n_paths", row.id, fmt::format("counts {} paths, {} did not fail", row.n_paths, alive()));
    if (alive() == 0) return;
    probability(at + "/probability", row.id, row.probability, row.lower_bound, row.upper_bound, row.standard_error);
    if (row.tolerance > 0 && !(row.probability_with_tolerance >= row.probability && row.probability_with_tolerance <= 1)) {
      add(at + "/probability_with_tolerance", row.id, fmt::format("{} with the tolerance, {} without", row.probability_with_tolerance, row.probability));
    }
    if (!std::is_sorted(row.value_quantiles.begin(), row.value_quantiles.end())) add(at + "/value_quantiles", row.id, "the quantiles fall");
  }

  void probability(const std::string& dataset, const std::string& row, double value, double lower, double upper, double error) {
    if (!(value >= 0 && value <= 1)) return add(dataset, row, fmt::format("{} is no probability", value));
    const double n = static_cast<double>(alive()), all = static_cast<double>(scenario_->n_paths), failed = static_cast<double>(scenario_->n_failed);
    if (conditioned_ != nullptr) return weighted_probability(dataset, row, value, lower, upper, error);
    const double hits = std::round(value * n);
    if (std::abs(value * n - hits) > share_tolerance * n) add(dataset, row, fmt::format("{} is no share of {} paths", value, alive()));
    if (!(std::abs(lower - hits / all) <= share_tolerance && std::abs(upper - (hits + failed) / all) <= share_tolerance)) {
      add(dataset, row, fmt::format("the bounds are {} and {}, the {} failed paths give {} and {}", lower, upper, scenario_->n_failed, hits / all, (hits + failed) / all));
    }
    if (!is_error_of_share(error)) add(dataset, row, fmt::format("its standard error is {}", error));
  }

  /// Of a single path nothing is known.
  bool is_error_of_share(double error) const { return (error >= 0 && error <= 1) || (std::isnan(error) && alive() < 2); }

  /// Bounds of a share of weight: failed paths weigh something between nothing and the most there can be.
  void weighted_probability(const std::string& dataset, const std::string& row, double value, double lower, double upper, double error) {
    const double all = conditioned_->mean_weight * static_cast<double>(alive()), failed = conditioned_->failed_weight;
    if (std::isinf(failed)) {
      if (lower != 0 || upper != 1) add(dataset, row, fmt::format("the bounds are {} and {}, expected 0 and 1", lower, upper));
    } else if (!(std::abs(lower - value * all / (all + failed)) <= share_tolerance && std::abs(upper - (value * all + failed) / (all + failed)) <= share_tolerance)) {
      add(dataset, row, fmt::format("the bounds are {} and {}, the {} failed paths give {} and {}", lower, upper, scenario_->n_failed, value * all / (all + failed), (value * all + failed) / (all + failed)));
    }
    if (!is_error_of_share(error)) add(dataset, row, fmt::format("its standard error is {}", error));
  }

  void conditioned() {
    const ConditionedResults& c = *conditioned_;
    const std::string at = "/conditioned";
    const double n = static_cast<double>(alive());
    // A shock that was found instead of drawn leaves no paths of the time before.
    const bool exact = std::any_of(c.observed.begin(), c.observed.end(), [](const ObservedRow& row) { return !row.shock.empty(); });
    std::int64_t values = 0;
    for (std::size_t r = 0; r < c.releases.size(); ++r) {
      const ReleaseRow& release = c.releases[r];
      values += release.observations;
      const std::string& name = release.name;
      if ((release.observations > 0) != (r > 0)) add(at + "/observations", name, fmt::format("{} values", release.observations));
      if (!(release.effective_paths > 0 && release.effective_paths <= n * (1 + share_tolerance)) || (r == 0 && c.proposal == "model" && release.effective_paths != n)) {
        add(at + "/effective_paths", name, fmt::format("{} of {} paths", release.effective_paths, alive()));
      }
      if (!std::isfinite(release.log_likelihood) || (r == 0 && release.log_likelihood != 0)) add(at + "/log_likelihood", name, fmt::format("is {}", release.log_likelihood));
      for (const auto list : {&ReleaseRow::targets, &ReleaseRow::joint}) {
        for (std::size_t i = 0; i < (release.*list).size(); ++i) {
          const UpdateRow& row = (release.*list)[i];
          if (exact && r == 0) continue;
          if (!(row.probability >= 0 && row.probability <= 1)) add(at + "/probability", name + ", " + row.name, fmt::format("{} is no probability", row.probability));
          if (r == 0 || exact) continue;
          const double change = row.probability - (c.releases[r - 1].*list)[i].probability;
          if (!(std::abs(row.change - change) <= share_tolerance)) add(at + "/change", name + ", " + row.name, fmt::format("is {}, the probabilities give {}", row.change, change));
        }
      }
    }
    if (values != static_cast<std::int64_t>(c.observed.size())) add(at + "/observations", "", fmt::format("sum to {}, {} values are listed", values, c.observed.size()));
    const ReleaseRow& last = c.releases.back();
    std::size_t simulated = 0;
    for (const TargetRow& target : scenario_->targets) {
      if (target.status == "not simulated") continue;
      if (simulated < last.targets.size() && last.targets[simulated].probability != target.probability)
        add(at + "/probability", last.name + ", " + target.id, fmt::format("is {}, /targets says {}", last.targets[simulated].probability, target.probability));
      ++simulated;
    }
    for (std::size_t i = 0; i < scenario_->joint.size() && i < last.joint.size(); ++i) {
      if (last.joint[i].probability != scenario_->joint[i].probability)
        add(at + "/joint_probability", last.joint[i].name, fmt::format("is {}, /targets says {}", last.joint[i].probability, scenario_->joint[i].probability));
    }
    for (const ObservedRow& row : c.observed) {
      if (!(row.error > 0 || !row.shock.empty()) || !std::isfinite(row.value)) add(at + "/value", row.measure, fmt::format("is {} with the error {}", row.value, row.error));
    }
  }

  /// The probabilities of the targets of a joint set: "A", "A+B", "all".
  std::vector<double> members(const std::string& set) const {
    std::vector<double> values;
    for (const auto& row : scenario_->targets) {
      const bool belongs = set == "all" || (!row.tier.empty() && ("+" + set + "+").find("+" + row.tier + "+") != std::string::npos);
      if (row.status == "simulated" && !row.lever && belongs) values.push_back(row.probability);
    }
    return values;
  }

  void joint() {
    if (alive() == 0) return;
    for (const auto& row : scenario_->joint) {
      const std::string dataset = "/targets/joint_probability";
      probability(dataset, row.tier_set, row.probability, row.lower_bound, row.upper_bound, row.standard_error);
      // Frechet's bounds: whatever the dependence, all hold at once at most as often as the rarest of them.
      double least = 1, missed = 0;
      for (const double p : members(row.tier_set)) {
        least = std::min(least, p);
        missed += 1 - p;
      }
      if (!(row.probability <= least + share_tolerance && row.probability >= 1 - missed - share_tolerance)) {
        add(dataset, row.tier_set, fmt::format("{} is not between {} and {}, what its targets allow", row.probability, std::max(0.0, 1 - missed), least));
      }
    }
  }

  void targets_met() {
    const auto& shares = scenario_->targets_met;
    if (shares.empty() || alive() == 0) return;
    const std::string dataset = "/targets/targets_met";
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (std::any_of(shares.begin(), shares.end(), [](double share) { return !(share >= 0); }) || !(std::abs(sum - 1) <= share_tolerance)) {
      add(dataset, "", fmt::format("the shares sum to {}, expected 1", sum));
    }
    const auto all = members("all");
    if (all.size() + 1 != shares.size()) return add(dataset, "", fmt::format("counts up to {} targets, {} are scored", shares.size() - 1, all.size()));
    double mean = 0;
    for (std::size_t k = 0; k < shares.size(); ++k) mean += static_cast<double>(k) * shares[k];
    const double expected = std::accumulate(all.begin(), all.end(), 0.0);
    if (!(std::abs(mean - expected) <= share_tolerance * static_cast<double>(shares.size()))) add(dataset, "", fmt::format("{} targets are met on average, their probabilities sum to {}", mean, expected));
  }

  const Content& content_;
  const ScenarioResults* scenario_ = nullptr;
  const ConditionedResults* conditioned_ = nullptr;   ///< of the scenario; null: its paths weigh the same
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_numbers(const Content& content) { return Checks(content).run(); }

}  // namespace jingchu::output
