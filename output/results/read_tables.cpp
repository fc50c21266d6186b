#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_table_rows.hpp"

namespace jingchu::output::detail {

namespace {

using Tables = std::vector<SeriesTable> ScenarioResults::*;

Column read_column(const hdf5::ReadGroup& moments, const std::string& name) {
  Column column;
  column.name = name;
  column.title_en = moments.optional_text_attribute(name, "title_en");
  column.title_zh = moments.optional_text_attribute(name, "long_name_zh");
  column.unit = moments.optional_text_attribute(name, "unit");
  column.unit_zh = moments.optional_text_attribute(name, "unit_zh");
  column.basis = moments.optional_text_attribute(name, "basis");
  column.measure = moments.optional_text_attribute(name, "measure");
  column.annual_rule = moments.optional_text_attribute(name, "annual_rule");
  column.comment = moments.optional_text_attribute(name, "comment");
  column.reported = moments.integer_attribute(name, "reported") != 0;
  column.quantile_resolution = moments.double_attribute(name, "quantile_resolution");
  return column;
}

void read_moments(const hdf5::ReadGroup& moments, const std::vector<Column>& columns, Tables tables, int periods, Content& content) {
  const auto count = static_cast<std::size_t>(periods);
  for (auto& scenario : content.scenarios) (scenario.*tables).resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto values = moments.doubles(columns[i].name, {content.scenarios.size(), moment_names.size(), count});
    auto from = values.begin();
    for (auto& scenario : content.scenarios) {
      for (std::size_t m = 0; m < moment_names.size(); ++m, from += static_cast<std::ptrdiff_t>(count)) {
        moment_of((scenario.*tables)[i], m).assign(from, from + static_cast<std::ptrdiff_t>(count));
      }
    }
  }
}

void read_quantiles(const hdf5::ReadGroup& group, const std::vector<Column>& columns, Tables tables, int periods,
                    std::vector<double> SeriesTable::*member, Content& content) {
  const auto count = static_cast<std::size_t>(periods);
  const auto size = static_cast<std::ptrdiff_t>(content.levels.size() * count);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!group.has(columns[i].name)) continue;
    const auto values = group.doubles(columns[i].name, {content.scenarios.size(), content.levels.size(), count});
    auto from = values.begin();
    for (auto& scenario : content.scenarios) {
      ((scenario.*tables)[i].*member).assign(from, from + size);
      from += size;
    }
  }
}

/// Variables and measures of a table of moments: what carries the attribute `kind`.
void read_columns(const hdf5::ReadGroup& moments, std::vector<Column>* variables, std::vector<Column>* measures) {
  for (const auto& name : moments.datasets()) {
    const std::string kind = moments.optional_text_attribute(name, "kind");
    if (kind == "variable" && variables != nullptr) variables->push_back(read_column(moments, name));
    if (kind == "measure" && measures != nullptr) measures->push_back(read_column(moments, name));
  }
}

}  // namespace

TimeAxis read_axis(const hdf5::ReadGroup& group) {
  const auto per_year = group.integer_attribute("time", "periods_per_year");
  const auto first = group.integer_attribute("time", "first_period");
  const auto count = length(group, "time");
  if ((per_year != 1 && per_year != 4 && per_year != 12) || first < -9999 * 12 || first > 99999 * 12 || count > 99999 * 12) {
    throw Error(ExitCode::io, "a time axis is impossible");
  }
  return TimeAxis{static_cast<int>(per_year), static_cast<int>(first), static_cast<int>(count)};
}

void read_tables(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup quantiles(root, "quantiles"), errors(root, "quantile_errors"), moments(root, "moments");
  content.levels = quantiles.doubles("quantile", {length(quantiles, "quantile")});
  content.time = read_axis(quantiles);
  read_columns(moments, &content.variables, nullptr);
  read_moments(moments, content.variables, &ScenarioResults::variables, content.time.count, content);
  read_quantiles(quantiles, content.variables, &ScenarioResults::variables, content.time.count, &SeriesTable::quantiles, content);
  read_quantiles(errors, content.variables, &ScenarioResults::variables, content.time.count, &SeriesTable::quantile_errors, content);
}

void read_annual(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup annual(root, "annual");
  const hdf5::ReadGroup quantiles(annual, "quantiles"), errors(annual, "quantile_errors"), moments(annual, "moments");
  content.years = read_axis(quantiles);
  read_columns(moments, nullptr, &content.measures);
  const auto read = [&](const std::vector<Column>& columns, Tables tables) {
    read_moments(moments, columns, tables, content.years.count, content);
    read_quantiles(quantiles, columns, tables, content.years.count, &SeriesTable::quantiles, content);
    read_quantiles(errors, columns, tables, content.years.count, &SeriesTable::quantile_errors, content);
  };
  read(content.variables, &ScenarioResults::annual_variables);
  read(content.measures, &ScenarioResults::annual_measures);
}

void read_history(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "history");
  content.history_time = read_axis(group);
  for (const auto& column : content.variables) {
    content.history.push_back(group.doubles(column.name, {static_cast<hsize_t>(content.history_time.count)}));
  }
}

}  // namespace jingchu::output::detail
