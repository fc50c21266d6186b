#include "output/export/long_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/known_name.hpp"
#include "output/results/layout.hpp"

namespace jingchu::output {

namespace {

constexpr std::string_view joint_title = "all targets of the tiers at once", joint_title_zh = "各层级全部目标同时实现";

template <class Value, class Key>
bool chosen(const std::vector<Value>& list, const Key& key) {
  return list.empty() || std::find(list.begin(), list.end(), key) != list.end();
}

void demand_known(const std::vector<std::string>& wanted, const std::vector<std::string>& known, std::string_view what) {
  const std::string otherwise = known.size() <= 12 ? fmt::format("known: {}", fmt::join(known, ", ")) : "";
  for (const auto& name : wanted) known_position(name, known, fmt::format("the results have no {}", what), otherwise);
}

class Rows {
 public:
  Rows(const Content& content, const Selection& selection, const std::function<void(const LongRow&)>& use) : content_(content), selection_(selection), use_(use) {}

  void go() {
    for (std::size_t s = 0; s < content_.scenarios.size(); ++s) {
      const ScenarioResults& scenario = content_.scenarios[s];
      if (!chosen(selection_.scenarios, scenario.name)) continue;
      if (wants("periods")) series("periods", scenario.name, content_.variables, scenario.variables, content_.time);
      if (wants("years")) {
        series("years", scenario.name, content_.measures, scenario.annual_measures, content_.years);
        series("years", scenario.name, content_.variables, scenario.annual_variables, content_.years);
      }
      if (wants("targets")) targets(scenario);
      if (wants("joint")) joint(scenario);
      if (wants("levers")) levers(scenario);
      if (const ConditionedResults* const conditioned = content_.conditioned_of(s)) {
        if (wants("observed")) observed(scenario, *conditioned);
        if (wants("releases")) releases(scenario, *conditioned);
      }
    }
    if (wants("history")) history();
    for (const auto& contrast : content_.contrasts) {
      if (!chosen(selection_.scenarios, contrast.scenario)) continue;
      if (wants("contrast_periods")) differences("contrast_periods", contrast, content_.variables, contrast.variables, content_.time);
      if (wants("contrast_years")) {
        differences("contrast_years", contrast, content_.measures, contrast.annual_measures, content_.years);
        differences("contrast_years", contrast, content_.variables, contrast.annual_variables, content_.years);
      }
      if (wants("contrast_targets")) changes(contrast);
    }
  }

 private:
  bool wants(std::string_view table) const {
    if (!selection_.tables.empty()) return chosen(selection_.tables, table);
    // Who names variables wants them, not the targets.
    const bool of_variables = table == "periods" || table == "years" || table == "history" || table == "contrast_periods" || table == "contrast_years";
    return of_variables || selection_.variables.empty();
  }

  void add(LongRow row) {
    if (std::isnan(row.value)) return;
    for (std::string_view* text : {&row.scenario, &row.name, &row.title, &row.title_zh, &row.unit}) *text = short_label(*text);
    row.period.resize(short_label(row.period).size());
    use_(row);
  }

  void series(std::string_view table, std::string_view scenario, const std::vector<Column>& columns, const std::vector<SeriesTable>& list, const TimeAxis& axis) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = columns[i];
      if (!chosen(selection_.variables, column.name)) continue;
      const auto count = static_cast<std::size_t>(axis.count);
      for (std::size_t t = 0; t < count; ++t) {
        if (list[i].n[t] == 0) continue;
        const LongRow row = row_of(table, scenario, column, axis, t);
        moments(row, list[i], t);
        quantiles(row, list[i], t, count);
      }
    }
  }

  static LongRow row_of(std::string_view table, std::string_view scenario, const Column& column, const TimeAxis& axis, std::size_t t) {
    return {scenario, table, column.name, column.title_en, column.title_zh, column.unit, detail::period_name(axis.per_year, axis.first + static_cast<int>(t)), {}};
  }

  void quantiles(LongRow row, const SeriesTable& table, std::size_t t, std::size_t count) {
    row.statistic = "quantile";
    for (std::size_t level = 0; !table.quantiles.empty() && level < content_.levels.size(); ++level) {
      if (!chosen(selection_.levels, content_.levels[level])) continue;
      row.level = content_.levels[level];
      row.value = table.quantiles[level * count + t];
      if (!table.quantile_errors.empty()) row.standard_error = table.quantile_errors[level * count + t];   // differences have none
      add(row);
    }
  }

  void differences(std::string_view table, const ContrastResults& contrast, const std::vector<Column>& columns, const std::vector<DifferenceTable>& list, const TimeAxis& axis) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const SeriesTable& series = list[i].series;
      if (!chosen(selection_.variables, columns[i].name) || series.n.empty()) continue;
      const auto count = static_cast<std::size_t>(axis.count);
      for (std::size_t t = 0; t < count; ++t) {
        if (series.n[t] == 0) continue;
        LongRow row = row_of(table, contrast.scenario, columns[i], axis, t);
        moments(row, series, t, contrast.is_pathwise());
        if (contrast.is_pathwise()) quantiles(row, series, t, count);
        row.unit = "1";
        // What paths without differences of their own do not have.
        if (!contrast.is_pathwise()) continue;
        for (const auto& [name, shares] : {std::pair{"greater", &list[i].greater}, std::pair{"less", &list[i].less}}) {
          row.statistic = name;
          row.value = (*shares)[t];
          add(row);
        }
      }
    }
  }

  void changes(const ContrastResults& contrast) {
    const auto& targets = content_.scenarios.front().targets;
    for (const ChangeRow& change : contrast.targets) {
      const auto target = std::find_if(targets.begin(), targets.end(), [&](const TargetRow& row) { return row.id == change.name; });
      if (target == targets.end()) continue;   // what the base does not have cannot change
      change_rows(change, {contrast.scenario, "contrast_targets", change.name, target->title_en, target->title_zh, "1", {}, {}});
    }
    for (const ChangeRow& change : contrast.joint) change_rows(change, {contrast.scenario, "contrast_targets", change.name, joint_title, joint_title_zh, "1", {}, {}});
  }

  void change_rows(const ChangeRow& change, LongRow row) {
    row.statistic = "change";
    row.value = change.change;
    row.standard_error = change.standard_error;
    add(row);
    row.standard_error = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [name, value] : {std::pair{"base", change.base}, std::pair{"other", change.other}, std::pair{"gained", static_cast<double>(change.gained)},
                                      std::pair{"lost", static_cast<double>(change.lost)}, std::pair{"separate error", change.separate_error}}) {
      if (change.gained < 0 && (name == std::string_view("gained") || name == std::string_view("lost"))) continue;
      row.statistic = name;
      row.value = value;
      add(row);
    }
  }

  /// \param spread  whether there is one
  void moments(LongRow row, const SeriesTable& table, std::size_t t, bool spread = true) {
    row.statistic = "mean";
    row.value = table.mean[t];
    row.standard_error = table.mean_se[t];
    add(row);
    row.standard_error = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [name, values] : {std::pair{"sd", &table.sd}, std::pair{"min", &table.min}, std::pair{"max", &table.max}, std::pair{"n", &table.n}}) {
      if (!spread && values != &table.n) continue;
      row.statistic = name;
      row.value = (*values)[t];
      add(row);
    }
  }

  void history() {
    for (std::size_t i = 0; i < content_.variables.size(); ++i) {
      const Column& column = content_.variables[i];
      if (!chosen(selection_.variables, column.name)) continue;
      for (int t = 0; t < content_.history_time.count; ++t) {
        add({{}, "history", column.name, column.title_en, column.title_zh, column.unit, detail::period_name(content_.history_time.per_year, content_.history_time.first + t), "value",
             std::numeric_limits<double>::quiet_NaN(), content_.history[i][static_cast<std::size_t>(t)]});
      }
    }
  }

  void targets(const ScenarioResults& scenario) {
    for (const auto& target : scenario.targets) {
      LongRow row{scenario.name, "targets", target.id, target.title_en, target.title_zh, "1", {}, "probability"};
      row.value = target.probability;
      row.standard_error = target.standard_error;
      add(row);
      row.standard_error = std::numeric_limits<double>::quiet_NaN();
      const auto put = [&](std::string_view statistic, double value) {
        row.statistic = statistic;
        row.value = value;
        add(row);
      };
      put("lower bound", target.lower_bound);
      put("upper bound", target.upper_bound);
      put("probability with tolerance", target.probability_with_tolerance);
      row.unit = target.unit;
      put("threshold", target.threshold);
      put("upper", target.upper);
      if (target.tolerance > 0) put("tolerance", target.tolerance);
      put("mean", target.mean);
      for (std::size_t level = 0; !target.value_quantiles.empty() && level < content_.levels.size(); ++level) {
        row.level = content_.levels[level];
        if (chosen(selection_.levels, row.level)) put("quantile", target.value_quantiles[level]);
      }
    }
  }

  void joint(const ScenarioResults& scenario) {
    for (const auto& set : scenario.joint) {
      LongRow row{scenario.name, "joint", set.tier_set, joint_title, joint_title_zh, "1", {}, "probability"};
      row.value = set.probability;
      row.standard_error = set.standard_error;
      add(row);
    }
    for (std::size_t k = 0; k < scenario.targets_met.size(); ++k) {
      LongRow row{scenario.name, "joint", "targets met", "share of paths that meet exactly so many targets", "恰好实现若干个目标的路径比例", "1", fmt::format("{}", k), "share"};
      row.value = scenario.targets_met[k];
      add(row);
    }
  }

  void levers(const ScenarioResults& scenario) {
    for (const auto& lever : scenario.levers) {
      for (std::size_t t = 0; t < lever.value.size(); ++t) {
        LongRow row{scenario.name, "levers", lever.name, lever.title_en, lever.title_zh, lever.unit, detail::period_name(content_.time.per_year, content_.time.first + static_cast<int>(t)), "value"};
        row.value = lever.value[t];
        add(row);
      }
    }
  }

  void observed(const ScenarioResults& scenario, const ConditionedResults& conditioned) {
    for (const ObservedRow& one : conditioned.observed) {
      LongRow row{scenario.name, "observed", one.measure, one.title_en, one.title_zh, one.unit, one.released, {}};
      for (const auto& [name, value] : {std::pair{"value", one.value}, std::pair{"error", one.error}, std::pair{"prior mean", one.prior_mean}, std::pair{"prior sd", one.prior_sd},
                                        std::pair{"mean", one.mean}, std::pair{"sd", one.sd}}) {
        row.statistic = name;
        row.value = value;
        add(row);
      }
      row.statistic = "degrees of freedom";
      row.unit = "1";
      row.value = one.df;
      if (one.df > 0) add(row);
    }
  }

  void releases(const ScenarioResults& scenario, const ConditionedResults& conditioned) {
    for (const ReleaseRow& release : conditioned.releases) {
      LongRow row{scenario.name, "releases", "published values", "all values published up to the release", "截至该次公布的全部数值", "1", release.name, {}};
      const auto put = [&](std::string_view statistic, double value, double error = std::numeric_limits<double>::quiet_NaN()) {
        row.statistic = statistic;
        row.value = value;
        row.standard_error = error;
        add(row);
      };
      put("values", static_cast<double>(release.observations));
      put("effective paths", release.effective_paths);
      put("log likelihood", release.log_likelihood, release.log_likelihood_error);
      const auto updates = [&](const std::vector<UpdateRow>& list, const auto& title) {
        for (const UpdateRow& update : list) {
          row.name = update.name;
          std::tie(row.title, row.title_zh) = title(update.name);
          put("probability", update.probability, update.standard_error);
          put("change", update.change, update.change_error);
        }
      };
      updates(release.targets, [&](const std::string& name) {
        const auto target = std::find_if(scenario.targets.begin(), scenario.targets.end(), [&](const TargetRow& one) { return one.id == name; });
        return target == scenario.targets.end() ? std::pair<std::string_view, std::string_view>() : std::pair<std::string_view, std::string_view>(target->title_en, target->title_zh);
      });
      updates(release.joint, [](const std::string&) { return std::pair(joint_title, joint_title_zh); });
    }
  }

  const Content& content_;
  const Selection& selection_;
  const std::function<void(const LongRow&)>& use_;
};

}  // namespace

void check_selection(const Content& content, const Selection& selection) {
  std::vector<std::string> scenarios, variables;
  for (const auto& scenario : content.scenarios) scenarios.push_back(scenario.name);
  for (const auto* columns : {&content.variables, &content.measures}) {
    for (const auto& column : *columns) variables.push_back(column.name);
  }
  demand_known(selection.scenarios, scenarios, "scenario");
  demand_known(selection.variables, variables, "variable or measure");
  demand_known(selection.tables, {std::begin(table_names), std::end(table_names)}, "table");
  for (const double level : selection.levels) {
    if (!chosen(content.levels, level)) throw Error(ExitCode::usage, fmt::format("the results have no quantiles at the level {}", level), fmt::format("known: {}", fmt::join(content.levels, ", ")));
  }
}

std::string_view short_label(std::string_view text) {
  if (text.size() <= longest_label) return text;
  std::size_t end = longest_label;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

void for_each_row(const Content& content, const Selection& selection, const std::function<void(const LongRow&)>& use) { Rows(content, selection, use).go(); }

std::vector<LongRow> long_rows(const Content& content, const Selection& selection) {
  std::vector<LongRow> rows;
  for_each_row(content, selection, [&](const LongRow& row) { rows.push_back(row); });
  return rows;
}

}  // namespace jingchu::output
