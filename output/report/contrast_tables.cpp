#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/known_name.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/contrast.hpp"
#include "output/report/display_width.hpp"
#include "output/report/levels.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/report/target_groups.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::output {

namespace {

/// How much of a contrast is shown.
enum class Rows {
  all,
  changed,   ///< targets that change beyond noise; means of the measures, or of the variables of a model without any
};


std::string signed_text(double value, int decimals) {
  const std::string text = number_text(value, decimals);
  return value > 0 && text.find_first_of("123456789") != std::string::npos ? "+" + text : text;
}

/// "+2.8 ± 0.1", in points; "0" where no path switched; marked when it is noise.
std::string change_text(const ChangeRow& change) {
  if (change.gained + change.lost == 0) return "0";
  const double error = 100 * change.standard_error;
  const int decimals = error < 0.05 ? 2 : 1;
  return signed_text(100 * change.change, decimals) + fmt::format(" ± {:.{}f}", error, decimals) + (is_noise(change) ? noise_mark : "");
}

std::string ratio_text(const ChangeRow& change) {
  return change.gained + change.lost == 0 || !(change.separate_error > 0) ? "-" : fmt::format("{:.2f}", change.standard_error / change.separate_error);
}

const char* color_of(const ChangeRow& change) { return is_noise(change) ? "2" : change.change > 0 ? "32" : "31"; }

std::vector<TextTable::Cell> change_cells(const ChangeRow& change, const ContrastResults& contrast) {
  return {probability_text(change.base, std::nan(""), paths_behind_base(contrast)).text, probability_text(change.other, std::nan(""), paths_behind_other(contrast)).text, {change_text(change), color_of(change)}, ratio_text(change)};
}

std::vector<TextTable::Column> change_columns(const std::string& first, const Style& style) {
  using Align = TextTable::Align;
  return {{first, Align::left, 9},
          {std::string(words(style, "Base", "基准")), Align::right, 6},
          {std::string(words(style, "Other", "对照")), Align::right, 7},
          {std::string(words(style, "Change, points", "变化（百分点）")), Align::right, 8},
          {std::string(words(style, "Error ratio", "误差比")), Align::right, 2}};
}

const ChangeRow* find_change(const std::vector<ChangeRow>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const ChangeRow& row) { return row.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::string target_changes(const Content& content, const ContrastResults& contrast, Rows rows, const Style& style) {
  if (contrast.targets.empty()) return {};
  TextTable table(change_columns(std::string(words(style, "Target", "目标")), style));
  for (const auto& group : target_groups(content.scenarios.front())) {
    bool named = false;
    for (const TargetRow* target : group.targets) {
      const ChangeRow* change = find_change(contrast.targets, target->id);
      if (change == nullptr || (rows == Rows::changed && is_noise(*change))) continue;
      if (!named) table.heading(std::string(words(style, group.english, group.chinese)));
      named = true;
      // A target written on the spot is its own goal.
      const std::string goal = target->id.find_first_of("<>") == std::string::npos ? std::string(words(style, ", ", "，")) + goal_text(*target, style) : "";
      std::vector<TextTable::Cell> cells = {"  " + title_of(style, target->title_en, target->title_zh, target->id) + goal};
      for (auto& cell : change_cells(*change, contrast)) cells.push_back(std::move(cell));
      table.row(std::move(cells));
    }
  }
  std::string text = table.empty() ? "" : table.text(style);
  if (contrast.joint.empty()) return text;
  TextTable joint(change_columns(std::string(words(style, "On the same path", "联合概率（同一路径）")), style));
  for (const auto& change : contrast.joint) {
    std::vector<TextTable::Cell> cells = {"  " + tier_set_text(change.name, style)};
    for (auto& cell : change_cells(change, contrast)) cells.push_back(std::move(cell));
    joint.row(std::move(cells));
  }
  return text + "\n" + joint.text(style);
}

/// A measure or variable by year, as three lines of cells: mean difference, band, P(other > base).
struct Line {
  std::string title;
  std::vector<std::string> mean, band, greater;
};

bool has_numbers(const DifferenceTable& table) {
  return std::any_of(table.series.mean.begin(), table.series.mean.end(), [](double value) { return !std::isnan(value); });
}

/// Whether it is another on any path, or has another mean where paths have no differences.
bool moves(const DifferenceTable& table, std::size_t year, const ContrastResults& contrast) {
  return contrast.is_pathwise() ? table.greater[year] + table.less[year] != 0 : table.series.mean[year] != 0;
}

bool moves(const DifferenceTable& table, const ContrastResults& contrast) {
  for (std::size_t year = 0; year < table.series.mean.size(); ++year)
    if (!std::isnan(table.series.mean[year]) && moves(table, year, contrast)) return true;
  return false;
}

/// Decimals that show the smallest error with one digit, but the largest difference with four at most.
int decimals_of(const DifferenceTable& table) {
  double largest = 0, smallest_error = 0;
  for (const double mean : table.series.mean) {
    if (std::isfinite(mean)) largest = std::max(largest, std::abs(mean));
  }
  for (const double error : table.series.mean_se) {
    if (error > 0 && (smallest_error == 0 || error < smallest_error)) smallest_error = error;
  }
  const int most = decimals_for(largest) + 1;
  return smallest_error > 0 ? std::clamp(-static_cast<int>(std::floor(std::log10(smallest_error))), 0, most) : most;
}

Line line_of(const Content& content, const Column& column, const DifferenceTable& table, const ContrastResults& contrast, const Style& style) {
  const auto years = static_cast<std::size_t>(content.years.count);
  const auto band = reported_band(content.levels);
  const std::string unit = unit_text(style, column.unit, column.unit_zh);
  Line line{title_of(style, column.title_en, column.title_zh, column.name) + (unit.empty() ? "" : style.chinese ? "（" + unit + "）" : " (" + unit + ")"), {}, {}, {}};
  const int decimals = decimals_of(table);
  constexpr double rounding = 1e-9;   // what is the same on every path has no error but that of rounding
  for (std::size_t year = 0; year < years; ++year) {
    const double mean = table.series.mean[year], error = table.series.mean_se[year];
    const bool none = !moves(table, year, contrast);
    if (std::isnan(mean)) line.mean.emplace_back("-");
    else if (none) line.mean.emplace_back("0");
    else line.mean.push_back(signed_text(mean, decimals) + (std::isnan(error) || error <= rounding * std::abs(mean) ? "" : " ± " + number_text(error, decimals)) + (is_noise(mean, error) ? noise_mark : ""));
    const bool shown = !none && !std::isnan(mean) && contrast.is_pathwise();
    line.greater.push_back(shown ? probability_text(table.greater[year], std::nan(""), paths_behind_base(contrast)).text : "");
    if (!shown || !band || table.series.quantiles.empty()) line.band.emplace_back("");
    else line.band.push_back(signed_text(table.series.quantiles[band->lower * years + year], decimals) + std::string(words(style, " to ", " 至 ")) + signed_text(table.series.quantiles[band->upper * years + year], decimals));
  }
  return line;
}

/// Years [first, last) of all lines.
std::string block_text(const Content& content, const std::vector<Line>& lines, std::size_t first, std::size_t last, bool means_alone, const Style& style) {
  using Align = TextTable::Align;
  const auto band = reported_band(content.levels);
  std::vector<TextTable::Column> columns = {{std::string(words(style, "Other minus base", "对照减基准")), Align::left, 99}};
  for (std::size_t year = first; year < last; ++year) columns.push_back({fmt::format("{}", content.years.first + static_cast<int>(year)), Align::right, 1});
  TextTable table(columns);
  const auto add = [&](const std::string& title, const std::vector<std::string>& cells, const char* color) {
    std::vector<TextTable::Cell> row = {title};
    for (std::size_t year = first; year < last; ++year) row.emplace_back(cells[year], color);
    table.row(std::move(row));
  };
  for (const auto& line : lines) {
    add("  " + line.title, line.mean, "");
    if (means_alone) continue;
    if (band) add("    " + band->text, line.band, "2");
    add(std::string(words(style, "    P(other > base)", "    P(对照 > 基准)")), line.greater, "2");
  }
  return table.text(style);
}

/// What is shown of a contrast by year.
struct ByYear {
  std::vector<Line> lines;
  std::string unmoved;   ///< titles of what is the same on every path
};

ByYear by_year(const Content& content, const ContrastResults& contrast, const ShownColumns& shown, const Style& style) {
  ByYear result;
  const auto add = [&](const std::vector<Column>& columns, const std::vector<DifferenceTable>& tables, const std::vector<bool>& chosen) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!chosen[i] || !has_numbers(tables[i])) continue;
      if (moves(tables[i], contrast)) result.lines.push_back(line_of(content, columns[i], tables[i], contrast, style));
      else result.unmoved += (result.unmoved.empty() ? "" : std::string(words(style, ", ", "、"))) + title_of(style, columns[i].title_en, columns[i].title_zh, columns[i].name);
    }
  };
  add(content.measures, contrast.annual_measures, shown.measures);
  add(content.variables, contrast.annual_variables, shown.variables);
  return result;
}

std::string paragraph(const std::string& text, const Style& style) {
  std::string result;
  for (const auto& part : wrapped(text, style.width > 0 ? std::max(style.width, 24) : 1000)) result += part + "\n";
  return result;
}

std::string unmoved_text(const std::string& unmoved, const ContrastResults& contrast, const Style& style) {
  const std::string_view what = contrast.is_pathwise() ? words(style, "The same on every path: ", "在每条路径上都相同：") : words(style, "With the same mean: ", "均值相同：");
  return unmoved.empty() ? "" : "\n" + paragraph(std::string(what) + unmoved, style);
}

/// All years, in blocks as wide as the page.
std::string year_differences(const Content& content, const ContrastResults& contrast, Rows rows, const ShownColumns& shown, const Style& style) {
  const auto [lines, unmoved] = by_year(content, contrast, shown, style);
  const bool means_alone = rows == Rows::changed || !contrast.is_pathwise();
  std::string text;
  if (!lines.empty()) {
    int widest = 4;
    for (const auto& line : lines) {
      for (const auto* cells : {&line.mean, &line.band, &line.greater}) {
        if (means_alone && cells != &line.mean) continue;
        for (const auto& cell : *cells) widest = std::max(widest, display_width(cell));
      }
    }
    constexpr int title_columns = 30;
    const std::size_t years = lines.front().mean.size();
    const std::size_t step = style.width <= 0 ? years : static_cast<std::size_t>(std::max(1, (style.width - title_columns) / (widest + 2)));
    for (std::size_t first = 0; first < years; first += step) text += "\n" + block_text(content, lines, first, std::min(years, first + step), means_alone, style);
  }
  return text + unmoved_text(unmoved, contrast, style);
}

/// The first year alone, one row each.
std::string first_year_differences(const Content& content, const ContrastResults& contrast, const Style& style) {
  using Align = TextTable::Align;
  const auto [lines, unmoved] = by_year(content, contrast, shown_columns(content, {}), style);
  const auto band = reported_band(content.levels);
  std::vector<TextTable::Column> columns = {{fmt::format("{}{}", words(style, "Other minus base, ", "对照减基准，"), content.years.first), Align::left, 99},
                                            {std::string(words(style, "Mean", "均值")), Align::right, 1}};
  if (contrast.is_pathwise()) {
    columns.push_back({band ? band->text : "", Align::right, 1});
    columns.push_back({std::string(words(style, "P(other > base)", "P(对照 > 基准)")), Align::right, 1});
  }
  TextTable table(columns);
  for (const auto& line : lines) {
    std::vector<TextTable::Cell> cells = {"  " + line.title, line.mean.front()};
    if (contrast.is_pathwise()) cells.insert(cells.end(), {TextTable::Cell(line.band.front()), TextTable::Cell(line.greater.front())});
    table.row(std::move(cells));
  }
  std::string text = lines.empty() ? "" : "\n" + table.text(style);
  if (content.years.count > 1)
    text += "\n" + paragraph(std::string(words(style, "Later years, and variables: --variable NAME, --variable all, or --json", "其后各年以及变量：--variable 名称、--variable all 或 --json")), style);
  return text + unmoved_text(unmoved, contrast, style);
}

/// How each of the two is conditioned, where one of them is; those of another model are not part of the content.
std::string conditions_text(const Content& content, const ContrastResults& contrast, const Style& style) {
  if (!contrast.is_weighted()) return {};
  std::string text;
  for (const ScenarioResults& scenario : content.scenarios) {
    if (&scenario != &content.scenarios.front() && scenario.name != contrast.scenario) continue;
    const std::string name = title_of(style, scenario.title_en, scenario.title_zh, scenario.name);
    std::string line = conditioned_line(content, scenario, {style.chinese, false, 0});
    if (line.empty()) line = words(style, "no published values", "没有已公布数值");
    else line.pop_back();
    text += paragraph(style.chinese ? fmt::format("“{}”：{}", name, line) : fmt::format("'{}': {}", name, line), style);
  }
  return "\n" + text;
}

std::string remarks(const ContrastResults& contrast, const Style& style) {
  std::vector<std::string> lines;
  const std::string paths = count_text(contrast.n_paths), behind = count_text(paths_behind_base(contrast)), behind_other = count_text(paths_behind_other(contrast));
  if (!contrast.is_pathwise()) {
    lines.push_back(style.chinese ? fmt::format("比较两个条件分布，两边用同一组随机数：{} 条路径，基准相当于 {} 条等权路径，对照相当于 {} 条；±：配对之差的蒙特卡洛标准误", paths, behind, behind_other)
                                  : fmt::format("two conditioned distributions on common draws, {} paths, worth {} of equal weight in the base and {} in the other; ±: Monte Carlo standard error of the paired difference", paths, behind, behind_other));
    lines.emplace_back(words(style, "paths weigh otherwise in the two, so none has a difference of its own: no band of differences and no P(other > base)",
                             "同一路径在两边权重不同，没有逐路径的差：不给出差异的区间和 P(对照 > 基准)"));
  } else if (contrast.is_weighted()) {
    lines.push_back(style.chinese ? fmt::format("逐路径的差，两边用同一组随机数，按已公布数值加权：{} 条路径，相当于 {} 条等权路径；±：配对差的蒙特卡洛标准误", paths, behind)
                                  : fmt::format("differences path by path on common draws, {} paths weighted by published values, worth {} of equal weight; ±: Monte Carlo standard error of the paired difference", paths, behind));
  } else {
    lines.push_back(style.chinese ? fmt::format("逐路径的差，两边用同一组随机数：{} 条路径；±：配对差的蒙特卡洛标准误", paths)
                                : fmt::format("differences path by path on common draws, {} paths; ±: Monte Carlo standard error of the paired difference", paths));
  }
  lines.emplace_back(words(style, "error ratio: that error over the one of two separate runs of as many paths", "误差比：上述标准误与两次独立运行之差的标准误之比"));
  lines.emplace_back(words(style, "~: smaller than twice its error: noise", "~：小于两倍标准误，属于噪声"));
  std::string text = "\n";
  for (const auto& line : lines) text += paragraph(line, style);
  return text;
}

}  // namespace

ShownColumns shown_columns(const Content& content, const std::vector<std::string>& names) {
  ShownColumns shown{std::vector<bool>(content.measures.size(), names.empty()), std::vector<bool>(content.variables.size(), names.empty() && content.measures.empty())};
  std::vector<std::string> known = {"all"};
  for (const Column& column : content.measures) known.push_back(column.name);
  std::vector<std::size_t> reported;
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    if (!content.variables[v].reported) continue;
    known.push_back(content.variables[v].name);
    reported.push_back(v);
  }
  for (const std::string& name : names) {
    const std::size_t at = known_position(name, known, "no measure or reported variable", "jingchu describe SCENARIO lists them");
    if (at == 0) return {std::vector<bool>(content.measures.size(), true), std::vector<bool>(content.variables.size(), true)};
    if (at <= content.measures.size()) shown.measures[at - 1] = true;
    else shown.variables[reported[at - 1 - content.measures.size()]] = true;
  }
  return shown;
}

std::string contrast_effects(const Content& content, const Style& style) {
  const ContrastResults& contrast = content.contrasts.front();
  return target_changes(content, contrast, Rows::changed, style) + year_differences(content, contrast, Rows::changed, shown_columns(content, {}), style) + remarks(contrast, style);
}

std::string contrast_tables(const Content& content, const Style& style, const std::vector<std::string>& by_year) {
  const ShownColumns shown = shown_columns(content, by_year);
  std::string text;
  for (const auto& contrast : content.contrasts) {
    if (!text.empty()) text += "\n";
    const std::string targets = target_changes(content, contrast, Rows::all, style);
    text += paragraph(contrast_sentence(content, contrast, style), style) + conditions_text(content, contrast, style) + (targets.empty() ? "" : "\n") + targets;
    text += by_year.empty() ? first_year_differences(content, contrast, style) : year_differences(content, contrast, Rows::all, shown, style);
    text += remarks(contrast, style);
  }
  return text;
}

}  // namespace jingchu::output
