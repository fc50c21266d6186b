#include "app/study/sensitivity_answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/asked_quantity.hpp"
#include "app/study/sensitivity_parts.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::app {

namespace {

using analysis::Bar;
using output::words;
using Align = output::TextTable::Align;
using Json = nlohmann::ordered_json;

Bar::Kind kind_of(const analysis::Factor& factor) { return factor.kind == analysis::Factor::Kind::parameter ? Bar::Kind::parameter : Bar::Kind::shock; }

/// "e_c + e_x"; of many the first two and how many more.
std::string names_of(const analysis::Study& study, const analysis::FactorGroup& group, const output::Style& style) {
  constexpr std::size_t most = 4, shown = 2;
  std::string names;
  for (std::size_t i = 0; i < (group.size() > most ? shown : group.size()); ++i) names += (i == 0 ? "" : " + ") + analysis::drawn(study.plan, group[i]).name;
  if (group.size() > most) names += style.chinese ? fmt::format(" 等 {} 项", group.size()) : fmt::format(" + {} more", group.size() - shown);
  return names;
}

std::string group_name(const analysis::Study& study, const analysis::FactorGroup& group, const output::Style& style) {
  if (group.size() == 1) return row_name(study.model(), kind_of(group.front()), analysis::drawn(study.plan, group.front()).name, style);
  const std::string names = names_of(study, group, style);
  return style.chinese ? fmt::format("  {}（相关）", names) : fmt::format("  {} (drawn together)", names);
}

std::string percent(double share) { return output::number_text(100 * share, 1); }
std::string interval(const analysis::Index& index, const output::Style& style) {
  const double half = reach(index.standard_error);
  return percent(index.value - half) + std::string(words(style, " to ", " 至 ")) + percent(index.value + half);
}

/// That paths fail, and what the indices make of them.
std::string left_out_text(const analysis::SobolIndices& answer, const output::Style& style) {
  if (answer.failed == 0) return {};
  const std::string failed = output::count_text(answer.failed), left_out = output::count_text(answer.most_left_out());
  return style.chinese ? fmt::format("多达 {} 条路径在某些情形中求解失败：每个指数只计所比较的三种情形均有解的路径，最多排除 {} 条，所分摊的是其余路径的方差。\n", failed, left_out)
                       : fmt::format("As many as {} paths fail in some case: an index leaves out those that fail in any of the three cases it compares, as many as {}, and the variance that is shared out is that of the others.\n", failed, left_out);
}

}  // namespace

std::string sobol_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::SobolIndices& answer, std::size_t most, const output::Style& style) {
  const scenarios::Target& target = analysis::target_of(quantity, study.scenario);
  const bool probability = quantity.kind == analysis::Quantity::Kind::probability;
  const std::string name = probability ? target_text(study.scenario, target, style) : output::title_of(style, target.label.en, target.label.zh, target.id);
  const auto& first = answer.rows.front();
  // As shares they are told within 0 and all; the table has the estimates, which may lie beyond by their error.
  const auto share = [](double value) { return percent(std::clamp(value, 0.0, 1.0)); };
  const double half = reach(first.first.standard_error);
  const std::string who = names_of(study, first.group, style), alone = share(first.first.value), total = share(first.total.value);
  const std::string range = share(first.first.value - half) + std::string(words(style, " to ", " 至 ")) + share(first.first.value + half);
  std::string text;
  // What interacts with nothing has equal indices, and by chance the total may be the smaller one.
  const bool interacts = first.total.value - first.first.value > 2 * std::hypot(first.first.standard_error, first.total.standard_error);
  if (style.chinese) {
    text = fmt::format("{}各路径之间的方差中，{} 单独占 {} %（95 % 区间 {}）{}。\n\n", probability ? "“" + name + "”是否实现在" : name, who, alone, range, interacts ? fmt::format("，连同交互作用占 {} %", total) : "");
  } else {
    text = fmt::format("Of the variance of {} between paths, {} alone accounts for {} % (95 % interval {}){}.\n\n", probability ? "whether '" + name + "' is met" : name, who, alone, range,
                       interacts ? fmt::format(", and with its interactions for {} %", total) : "");
  }
  output::TextTable table({{std::string(words(style, "Uncertain", "不确定来源")), Align::left, 9},
                           {std::string(words(style, "Alone, %", "单独（%）")), Align::right, 8}, {std::string(words(style, "95 % interval", "95 % 区间")), Align::right, 4},
                           {std::string(words(style, "In total, %", "合计（%）")), Align::right, 8}, {std::string(words(style, "95 % interval", "95 % 区间")), Align::right, 4}});
  for (std::size_t i = 0; i < std::min(most, answer.rows.size()); ++i) {
    const auto& row = answer.rows[i];
    const auto index = [](const analysis::Index& x) { return percent(x.value) + (analysis::is_noise(x.value, x.standard_error, 0) ? output::noise_mark : ""); };
    table.row({group_name(study, row.group, style), index(row.first), interval(row.first, style), index(row.total), interval(row.total, style)});
  }
  return text + table.text(style) + "\n" + more_text(answer.rows.size(), most, false, style) +
         std::string(words(style, "Sobol indices. Alone: the share of the variance that goes when it is known. In total: the share that stays when all else is known.\n~: noise, below twice the standard error.\n",
                           "Sobol 指数。单独：已知该项后方差减少的比例。合计：其余各项均已知时仍保留的比例。\n~：噪声，小于两倍标准误。\n")) +
         left_out_text(answer, style);
}

std::string sobol_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::SobolIndices& answer) {
  Json json = asked_json(study, quantity), rows = Json::array();
  const auto index = [](const analysis::Index& x) { return Json{{"value", number(x.value)}, {"standard_error", number(x.standard_error)}, {"interval_95", interval_json(x.value, reach(x.standard_error))}}; };
  for (const auto& row : answer.rows) {
    Json factors = Json::array();
    for (const auto& factor : row.group) factors.push_back({{"name", analysis::drawn(study.plan, factor).name}, {"kind", bar_kind(kind_of(factor))}});
    rows.push_back({{"factors", factors}, {"first", index(row.first)}, {"total", index(row.total)}, {"left_out", row.left_out}});
  }
  json["mean"] = number(answer.mean);
  json["variance"] = number(answer.variance);
  json["failed"] = answer.failed;
  json["sobol"] = rows;
  return text_of_json(json);
}

}  // namespace jingchu::app
