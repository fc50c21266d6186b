#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report/display_width.hpp"
#include "output/report/levels.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::output {

namespace {

/// One measure or variable as two lines of cells: its middle and its band.
struct Line {
  std::string title;
  std::vector<std::string> middle, band;   ///< by year
};

double largest_size(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  return largest;
}

Line line_of(const Content& content, const Column& column, const SeriesTable& table, const Style& style) {
  const auto years = static_cast<std::size_t>(content.years.count);
  const auto median = find_level(content.levels, 0.5);
  const auto band = reported_band(content.levels);
  const std::string unit = unit_text(style, column.unit, column.unit_zh);
  Line line{title_of(style, column.title_en, column.title_zh, column.name) + (unit.empty() ? "" : style.chinese ? "（" + unit + "）" : " (" + unit + ")"), {}, {}};
  const int decimals = decimals_for(largest_size(table.mean));
  const bool quantiles = !table.quantiles.empty();
  for (std::size_t year = 0; year < years; ++year) {
    line.middle.push_back(number_text(quantiles && median ? table.quantiles[*median * years + year] : table.mean[year], decimals));
    if (!quantiles || !band) continue;
    const double low = table.quantiles[band->lower * years + year], high = table.quantiles[band->upper * years + year];
    line.band.push_back(std::isnan(low) ? "" : number_text(low, decimals) + "–" + number_text(high, decimals));
  }
  return line;
}

bool has_numbers(const SeriesTable& table) {
  return std::any_of(table.mean.begin(), table.mean.end(), [](double value) { return !std::isnan(value); });
}

/// Years [first, last) of all lines.
std::string block_text(const Content& content, const std::vector<Line>& measures, const std::vector<Line>& variables, std::size_t first, std::size_t last, const Style& style) {
  using Align = TextTable::Align;
  const auto band = reported_band(content.levels);
  std::vector<TextTable::Column> columns = {{std::string(words(style, "Median and ", "中位数和 ")) + (band ? band->text : "-") + std::string(words(style, " band", " 区间")), Align::left, 99}};
  for (std::size_t year = first; year < last; ++year) columns.push_back({fmt::format("{}", content.years.first + static_cast<int>(year)), Align::right, 1});
  TextTable table(columns);
  const auto add = [&](const std::string& heading, const std::vector<Line>& lines) {
    if (lines.empty()) return;
    table.heading(heading);
    for (const auto& line : lines) {
      std::vector<TextTable::Cell> middle = {"  " + line.title}, range = {std::string()};
      for (std::size_t year = first; year < last; ++year) {
        middle.emplace_back(line.middle[year]);
        range.emplace_back(line.band.empty() ? "" : line.band[year], "2");
      }
      table.row(std::move(middle));
      if (!line.band.empty()) table.row(std::move(range));
    }
  };
  add(std::string(words(style, "Measures", "指标")), measures);
  add(std::string(words(style, "Variables", "变量")), variables);
  return table.text(style);
}

/// How many years fit beside a title of readable length.
std::size_t years_that_fit(const std::vector<Line>& measures, const std::vector<Line>& variables, const Style& style) {
  constexpr int title_columns = 30;
  int widest = 4;
  for (const auto* lines : {&measures, &variables}) {
    for (const auto& line : *lines) {
      for (const auto* cells : {&line.middle, &line.band}) {
        for (const auto& cell : *cells) widest = std::max(widest, display_width(cell));
      }
    }
  }
  if (style.width <= 0) return 1000;
  return static_cast<std::size_t>(std::max(1, (style.width - title_columns) / (widest + 2)));
}

}  // namespace

std::string year_summary(const Content& content, const Style& style) {
  std::string text;
  for (const auto& scenario : content.scenarios) {
    std::vector<Line> measures, variables;
    for (std::size_t i = 0; i < content.measures.size(); ++i) {
      if (has_numbers(scenario.annual_measures[i])) measures.push_back(line_of(content, content.measures[i], scenario.annual_measures[i], style));
    }
    for (std::size_t i = 0; i < content.variables.size(); ++i) {
      if (content.variables[i].reported && has_numbers(scenario.annual_variables[i])) variables.push_back(line_of(content, content.variables[i], scenario.annual_variables[i], style));
    }
    if (!text.empty()) text += "\n";
    text += title_of(style, scenario.title_en, scenario.title_zh, scenario.name) + "\n";
    const auto years = static_cast<std::size_t>(content.years.count);
    if (years == 0 || (measures.empty() && variables.empty())) {
      text += std::string(words(style, "The run reports nothing by year.\n", "该次运行没有按年度报告的内容。\n"));
      continue;
    }
    const std::size_t step = years_that_fit(measures, variables, style);
    for (std::size_t first = 0; first < years; first += step) {
      text += fmt::format("\n{}", block_text(content, measures, variables, first, std::min(years, first + step), style));
    }
  }
  return text;
}

}  // namespace jingchu::output
