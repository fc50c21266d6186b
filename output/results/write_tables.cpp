#include <algorithm>
#include <numeric>

#include "output/results/layout.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

using Tables = std::vector<SeriesTable> ScenarioResults::*;

enum class Kind { quantiles, errors, moments };

void text_if_any(hdf5::Node& node, const std::string& name, const std::string& text) {
  if (!text.empty()) node.attribute(name, text);
}

/// What the reader needs to give the column back, once, in the table of moments.
void describe_source(hdf5::Node& dataset, const Column& column, bool is_measure) {
  text_if_any(dataset, "title_en", column.title_en);
  text_if_any(dataset, "unit", column.unit);
  text_if_any(dataset, "unit_zh", column.unit_zh);
  text_if_any(dataset, "annual_rule", column.annual_rule);
  dataset.attribute("kind", std::string(is_measure ? "measure" : "variable"));
  dataset.attribute("reported", static_cast<std::int8_t>(column.reported));
  dataset.attribute("quantile_resolution", column.quantile_resolution);
}

std::vector<double> quantile_values(const Content& content, Tables tables, std::size_t column, Kind kind) {
  std::vector<double> values;
  for (const auto& scenario : content.scenarios) {
    const auto& table = (scenario.*tables)[column];
    const auto& part = kind == Kind::quantiles ? table.quantiles : table.quantile_errors;
    values.insert(values.end(), part.begin(), part.end());
  }
  return values;
}

std::vector<double> moment_values(const Content& content, Tables tables, std::size_t column) {
  std::vector<double> values;
  for (const auto& scenario : content.scenarios) {
    for (std::size_t m = 0; m < moment_names.size(); ++m) {
      const auto& part = moment_of((scenario.*tables)[column], m);
      values.insert(values.end(), part.begin(), part.end());
    }
  }
  return values;
}

void write_columns(hdf5::Group& group, const Content& content, const std::vector<Column>& columns, Tables tables, Kind kind, bool annual) {
  const std::string axis = kind == Kind::moments ? "moment" : "quantile";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (kind != Kind::moments && !has_quantiles(content, tables, i)) continue;
    const auto values = kind == Kind::moments ? moment_values(content, tables, i) : quantile_values(content, tables, i, kind);
    hdf5::Node dataset = group.variable(columns[i].name, {"scenario", axis, "time"}, values);
    describe_column(dataset, columns[i], "scenario_title scenario_title_zh period");
    text_if_any(dataset, "cell_methods", cell_method(columns[i], annual));
    if (kind == Kind::moments) {
      describe_source(dataset, columns[i], &columns == &content.measures);
    } else if (kind == Kind::quantiles) {
      dataset.attribute("quantile_resolution", columns[i].quantile_resolution);
    }
  }
}

void write_levels(hdf5::Group& group, const Content& content) {
  put_pure(group.coordinate("quantile", content.levels), quantile_label);
}

void write_moment_names(hdf5::Group& group) {
  const std::vector<std::string> names(moment_names.begin(), moment_names.end());
  hdf5::Node dataset = group.coordinate("moment", names);
  put_label(dataset, {"mean, standard deviation, smallest, largest, standard error of the mean, paths", "均值、标准差、最小值、最大值、均值的标准误、路径数"});
}

void write_group(const hdf5::Node& parent, const Content& content, Kind kind, bool annual) {
  hdf5::Group group(parent, kind == Kind::quantiles ? "quantiles" : kind == Kind::errors ? "quantile_errors" : "moments");
  write_scenarios(group, content);
  if (kind == Kind::moments) {
    write_moment_names(group);
  } else {
    write_levels(group, content);
  }
  write_time(group, annual ? content.years : content.time);
  write_columns(group, content, content.variables, annual ? &ScenarioResults::annual_variables : &ScenarioResults::variables, kind, annual);
  if (annual) write_columns(group, content, content.measures, &ScenarioResults::annual_measures, kind, annual);
}

}  // namespace

void describe_column(hdf5::Node& dataset, const Column& column, const std::string& coordinates) {
  describe_column(dataset, column, {column.title_en.empty() ? column.name : column.title_en, column.title_zh}, coordinates);
}

void describe_column(hdf5::Node& dataset, const Column& column, const Label& label, const std::string& coordinates) {
  dataset.attribute("units", cf_units(column.unit));
  put_label(dataset, label);
  dataset.attribute("coordinates", coordinates);
  text_if_any(dataset, "basis", column.basis);
  text_if_any(dataset, "measure", column.measure);
  text_if_any(dataset, "comment", column.comment);
}

std::string cell_method(const Column& column, bool annual) {
  if (annual) {
    if (column.annual_rule == "sum") return "time: sum";
    if (column.annual_rule == "end") return "time: point";
    return column.annual_rule == "mean" ? "time: mean" : "";
  }
  if (column.measure == "flow") return "time: sum";
  return column.measure == "stock" ? "time: point" : "time: mean";
}

void write_scenarios(hdf5::Group& group, const Content& content) {
  std::vector<std::size_t> all(content.scenarios.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  write_scenarios(group, content, all);
}

void write_scenarios(hdf5::Group& group, const Content& content, const std::vector<std::size_t>& positions) {
  std::vector<std::string> names, titles, titles_zh;
  for (const std::size_t position : positions) {
    const auto& scenario = content.scenarios[position];
    names.push_back(scenario.name);
    titles.push_back(scenario.title_en);
    titles_zh.push_back(scenario.title_zh);
  }
  put_label(group.coordinate("scenario", names), scenario_label);
  put_label(group.variable("scenario_title", {"scenario"}, titles), scenario_title_label);
  put_label(group.variable("scenario_title_zh", {"scenario"}, titles_zh), scenario_title_zh_label);
}

void write_time(hdf5::Group& group, const TimeAxis& axis) {
  std::vector<double> days, bounds;
  std::vector<std::string> periods;
  for (int i = 0; i < axis.count; ++i) {
    days.push_back(first_day(axis.per_year, axis.first + i));
    bounds.push_back(days.back());
    bounds.push_back(first_day(axis.per_year, axis.first + i + 1));
    periods.push_back(period_name(axis.per_year, axis.first + i));
  }
  hdf5::Node time = group.coordinate("time", days);
  time.attribute("units", std::string("days since 2000-01-01"));
  time.attribute("calendar", std::string("proleptic_gregorian"));
  time.attribute("standard_name", std::string("time"));
  put_label(time, {"first day of the period", "时期的首日"});
  time.attribute("axis", std::string("T"));
  time.attribute("bounds", std::string("time_bnds"));
  time.attribute("periods_per_year", static_cast<std::int32_t>(axis.per_year));
  time.attribute("first_period", static_cast<std::int32_t>(axis.first));
  group.dimension("bnds", 2);
  put_label(group.variable("time_bnds", {"time", "bnds"}, bounds), {"first day of the period, first day of the next", "时期的首日、下一时期的首日"});
  put_label(group.variable("period", {"time"}, periods), {"period", "时期"});
}

void write_tables(const hdf5::Node& root, const Content& content) {
  for (const Kind kind : {Kind::quantiles, Kind::errors, Kind::moments}) write_group(root, content, kind, false);
}

void write_annual(const hdf5::Node& root, const Content& content) {
  const hdf5::Group annual(root, "annual");
  for (const Kind kind : {Kind::quantiles, Kind::errors, Kind::moments}) write_group(annual, content, kind, true);
  write_annual_contrasts(annual, content);
}

void write_history(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "history");
  write_time(group, content.history_time);
  for (std::size_t i = 0; i < content.variables.size(); ++i) {
    hdf5::Node dataset = group.variable(content.variables[i].name, {"time"}, content.history[i]);
    describe_column(dataset, content.variables[i], "period");
    text_if_any(dataset, "cell_methods", cell_method(content.variables[i], false));
  }
}

}  // namespace jingchu::output::detail
