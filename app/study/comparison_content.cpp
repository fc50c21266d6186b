#include "app/study/comparison_content.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "app/study/results_content.hpp"

namespace jingchu::app {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Differences are taken of what has quantiles alone.
output::DifferenceTable no_differences(std::size_t count, std::size_t levels, bool reported) {
  if (!reported) return {};
  output::DifferenceTable table{empty_table(count, levels, true), {}, {}};
  table.series.quantile_errors.clear();
  table.greater.assign(count, nan);
  table.less.assign(count, nan);
  return table;
}

void add_series(const analysis::Pairing& pairing, const engine::Contrast& contrast, const output::Content& content, output::ContrastResults& results) {
  const auto periods = static_cast<std::size_t>(content.time.count), years = static_cast<std::size_t>(content.years.count);
  for (const auto& column : content.variables) {
    results.variables.push_back(no_differences(periods, content.levels.size(), column.reported));
    results.annual_variables.push_back(no_differences(years, content.levels.size(), column.reported));
  }
  for (std::size_t m = 0; m < content.measures.size(); ++m) results.annual_measures.push_back(no_differences(years, content.levels.size(), true));
  for (std::size_t s = 0; s < pairing.series.size(); ++s) {
    const auto& [kind, column, time] = pairing.series[s];
    auto& tables = kind == analysis::Pairing::Kind::variable ? results.variables : kind == analysis::Pairing::Kind::annual ? results.annual_variables : results.annual_measures;
    const auto at = static_cast<std::size_t>(kind == analysis::Pairing::Kind::variable ? time : time - content.years.first);
    put(tables[column].series, at, contrast.difference(s, content.levels));
    tables[column].greater[at] = contrast.greater_share(s);
    tables[column].less[at] = contrast.less_share(s);
  }
}

output::ChangeRow change_row(std::string name, const engine::Switches& switches, const engine::ProbabilityChange& change, const engine::Probability& base, const engine::Probability& other) {
  return {std::move(name), base.value, other.value, change.value, change.standard_error, std::hypot(base.standard_error, other.standard_error), switches.gained, switches.lost};
}

}  // namespace

output::Content comparison_content(const analysis::Comparison& comparison, const engine::Tally& tally, output::Provenance from) {
  const Study& base = comparison.studies.front();
  output::Content content = empty_content(base, std::move(from));
  for (std::size_t i = 0; i < comparison.studies.size(); ++i) {
    if (comparison.shares_model(i)) add_scenario(content, comparison.studies[i], tally.cases[i]);
  }
  const engine::Outcome& base_outcome = tally.cases.front();
  for (std::size_t c = 0; c < comparison.pairings.size(); ++c) {
    const analysis::Pairing& pairing = comparison.pairings[c];
    const engine::Contrast& contrast = tally.contrasts[c];
    const engine::Outcome& outcome = tally.cases[c + 1];
    const scenarios::Scenario& other = comparison.studies[c + 1].scenario;
    output::ContrastResults& results = content.contrasts.emplace_back();
    results.scenario = other.name;
    results.title_en = other.title.en;
    results.title_zh = other.title.zh;
    results.n_paths = contrast.n();
    if (contrast.conditioned()) {
      // Weights may be equal on the paths of a short run, and differ on the pilot paths that say what is counted.
      results.unlike_paths = contrast.conditioned()->is_pathwise() ? 0 : std::max<std::int64_t>(1, contrast.conditioned()->unlike());
      results.base_effective = contrast.conditioned()->base_effective();
      results.other_effective = contrast.conditioned()->other_effective();
    }
    // Which paths switched says nothing of two laws that weigh them differently.
    const engine::Switches no_switches{-1, -1};
    const auto switches_of = [&](const engine::Switches& switches) { return results.is_pathwise() ? switches : no_switches; };
    add_series(pairing, contrast, content, results);
    for (std::size_t t = 0; t < pairing.targets.size(); ++t) {
      const auto [mine, theirs] = pairing.plan.targets[t];
      results.targets.push_back(change_row(base.scenario.targets[pairing.targets[t]].id, switches_of(contrast.target(t)), contrast.target_change(t),
                                           base_outcome.probability(static_cast<std::size_t>(mine)),
                                           outcome.probability(static_cast<std::size_t>(theirs))));
    }
    for (std::size_t s = 0; s < pairing.plan.target_sets.size(); ++s) {
      const auto [mine, theirs] = pairing.plan.target_sets[s];
      results.joint.push_back(change_row(base.plan.target_sets[static_cast<std::size_t>(mine)].name, switches_of(contrast.target_set(s)), contrast.target_set_change(s),
                                         base_outcome.joint(static_cast<std::size_t>(mine)),
                                         outcome.joint(static_cast<std::size_t>(theirs))));
    }
  }
  return content;
}

}  // namespace jingchu::app
