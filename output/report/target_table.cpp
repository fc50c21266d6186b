#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "output/report/conditioned.hpp"
#include "output/report/display_width.hpp"
#include "output/report/levels.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/report/target_groups.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::output {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Remarks below the table, each once.
struct Remarks {
  bool never = false, always = false, judged = false, bounds = false, weighted = false;
  std::int64_t paths = 0;      ///< that the probabilities rest on
};

const char* probability_color(double probability) {
  if (std::isnan(probability)) return "";
  return probability >= 0.8 ? "32" : probability >= 0.2 ? "33" : "31";
}

std::string band_text(const TargetRow& target, const std::optional<Band>& band, int decimals) {
  if (!band || target.value_quantiles.size() <= band->upper) return "-";
  return number_text(target.value_quantiles[band->lower], decimals) + " – " + number_text(target.value_quantiles[band->upper], decimals);
}

std::string bounds_text(double lower, double upper) {
  if (std::isnan(lower) || std::isnan(upper)) return "-";
  // Outward, so that the bounds still bound.
  return fmt::format("{:.2f} – {:.2f} %", std::floor(lower * 1e4) / 100, std::ceil(upper * 1e4) / 100);
}

std::vector<TextTable::Column> columns_of(const Content& content, const Style& style, bool bounds, bool tolerance) {
  const auto band = reported_band(content.levels);
  using Align = TextTable::Align;
  std::vector<TextTable::Column> columns = {{std::string(words(style, "Target", "目标")), Align::left, 9},
                                            {std::string(words(style, "Goal", "阈值")), Align::left, 8},
                                            {std::string(words(style, "Probability", "实现概率")), Align::right, 9},
                                            {std::string(words(style, "Mean", "均值")), Align::right, 5},
                                            {(band ? band->text : std::string("5–95 %")) + std::string(words(style, "", " 区间")), Align::right, 4},
                                            {std::string(words(style, "Tier", "层级")), Align::left, 6}};
  if (tolerance) columns.push_back({std::string(words(style, "With tolerance", "容差内概率")), Align::right, 3});
  if (bounds) columns.push_back({std::string(words(style, "Bounds", "概率上下界")), Align::right, 2});
  return columns;
}

void add_target(TextTable& table, const Content& content, const TargetRow& target, const Style& style, bool bounds, bool tolerance, Remarks& remarks) {
  const auto probability = probability_text(target.probability, target.standard_error, remarks.paths);
  remarks.never |= probability.never;
  remarks.always |= probability.always;
  remarks.judged |= !target.judgement.empty();
  const int decimals = decimals_for(std::max(std::abs(target.mean), std::abs(target.threshold)));
  std::vector<TextTable::Cell> cells = {
      "  " + title_of(style, target.title_en, target.title_zh, target.id), goal_text(target, style),
      {probability.text, probability_color(target.probability)}, number_text(target.mean, decimals),
      band_text(target, reported_band(content.levels), decimals), (target.lever || target.tier.empty() ? "-" : target.tier) + (target.judgement.empty() ? "" : "*")};
  if (tolerance) cells.push_back(target.tolerance > 0 ? percent_text(target.probability_with_tolerance) : "");
  if (bounds) cells.push_back(bounds_text(target.lower_bound, target.upper_bound));
  table.row(std::move(cells));
}

std::string joint_text(const ScenarioResults& scenario, const Style& style, bool bounds, Remarks& remarks) {
  if (scenario.joint.empty()) return {};
  using Align = TextTable::Align;
  std::vector<TextTable::Column> columns = {{std::string(words(style, "On the same path", "联合概率（同一路径）")), Align::left, 9},
                                            {std::string(words(style, "Probability", "概率")), Align::right, 9}};
  if (bounds) columns.push_back({std::string(words(style, "Bounds", "概率上下界")), Align::right, 1});
  TextTable table(columns);
  for (const auto& joint : scenario.joint) {
    const auto probability = probability_text(joint.probability, joint.standard_error, remarks.paths);
    remarks.never |= probability.never;
    remarks.always |= probability.always;
    std::vector<TextTable::Cell> cells = {"  " + tier_set_text(joint.tier_set, style), {probability.text, probability_color(joint.probability)}};
    if (bounds) cells.push_back(bounds_text(joint.lower_bound, joint.upper_bound));
    table.row(std::move(cells));
  }
  return fmt::format("\n{}", table.text(style));
}

/// The shares of 0, 1, 2, ... targets met as a small bar chart.
std::string targets_met_text(const ScenarioResults& scenario, const Style& style, Remarks& remarks) {
  const auto& shares = scenario.targets_met;
  if (shares.size() < 2) return {};
  double mean = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) mean += static_cast<double>(k) * shares[k];
  const double largest = *std::max_element(shares.begin(), shares.end());
  if (std::isnan(mean) || !(largest > 0)) return {};
  constexpr double shown_share = 0.005;
  constexpr double bar_columns = 30;
  std::string text = "\n";
  text += style.chinese ? fmt::format("同时实现的目标数（共 {} 项，平均 {:.1f} 项）\n", shares.size() - 1, mean)
                        : fmt::format("Number of targets met at once (of {}; mean {:.1f})\n", shares.size() - 1, mean);
  for (std::size_t k = 0; k < shares.size(); ++k) {
    if (shares[k] < shown_share) continue;
    std::string bar;
    for (int i = 0; i < std::max(1, static_cast<int>(std::lround(shares[k] / largest * bar_columns))); ++i) bar += "█";
    const auto share = probability_text(shares[k], nan, remarks.paths);
    remarks.always |= share.always;
    text += fmt::format("  {:>3}  {} {}\n", k, bar, share.text);
  }
  return text;
}

std::string not_simulated_text(const TargetGroup& group, const Style& style) {
  std::string text = fmt::format("\n{}{}{}{}{}{}\n", style.color ? "\x1b[1m" : "", words(style, group.english, group.chinese), words(style, " (", "（"), group.targets.size(), words(style, ")", "）"),
                                 style.color ? "\x1b[0m" : "");
  const int width = style.width > 0 ? std::max(style.width, 24) : 1000;
  for (const TargetRow* target : group.targets) {
    const std::string title = title_of(style, target->title_en, target->title_zh, target->id);
    const std::string line = fmt::format("{}{}{}{}{}", title, words(style, ", ", "，"), goal_text(*target, style), words(style, ": ", "："), style.chinese && !target->reason_zh.empty() ? target->reason_zh : target->reason);
    std::string indent = "  ";
    for (const auto& part : wrapped(line, width - 4)) {
      text += indent + part + "\n";
      indent = "    ";
    }
  }
  return text;
}

std::string remarks_text(const Remarks& remarks, const ScenarioResults& scenario, const Style& style) {
  std::vector<std::string> lines;
  if (remarks.never || remarks.always) {
    const double limit = std::min(100.0, 300.0 / static_cast<double>(std::max<std::int64_t>(1, remarks.paths)));
    const std::string share = short_number(limit, std::clamp(1 - static_cast<int>(std::floor(std::log10(limit))), 0, 8));
    const std::string of = count_text(remarks.paths) + std::string(words(style, remarks.weighted ? " effective path" : " path", remarks.weighted ? " 条有效路径" : " 条路径"));
    const std::string_view plural = remarks.paths == 1 ? "" : "s";
    if (remarks.never) {
      lines.push_back(style.chinese ? fmt::format("“<”：{}中无一实现（95% 置信度下低于 3/N = {} %）", of, share)
                                    : fmt::format("\"<\": 0 of {}{} met it (below 3/N = {} % with 95 % confidence)", of, plural, share));
    }
    if (remarks.always) {
      lines.push_back(style.chinese ? fmt::format("“>”：{}全部实现（95% 置信度下未实现的概率低于 3/N = {} %）", of, share)
                                    : fmt::format("\">\": all of {}{} met it (missed with less than 3/N = {} %, at 95 % confidence)", of, plural, share));
    }
  }
  if (remarks.judged) lines.push_back(std::string(words(style, "*: the measure rests on a judgement, told in the results file", "*：度量方程含判断成分，说明见结果文件")));
  if (remarks.bounds) {
    lines.push_back(style.chinese ? fmt::format("概率上下界：假定 {} 条失败路径全部未实现或全部实现", count_text(scenario.n_failed))
                                  : fmt::format("bounds: if all {} failed paths missed, or met, the target", count_text(scenario.n_failed)));
  }
  lines.push_back(std::string(words(style, "±: Monte Carlo standard error, in percentage points; it tells nothing of the model's own error",
                                    "±：蒙特卡洛标准误（百分点），不反映模型本身的误差")));
  std::string text = "\n";
  for (const auto& line : lines) {
    for (const auto& part : wrapped(line, style.width > 0 ? std::max(style.width, 24) : 1000)) text += part + "\n";
  }
  return text;
}

std::string scenario_text(const Content& content, const ScenarioResults& scenario, const Style& style) {
  std::string text = title_of(style, scenario.title_en, scenario.title_zh, scenario.name);
  if (style.color) text = "\x1b[1m" + text + "\x1b[0m";
  const std::string& asks = style.chinese && !scenario.asks_zh.empty() ? scenario.asks_zh : scenario.asks_en;
  text += "\n";
  if (!asks.empty()) text += asks + "\n";
  text += style.chinese ? fmt::format("{} 条路径，种子 {}，失败 {} 条\n", count_text(scenario.n_paths), content.provenance.seed, count_text(scenario.n_failed))
                        : fmt::format("{} path{}, seed {}, {} failed\n", count_text(scenario.n_paths), scenario.n_paths == 1 ? "" : "s", content.provenance.seed, count_text(scenario.n_failed));
  text += conditioned_line(content, scenario, style) + "\n";
  if (scenario.targets.empty()) return text + std::string(words(style, "The scenario has no targets.\n", "该情景没有目标。\n"));

  const auto groups = target_groups(scenario);
  const bool tolerance = std::any_of(scenario.targets.begin(), scenario.targets.end(), [](const TargetRow& t) { return t.status != "not simulated" && t.tolerance > 0; });
  Remarks remarks;
  remarks.bounds = scenario.n_failed > 0;
  remarks.paths = paths_behind(content, scenario);
  remarks.weighted = conditioned_of(content, scenario) != nullptr;
  TextTable table(columns_of(content, style, remarks.bounds, tolerance));
  std::string left_out;
  for (const auto& group : groups) {
    if (group.id == "not_simulated") {
      left_out = not_simulated_text(group, style);
      continue;
    }
    table.heading(std::string(words(style, group.english, group.chinese)));
    for (const TargetRow* target : group.targets) add_target(table, content, *target, style, remarks.bounds, tolerance, remarks);
  }
  if (!table.empty()) text += table.text(style);
  text += joint_text(scenario, style, remarks.bounds, remarks) + targets_met_text(scenario, style, remarks) + conditioned_tables(content, scenario, style) + left_out;
  if (!table.empty()) text += remarks_text(remarks, scenario, style);
  return text;
}

}  // namespace

std::string target_table(const Content& content, const Style& style) {
  std::string text;
  for (const auto& scenario : content.scenarios) {
    if (!text.empty()) text += "\n";
    text += scenario_text(content, scenario, style);
  }
  return text;
}

}  // namespace jingchu::output
