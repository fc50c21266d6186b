#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "output/results/layout.hpp"
#include "output/results/mean_tolerance.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output {

namespace {

using detail::mean_tolerance;
constexpr double share_tolerance = 1e-9;
// Values further out count in a mean as if they lay at a limit.
constexpr double far_range = 1000;        // in standard deviations

using Tables = std::vector<SeriesTable> ScenarioResults::*;

std::int64_t alive(const ScenarioResults& scenario) { return scenario.n_paths - scenario.n_failed; }

double size_of(const SeriesTable& table, std::size_t t) { return std::max(std::abs(table.min[t]), std::abs(table.max[t])); }
bool is_far(const SeriesTable& table, std::size_t t) { return table.max[t] - table.min[t] > far_range * table.sd[t]; }

class Checks {
 public:
  Checks(const Content& content, const ContrastResults& contrast) : content_(content), contrast_(contrast), base_(content.scenarios.front()) {
    for (const ScenarioResults& scenario : content.scenarios)
      if (scenario.name == contrast.scenario) other_ = &scenario;
  }

  std::vector<Finding> run() {
    paths();
    tables("", content_.variables, contrast_.variables, &ScenarioResults::variables, content_.time);
    tables("/annual", content_.variables, contrast_.annual_variables, &ScenarioResults::annual_variables, content_.years);
    tables("/annual", content_.measures, contrast_.annual_measures, &ScenarioResults::annual_measures, content_.years);
    for (const ChangeRow& row : contrast_.targets) change("", row, target_of(base_, row.name), other_ == nullptr ? Odds{} : target_of(*other_, row.name));
    for (const ChangeRow& row : contrast_.joint) change("joint_", row, joint_of(base_, row.name), other_ == nullptr ? Odds{} : joint_of(*other_, row.name));
    return std::move(findings_);
  }

 private:
  /// A probability as /targets says it; undefined where it says nothing.
  struct Odds {
    double probability = std::nan(""), standard_error = std::nan("");
    bool known() const { return !std::isnan(probability); }
  };
  static Odds target_of(const ScenarioResults& scenario, const std::string& id) {
    for (const TargetRow& row : scenario.targets)
      if (row.id == id) return {row.probability, row.standard_error};
    return {};
  }
  static Odds joint_of(const ScenarioResults& scenario, const std::string& tiers) {
    for (const JointRow& row : scenario.joint)
      if (row.tier_set == tiers) return {row.probability, row.standard_error};
    return {};
  }

  void add(const std::string& dataset, std::string_view row, std::string problem) {
    findings_.push_back({"numbers", fmt::format("{}, {}{}{}", dataset, contrast_.scenario, row.empty() ? "" : ", ", row), std::move(problem)});
  }

  /// Whether the same paths count in both, so that means of differences are differences of means.
  bool same_paths() const { return other_ != nullptr && contrast_.n_paths == alive(base_) && contrast_.n_paths == alive(*other_); }

  /// Whether means can be told from their rounding.
  bool has_means() const {
    constexpr auto enough = static_cast<double>(detail::paths_for_means);
    if (contrast_.is_weighted() && !(contrast_.base_effective >= enough && contrast_.other_effective >= enough)) return false;
    return static_cast<double>(contrast_.n_paths) >= enough;
  }

  void paths() {
    const std::int64_t n = contrast_.n_paths;
    // Of another model: no more is known of it.
    const std::int64_t most = other_ == nullptr ? alive(base_) : std::min(alive(base_), alive(*other_));
    const std::int64_t least = other_ == nullptr ? 0 : std::max<std::int64_t>(0, alive(base_) - other_->n_failed);
    if (n < least || n > most) add("/contrast_targets/n_paths", "", fmt::format("{} paths count in both, expected {} to {}", n, least, most));
  }

  void tables(const std::string& group, const std::vector<Column>& columns, const std::vector<DifferenceTable>& list, Tables own, const TimeAxis& axis) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const DifferenceTable& table = list[i];
      for (std::size_t t = 0; t < table.series.n.size(); ++t) {
        if (table.series.n[t] == 0) continue;   // the two have it not in common
        const std::string period = detail::period_name(axis.per_year, axis.first + static_cast<int>(t));
        const std::string moments = group + "/contrast_moments/" + columns[i].name;
        if (table.series.n[t] != static_cast<double>(contrast_.n_paths)) add(moments, period, fmt::format("counts {} paths, {} count in both", table.series.n[t], contrast_.n_paths));
        if (contrast_.is_pathwise()) {
          range(moments, group + "/contrasts/" + columns[i].name, table, t, period);
          signs(moments, table, t, period);
        }
        if (has_means() && same_paths()) means(moments, table.series, (base_.*own)[i], ((*other_).*own)[i], t, period);
      }
    }
  }

  void range(const std::string& moments, const std::string& quantiles, const DifferenceTable& table, std::size_t t, const std::string& period) {
    const SeriesTable& s = table.series;
    const double low = s.min[t], high = s.max[t], slack = mean_tolerance * size_of(s, t);
    if (has_means() && !(low <= s.mean[t] + slack && s.mean[t] <= high + slack)) add(moments, period, fmt::format("the mean {} is not between the least {} and the largest {}", s.mean[t], low, high));
    if (s.sd[t] < 0 || s.mean_se[t] < 0 || s.mean_se[t] > s.sd[t]) add(moments, period, fmt::format("the mean has the standard error {}, the difference the standard deviation {}", s.mean_se[t], s.sd[t]));
    double below = low - slack;
    for (std::size_t level = 0; level < content_.levels.size(); ++level) {
      const double value = s.quantiles[level * s.n.size() + t];
      if (!(value >= below && value <= high + slack)) {
        return add(quantiles, period, fmt::format("the quantile {} at {} is not between {} and {}, what stands before it and the largest", value, content_.levels[level], below, high));
      }
      below = value;
    }
  }

  void signs(const std::string& moments, const DifferenceTable& table, std::size_t t, const std::string& period) {
    const double greater = table.greater[t], less = table.less[t], low = table.series.min[t], high = table.series.max[t];
    if (!(greater >= 0 && less >= 0 && greater + less <= 1 + share_tolerance)) return add(moments, period, fmt::format("the shares above and below the base are {} and {}", greater, less));
    // What no path weighs may lie further out than any share tells.
    const bool equal_weights = !contrast_.is_weighted();
    if ((greater > 0 && high <= 0) || (less > 0 && low >= 0) || (equal_weights && ((high > 0 && greater == 0) || (low < 0 && less == 0)))) {
      add(moments, period, fmt::format("differences from {} to {} do not go with the shares above and below the base, {} and {}", low, high, greater, less));
    }
  }

  void means(const std::string& moments, const SeriesTable& difference, const SeriesTable& base, const SeriesTable& other, std::size_t t, const std::string& period) {
    if (base.n[t] == 0 || other.n[t] == 0 || is_far(base, t) || is_far(other, t) || (contrast_.is_pathwise() && is_far(difference, t))) return;
    const double expected = other.mean[t] - base.mean[t], size = std::max(size_of(base, t), size_of(other, t));
    if (!(std::abs(difference.mean[t] - expected) <= mean_tolerance * size)) add(moments, period, fmt::format("the mean is {}, those of the scenario and the base give {}", difference.mean[t], expected));
  }

  void change(const std::string& prefix, const ChangeRow& row, const Odds& base, const Odds& other) {
    const std::string at = "/contrast_targets/" + prefix;
    for (const auto& [name, stated, odds] : {std::tuple{"base", row.base, &base}, {"other", row.other, &other}}) {
      if (odds->known() && stated != odds->probability) add(at + name, row.name, fmt::format("is {}, /targets says {}", stated, odds->probability));
    }
    if (std::isnan(base.probability)) add(at + (prefix.empty() ? "target" : "tier_set"), row.name, "the base has no probability of it");
    if (!contrast_.is_pathwise() && (row.gained != -1 || row.lost != -1)) add(at + "gained", row.name, fmt::format("{} gained and {} lost, where paths weigh otherwise in the two", row.gained, row.lost));
    if (row.standard_error < 0 || row.standard_error > 1) add(at + "standard_error", row.name, fmt::format("is {}", row.standard_error));
    if (base.known() && other.known()) {
      const double separate = std::hypot(base.standard_error, other.standard_error);
      if (std::abs(row.separate_error - separate) > share_tolerance) add(at + "separate_error", row.name, fmt::format("is {}, the errors in /targets give {}", row.separate_error, separate));
    }
    if (!contrast_.is_weighted() && contrast_.n_paths > 0) {
      const std::int64_t n = contrast_.n_paths;
      if (row.gained < 0 || row.lost < 0 || row.gained > n || row.lost > n - row.gained) {
        add(at + "gained", row.name, fmt::format("{} gained and {} lost of {} paths", row.gained, row.lost, n));
      } else if (const double counted = static_cast<double>(row.gained - row.lost) / static_cast<double>(n); !(std::abs(row.change - counted) <= share_tolerance)) {
        add(at + "change", row.name, fmt::format("is {}, {} paths gained and {} lost of {} give {}", row.change, row.gained, row.lost, n, counted));
      }
    }
    // Where no path has weight there is no change.
    if (same_paths() && std::abs(row.change - (row.other - row.base)) > share_tolerance) add(at + "change", row.name, fmt::format("is {}, the probabilities give {}", row.change, row.other - row.base));
  }

  const Content& content_;
  const ContrastResults& contrast_;
  const ScenarioResults& base_;
  const ScenarioResults* other_ = nullptr;   ///< null: it has another model, and no tables in the file
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_contrasts(const Content& content) {
  std::vector<Finding> findings;
  if (content.scenarios.empty()) return findings;
  for (const ContrastResults& contrast : content.contrasts) {
    std::vector<Finding> of_one = Checks(content, contrast).run();
    std::move(of_one.begin(), of_one.end(), std::back_inserter(findings));
  }
  return findings;
}

}  // namespace jingchu::output
