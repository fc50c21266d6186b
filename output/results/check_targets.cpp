#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "output/results/layout.hpp"
#include "output/results/mean_tolerance.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output {

namespace {

constexpr double share_tolerance = 1e-9;
// Between these levels a quantile is as exact as the width of a bucket; a tenth of the distance of the outer ones is far more than that.
constexpr double first_level = 0.01, last_level = 0.99, wide = 0.1;
// What single paths of large weight may add to a share.
constexpr double heavy_path = 0.02;

/// A measure or variable and a year, where a formula is no more than that: NAME[2024] or annual(NAME, 2024).
struct YearOf {
  std::string_view name;
  int year = 0;
};
std::optional<YearOf> year_of(std::string_view formula) {
  const auto read = [](std::string_view name, std::string_view digits) -> std::optional<YearOf> {
    YearOf found{name, 0};
    const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), found.year);
    if (trouble != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return found;
  };
  constexpr std::string_view annual = "annual(";
  if (formula.ends_with(']')) {
    const std::size_t open = formula.find('[');
    return read(formula.substr(0, open), formula.substr(open + 1, formula.size() - open - 2));
  }
  const std::size_t comma = formula.find(", ");
  if (!formula.starts_with(annual) || !formula.ends_with(')') || comma == std::string_view::npos) return std::nullopt;
  return read(formula.substr(annual.size(), comma - annual.size()), formula.substr(comma + 2, formula.size() - comma - 3));
}

class Checks {
 public:
  Checks(const Content& content, std::size_t scenario, std::vector<Finding>& findings)
      : content_(content), scenario_(content.scenarios[scenario]), conditioned_(content.conditioned_of(scenario)), findings_(findings), alive_(scenario_.n_paths - scenario_.n_failed) {}

  void run() {
    for (const TargetRow& row : scenario_.targets) {
      if (row.status == "not simulated" || alive_ < detail::paths_for_means) continue;
      if (conditioned_ == nullptr && row.tolerance > 0) whole_share(row);
      if (row.value_quantiles.size() != content_.levels.size()) continue;
      probability(row);
      if (conditioned_ == nullptr || conditioned_->releases.back().effective_paths >= static_cast<double>(detail::paths_for_means)) year(row);
    }
  }

 private:
  void add(const char* dataset, const TargetRow& row, std::string problem) {
    findings_.push_back({"numbers", fmt::format("/targets/{}, {}, {}", dataset, scenario_.name, row.id), std::move(problem)});
  }

  void whole_share(const TargetRow& row) {
    const auto n = static_cast<double>(alive_);
    const double hits = row.probability_with_tolerance * n;
    if (!(std::abs(hits - std::round(hits)) <= share_tolerance * n)) add("probability_with_tolerance", row, fmt::format("{} is no share of {} paths", row.probability_with_tolerance, alive_));
  }

  /// The probability against what the quantiles say of the values.
  void probability(const TargetRow& row) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t q = 0; q < content_.levels.size(); ++q) {
      if (!is_inner(q)) continue;
      low = std::min(low, row.value_quantiles[q]);
      high = std::max(high, row.value_quantiles[q]);
    }
    const double slack = wide * (high - low);
    if (!(slack > 0) || !std::isfinite(slack)) return;
    // Of the values, at least the first share lies below `value`, and at most the second.
    const auto below = [&](double value) {
      std::pair<double, double> shares(0, 1);
      for (std::size_t q = 0; q < content_.levels.size(); ++q) {
        if (!is_inner(q)) continue;
        if (row.value_quantiles[q] <= value - slack) shares.first = std::max(shares.first, content_.levels[q]);
        if (row.value_quantiles[q] >= value + slack) shares.second = std::min(shares.second, content_.levels[q]);
      }
      return shares;
    };
    const auto [least, most] = below(row.threshold);
    double from = least, to = most;
    if (row.sense == "at least") {
      from = 1 - most;
      to = 1 - least;
    } else if (row.sense == "between") {
      const auto [least_up, most_up] = below(row.upper);
      from = std::max(0.0, least_up - most);
      to = std::min(1 - least, most_up);
    }
    const double few = 1 / static_cast<double>(alive_) + (conditioned_ != nullptr ? heavy_path : 0);
    if (!(row.probability >= from - few && row.probability <= to + few))
      add("probability", row, fmt::format("is {}, the quantiles of its values and the threshold {} give {:.4g} to {:.4g}", row.probability, row.threshold, from, to));
  }

  bool is_inner(std::size_t q) const { return content_.levels[q] >= first_level && content_.levels[q] <= last_level; }

  /// What it measures against the table of years, where that has it.
  void year(const TargetRow& row) {
    const std::optional<YearOf> wanted = year_of(row.measure);
    if (!wanted) return;
    for (const auto& [columns, tables] : {std::pair{&content_.measures, &scenario_.annual_measures}, {&content_.variables, &scenario_.annual_variables}}) {
      for (std::size_t i = 0; i < columns->size(); ++i) {
        const int t = wanted->year - content_.years.first;
        if ((*columns)[i].name != wanted->name || (*columns)[i].unit != row.unit || t < 0 || t >= content_.years.count) continue;
        const SeriesTable& table = (*tables)[i];
        const auto at = static_cast<std::size_t>(t), count = static_cast<std::size_t>(content_.years.count);
        const double size = std::max(std::abs(table.min[at]), std::abs(table.max[at]));
        if (!(std::abs(row.mean - table.mean[at]) <= detail::mean_tolerance * size)) add("mean", row, fmt::format("is {}, the mean of {} in {} is {}", row.mean, wanted->name, wanted->year, table.mean[at]));
        for (std::size_t q = 0; q < content_.levels.size() && !table.quantiles.empty(); ++q) {
          const double own = row.value_quantiles[q], of_year = table.quantiles[q * count + at];
          if (!(std::abs(own - of_year) <= detail::mean_tolerance * size))
            return add("value_quantiles", row, fmt::format("is {} at {}, the quantile of {} in {} is {}", own, content_.levels[q], wanted->name, wanted->year, of_year));
        }
        return;
      }
    }
  }

  const Content& content_;
  const ScenarioResults& scenario_;
  const ConditionedResults* conditioned_;
  std::vector<Finding>& findings_;
  std::int64_t alive_;
};

}  // namespace

std::vector<Finding> check_targets(const Content& content) {
  std::vector<Finding> findings;
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) Checks(content, s, findings).run();
  return findings;
}

}  // namespace jingchu::output
