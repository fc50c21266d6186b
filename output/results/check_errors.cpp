#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "output/results/layout.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output {

namespace {

constexpr double rounding = 1e-12;

/// The standard error of a mean of independent draws is the standard deviation over the root of their number. That of Sobol points is not, for any
/// series; so which of the two a run has is told by its numbers, and what differs from the others does not fit.
class Checks {
 public:
  explicit Checks(const Content& content) : content_(content) {}

  std::vector<Finding> run() {
    each([&](const auto&, const SeriesTable& table, std::size_t t, const auto&) { ++(fits(table, t) ? fitting_ : others_); });
    if (fitting_ > others_) {
      each([&](const std::string& dataset, const SeriesTable& table, std::size_t t, const std::string& place) {
        if (fits(table, t)) return;
        findings_.push_back({"numbers", fmt::format("{}, {}", dataset, place), fmt::format("the standard error of the mean is {}, the standard deviation {} of {} paths gives {}", table.mean_se[t], table.sd[t], table.n[t], expected(table, t))});
      });
    }
    return std::move(findings_);
  }

 private:
  static double expected(const SeriesTable& table, std::size_t t) { return table.sd[t] / std::sqrt(table.n[t]); }
  static bool fits(const SeriesTable& table, std::size_t t) { return std::abs(table.mean_se[t] - expected(table, t)) <= rounding * table.sd[t]; }

  template <class Use>
  void each(Use use) const {
    for (std::size_t s = 0; s < content_.scenarios.size(); ++s) {
      if (content_.conditioned_of(s) != nullptr) continue;   // weighted
      const ScenarioResults& one = content_.scenarios[s];
      tables("/moments/", content_.variables, one.variables, content_.time, one.name, use);
      tables("/annual/moments/", content_.variables, one.annual_variables, content_.years, one.name, use);
      tables("/annual/moments/", content_.measures, one.annual_measures, content_.years, one.name, use);
    }
  }
  template <class Use>
  static void tables(const char* group, const std::vector<Column>& columns, const std::vector<SeriesTable>& list, const TimeAxis& axis, const std::string& scenario, Use use) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      for (std::size_t t = 0; t < list[i].n.size(); ++t) {
        if (!(list[i].n[t] > 1) || !(list[i].sd[t] > 0) || !std::isfinite(list[i].sd[t])) continue;
        use(group + columns[i].name, list[i], t, fmt::format("{}, {}", scenario, detail::period_name(axis.per_year, axis.first + static_cast<int>(t))));
      }
    }
  }

  const Content& content_;
  std::int64_t fitting_ = 0, others_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_errors(const Content& content) { return Checks(content).run(); }

}  // namespace jingchu::output
