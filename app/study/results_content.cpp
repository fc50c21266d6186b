#include "app/study/results_content.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/study/conditioned_content.hpp"
#include "app/study/failures.hpp"

namespace jingchu::app {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

int ordinal(Period period) { return period.year() * static_cast<int>(period.frequency()) + period.sub() - 1; }

output::TimeAxis axis(Period first, int count) { return {static_cast<int>(first.frequency()), ordinal(first), count}; }

std::string_view annual_rule_name(models::AnnualRule rule) {
  switch (rule) {
    case models::AnnualRule::sum: return "sum";
    case models::AnnualRule::end: return "end";
    case models::AnnualRule::mean: break;
  }
  return "mean";
}

/// Years with annual values of any kind; an empty axis at the horizon's first year when there are none.
output::TimeAxis years_of(const Study& study) {
  int first = std::numeric_limits<int>::max(), last = std::numeric_limits<int>::min();
  for (const auto& output : study.compiled->outputs) {
    if (output.kind == models::OutputInfo::Kind::request) continue;
    first = std::min(first, output.year);
    last = std::max(last, output.year);
  }
  if (first > last) return {1, study.scenario.horizon.first.year(), 0};
  return {1, first, last - first + 1};
}

/// Reads the summaries of an outcome. A series without values (a year outside the horizon) is NaN.
class Summaries {
 public:
  Summaries(const Study& study, const engine::Outcome& outcome, const std::vector<double>& levels)
      : outcome_(outcome), levels_(levels), variables_(study.model().variables.size()),
        periods_(static_cast<std::size_t>(study.plan.periods)) {}

  engine::SeriesSummary variable(std::size_t variable, std::size_t period) const {
    return outcome_.summary(period * variables_ + variable, levels_);
  }
  engine::SeriesSummary output(std::size_t output) const {
    return outcome_.summary(periods_ * variables_ + output, levels_);
  }

 private:
  const engine::Outcome& outcome_;
  const std::vector<double>& levels_;
  std::size_t variables_;
  std::size_t periods_;
};

void add_variables(const Study& study, const Summaries& summaries, output::Content& content, output::ScenarioResults& results) {
  const auto periods = static_cast<std::size_t>(content.time.count);
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    auto& column = content.variables[v];
    auto& table = results.variables.emplace_back(empty_table(periods, content.levels.size(), column.reported));
    for (std::size_t t = 0; t < periods; ++t) {
      const auto summary = summaries.variable(v, t);
      put(table, t, summary);
      column.quantile_resolution = std::max(column.quantile_resolution, summary.quantile_resolution);
    }
  }
  const auto years = static_cast<std::size_t>(content.years.count);
  for (const auto& column : content.variables) results.annual_variables.push_back(empty_table(years, content.levels.size(), column.reported));
  for (std::size_t m = 0; m < content.measures.size(); ++m) results.annual_measures.push_back(empty_table(years, content.levels.size(), true));
  for (std::size_t o = 0; o < study.compiled->outputs.size(); ++o) {
    const auto& output = study.compiled->outputs[o];
    if (output.kind == models::OutputInfo::Kind::request) continue;
    const bool measure = output.kind == models::OutputInfo::Kind::measure;
    const auto index = static_cast<std::size_t>(measure ? output.measure : output.variable);
    const auto summary = summaries.output(o);
    put((measure ? results.annual_measures : results.annual_variables)[index], static_cast<std::size_t>(output.year - content.years.first), summary);
    // A variable states the resolution of its periods; that of its years is of the same order.
    if (measure) content.measures[index].quantile_resolution = std::max(content.measures[index].quantile_resolution, summary.quantile_resolution);
  }
}

void add_targets(const Study& study, const Summaries& summaries, const engine::Outcome& outcome, output::ScenarioResults& results) {
  std::size_t simulated = 0;
  for (const auto& target : study.scenario.targets) {
    output::TargetRow row = target_row(study.scenario, target);
    if (target.is_simulated()) {
      const auto probability = outcome.probability(simulated);
      const auto summary = summaries.output(static_cast<std::size_t>(study.first_request) + simulated);
      row.probability = probability.value;
      row.standard_error = probability.standard_error;
      row.lower_bound = probability.lower;
      row.upper_bound = probability.upper;
      row.n_paths = probability.n;
      if (target.tolerance > 0) row.probability_with_tolerance = outcome.probability_with_tolerance(simulated).value;
      row.mean = summary.mean * target.scale;
      for (const double quantile : summary.quantiles) row.value_quantiles.push_back(quantile * target.scale);
      ++simulated;
    }
    results.targets.push_back(std::move(row));
  }
  for (std::size_t s = 0; s < study.plan.target_sets.size(); ++s) {
    const auto joint = outcome.joint(s);
    results.joint.push_back({study.plan.target_sets[s].name, joint.value, joint.standard_error, joint.lower, joint.upper});
  }
  if (simulated > 0) results.targets_met = outcome.targets_met();
}

void add_levers(const Study& study, output::ScenarioResults& results) {
  for (const auto& lever : study.model().levers) {
    output::LeverRow row;
    row.name = lever.name;
    row.title_en = lever.label.en;
    row.title_zh = lever.label.zh;
    row.unit = lever.unit;
    row.unit_zh = unit_zh(study, lever.unit);
    row.standard = lever.standard;
    const auto set = study.scenario.setting.levers.find(lever.name);
    row.value = set != study.scenario.setting.levers.end() ? set->second
                                                           : std::vector<double>(static_cast<std::size_t>(study.plan.periods), lever.standard);
    results.levers.push_back(std::move(row));
  }
}

void add_failures(const Study& study, const engine::Outcome& outcome, output::ScenarioResults& results) {
  for (const auto& failure : outcome.failures) {
    results.failures.push_back({failure.path, failure_kind_name(failure.kind), equation_name(study, failure.equation), failure.period});
  }
  for (const auto& [cause, paths] : outcome.failure_counts) {
    results.failed_by_kind[failure_kind_name(cause.kind)] += paths;
    const Period period = study.scenario.horizon.first + cause.period;
    results.failed_by_equation[fmt::format("{} @ {}", equation_name(study, cause.equation), period.to_string())] += paths;
  }
  const auto& identities = study.compiled->program.system().identities;
  for (std::size_t i = 0; i < outcome.identity_residuals.size(); ++i) {
    results.identities.push_back({identities[i].name, outcome.identity_residuals[i]});
  }
}

/// History as the run read it: anchored to the scenario's figures.
void add_history(const Study& study, output::Content& content) {
  const auto periods = static_cast<std::size_t>(study.plan.history_periods);
  content.history_time = axis(study.scenario.horizon.first - study.plan.history_periods, study.plan.history_periods);
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    const auto row = study.plan.history.begin() + static_cast<std::ptrdiff_t>(v * periods);
    content.history.emplace_back(row, row + static_cast<std::ptrdiff_t>(periods));
  }
}

std::vector<output::Column> measure_columns(const Study& study) {
  std::vector<output::Column> columns;
  for (const auto& measure : study.model().measures) {
    output::Column column;
    column.name = measure.name;
    column.title_en = measure.label.en;
    column.title_zh = measure.label.zh;
    column.unit = measure.unit;
    column.unit_zh = unit_zh(study, measure.unit);
    column.comment = measure.formula;
    column.reported = true;
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

std::string unit_zh(const Study& study, const std::string& unit) {
  const auto& units = study.scenario.figures->units.units;
  const auto found = units.find(unit);
  return found == units.end() ? std::string() : found->second.label.zh;
}

std::vector<output::Column> variable_columns(const Study& study) {
  std::vector<output::Column> columns;
  for (std::size_t v = 0; v < study.model().variables.size(); ++v) {
    const auto& variable = study.model().variables[v];
    output::Column column;
    column.name = variable.name;
    column.title_en = variable.label.en;
    column.title_zh = variable.label.zh;
    column.unit = variable.unit;
    column.unit_zh = unit_zh(study, variable.unit);
    column.basis = variable.basis;
    column.measure = variable.measure;
    column.annual_rule = annual_rule_name(variable.annual);
    column.comment = variable.equation;
    column.reported = study.plan.variable_has_histogram[v] != 0;
    columns.push_back(std::move(column));
  }
  return columns;
}

output::TargetRow target_row(const scenarios::Scenario& scenario, const scenarios::Target& target) {
  output::TargetRow row;
  row.id = target.id;
  row.title_en = target.label.en;
  row.title_zh = target.label.zh;
  row.sense = target.sense == scenarios::Sense::at_least ? "at least" : target.sense == scenarios::Sense::at_most ? "at most" : "between";
  row.unit = target.unit;
  const auto unit = scenario.figures->units.units.find(target.unit);
  if (unit != scenario.figures->units.units.end()) row.unit_zh = unit->second.label.zh;
  row.tier = target.tier;
  row.ease = target.ease;
  row.lever = target.lever;
  row.status = !target.is_simulated() ? "not simulated" : target.lever ? "lever" : "simulated";
  row.reason = target.reason.en;
  row.reason_zh = target.reason.zh;
  row.measure = target.measure;
  row.judgement = target.judgement;
  if (target.figure != nullptr) {
    row.section = target.figure->section;
    row.line = target.figure->line;
  }
  row.threshold = target.threshold;
  row.upper = target.sense == scenarios::Sense::between ? target.upper : nan;
  row.tolerance = target.tolerance;
  for (auto* number : {&row.probability, &row.standard_error, &row.lower_bound, &row.upper_bound, &row.probability_with_tolerance, &row.mean}) *number = nan;
  return row;
}

std::string equation_name(const Study& study, int equation) {
  const auto& system = study.compiled->program.system();
  const auto index = static_cast<std::size_t>(equation);
  return index < system.equations.size() ? system.equations[index].name : system.outputs[index - system.equations.size()].name;
}

output::SeriesTable empty_table(std::size_t count, std::size_t levels, bool quantiles) {
  output::SeriesTable table;
  for (auto* column : {&table.mean, &table.sd, &table.min, &table.max, &table.mean_se}) column->assign(count, nan);
  table.n.assign(count, 0);
  if (quantiles) {
    table.quantiles.assign(levels * count, nan);
    table.quantile_errors.assign(levels * count, nan);
  }
  return table;
}

void put(output::SeriesTable& table, std::size_t at, const engine::SeriesSummary& summary) {
  const std::size_t count = table.mean.size();
  table.mean[at] = summary.mean;
  table.sd[at] = summary.sd;
  table.min[at] = summary.min;
  table.max[at] = summary.max;
  table.mean_se[at] = summary.mean_se;
  table.n[at] = static_cast<double>(summary.n);
  if (table.quantiles.empty()) return;
  for (std::size_t q = 0; q < summary.quantiles.size(); ++q) {
    table.quantiles[q * count + at] = summary.quantiles[q];
    if (!table.quantile_errors.empty()) table.quantile_errors[q * count + at] = summary.quantile_errors[q];
  }
}

output::Content empty_content(const Study& study, output::Provenance provenance) {
  output::Content content;
  content.title_en = study.scenario.title.en;
  content.title_zh = study.scenario.title.zh;
  content.levels = study.scenario.quantile_levels;
  content.time = axis(study.scenario.horizon.first, study.plan.periods);
  content.years = years_of(study);
  content.variables = variable_columns(study);
  content.measures = measure_columns(study);
  add_history(study, content);
  content.provenance = std::move(provenance);
  return content;
}

void add_scenario(output::Content& content, const Study& study, const engine::Outcome& outcome) {
  const Summaries summaries(study, outcome, content.levels);
  output::ScenarioResults& results = content.scenarios.emplace_back();
  results.name = study.scenario.name;
  results.title_en = study.scenario.title.en;
  results.title_zh = study.scenario.title.zh;
  results.asks_en = study.scenario.asks;
  results.asks_zh = study.scenario.asks_zh;
  results.n_paths = outcome.paths;
  results.n_failed = outcome.failed;
  add_variables(study, summaries, content, results);
  add_targets(study, summaries, outcome, results);
  add_levers(study, results);
  add_failures(study, outcome, results);
  if (outcome.conditioned) content.conditioned.push_back(conditioned_results(study, outcome, content.scenarios.size() - 1));
  content.provenance.n_failed += outcome.failed;
}

output::Content results_content(const Study& study, const engine::Outcome& outcome, output::Provenance provenance) {
  output::Content content = empty_content(study, std::move(provenance));
  add_scenario(content, study, outcome);
  return content;
}

}  // namespace jingchu::app
