#include "app/study/sensitivity_answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/asked_quantity.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Bar;
using output::words;
using Align = output::TextTable::Align;

constexpr double normal_975 = 1.959963984540054;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Half a 95 % interval, of an error known from so many paths that it is as good as exact.
double reach(double standard_error) { return normal_975 * standard_error; }

/// The 0.975 quantile of Student's t; from 3 degrees of freedom on within 0.1 %.
///
/// Source: the expansion about the normal quantile, Abramowitz and Stegun (1964), 26.7.5.
double student_975(int freedom) {
  const double z = normal_975, q = z * z, n = freedom;
  return z * (1 + (q + 1) / (4 * n) + ((5 * q + 16) * q + 3) / (96 * n * n) + (((3 * q + 19) * q + 17) * q - 15) / (384 * n * n * n) +
              ((((79 * q + 776) * q + 1482) * q - 1920) * q - 945) / (92160 * n * n * n * n));
}

/// Half a 95 % interval, of an error known from the scatter over a few trajectories.
double reach(const analysis::Index& index, int trajectories) { return student_975(trajectories - 1) * index.standard_error; }

Json interval_json(double value, double half, double least = -std::numeric_limits<double>::infinity()) { return Json::array({number(std::max(least, value - half)), number(value + half)}); }

const char* bar_kind(Bar::Kind kind) { return kind == Bar::Kind::lever ? "lever" : kind == Bar::Kind::parameter ? "parameter" : "shock"; }

template <class List>
std::string label_in(const List& list, const std::string& name, const output::Style& style) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == name; });
  return found == list.end() ? "" : output::title_of(style, found->label.en, found->label.zh, "");
}

std::string label_of(const models::Model& model, Bar::Kind kind, const std::string& name, const output::Style& style) {
  switch (kind) {
    case Bar::Kind::lever: return label_in(model.levers, name.substr(0, name.find('[')), style);
    case Bar::Kind::parameter: return label_in(model.parameters, name, style);
    case Bar::Kind::shock: break;
  }
  return label_in(model.shocks, name, style);
}

std::string kind_text(Bar::Kind kind, const output::Style& style) {
  const auto text = kind == Bar::Kind::lever ? words(style, "lever", "杠杆") : kind == Bar::Kind::parameter ? words(style, "parameter", "参数") : words(style, "shock", "冲击");
  return std::string(text);
}

std::string row_name(const models::Model& model, Bar::Kind kind, const std::string& name, const output::Style& style) {
  const std::string label = label_of(model, kind, name, style), between = label.empty() || label == name ? "" : "  " + label;
  return style.chinese ? fmt::format("  {}{}（{}）", name, between, kind_text(kind, style)) : fmt::format("  {}{} ({})", name, between, kind_text(kind, style));
}

/// Four digits that count.
std::string set_text(double value, bool is_change) { return (is_change && value > 0 ? "+" : "") + output::short_number(value, decimals_of(value, 0)); }

/// "+59.1 points (95 % interval +57.0 to +61.2)", to be read aloud.
std::string with_interval(const QuantityText& what, double value, double half, bool sign, const output::Style& style) {
  const int decimals = decimals_of(what.scale * value, what.scale * half);
  const auto shown = [&](double x) { return sign ? signed_text(what.scale * x, decimals) : output::number_text(what.scale * x, decimals); };
  if (!has_error(value, half)) return shown(value) + what.change_unit;
  const double low = sign ? value - half : std::max(0.0, value - half);  // what has no sign is a size
  return style.chinese ? fmt::format("{}{}（95 % 区间 {} 至 {}）", shown(value), what.change_unit, shown(low), shown(value + half))
                       : fmt::format("{}{} (95 % interval {} to {})", shown(value), what.change_unit, shown(low), shown(value + half));
}

bool is_noise(const analysis::Tornado& answer, const Bar::End& end) { return analysis::is_noise(end.change, end.standard_error, answer.base); }

constexpr const char* few_mark = " !";

/// Whether fewer paths than the scenario wants agree with the published values, if enough to tell anything.
bool is_few(const analysis::Study& study, const Bar::End& end) {
  return !std::isnan(end.change) && !study.plan.observations.empty() && end.effective_paths < study.scenario.min_effective_share * static_cast<double>(study.plan.path_count);
}

std::string change_text(const QuantityText& what, const analysis::Study& study, const analysis::Tornado& answer, const Bar::End& end) {
  if (std::isnan(end.change)) return "-";
  if (analysis::is_nothing(end.change, end.standard_error, answer.base)) return "0";
  return signed_with_error(what.scale * end.change, what.scale * reach(end.standard_error)) + (is_noise(answer, end) ? output::noise_mark : "") + (is_few(study, end) ? few_mark : "");
}

bool is_noise(const analysis::MorrisRow& row) { return !(row.size.value > 2 * row.noise) || analysis::is_noise(row.size.value, row.size.standard_error, 0); }

/// Which ones are compared in a sentence, where a larger one may be noise.
std::string_view beyond(bool is_largest, const output::Style& style) { return is_largest ? std::string_view() : words(style, " beyond the simulation's own error", "超出模拟误差的各项中 "); }

std::string morris_sentence(const QuantityText& what, const analysis::Morris& answer, const output::Style& style) {
  const auto found = std::find_if(answer.rows.begin(), answer.rows.end(), [](const auto& row) { return !is_noise(row); });
  if (found == answer.rows.end())
    return style.chinese ? fmt::format("所筛选的 {} 项均没有使{}发生超出模拟误差的变化。", answer.rows.size(), what.name) : answer.rows.size() == 1 ? fmt::format("{} does not move {} by more than the simulation's own error.", answer.rows.front().name, what.name)
                               : fmt::format("None of {} inputs screened moves {} by more than the simulation's own error.", answer.rows.size(), what.name);
  const analysis::MorrisRow& most = *found;
  const std::string_view of_these = beyond(found == answer.rows.begin(), style);
  const std::string among = answer.rows.size() == 1 ? "" : fmt::format("Of {} inputs screened, ", answer.rows.size());
  const std::string size = with_interval(what, most.size.value, reach(most.size, answer.trajectories), false, style);
  // An effect that scatters by more than a quarter of its size depends on where the others are.
  const bool depends = most.spread.value - 2 * most.spread.standard_error > most.size.value / 4;
  if (style.chinese)
    return fmt::format("筛选的 {} 项中，{}{} 对{}影响最大：按其全范围计，平均影响为 {}{}。", answer.rows.size(), of_these, most.name, what.name, size, depends ? "，变化幅度随其余各项而异" : "");
  return fmt::format("{}{} moves {}{}{}: at a mean rate of {} per full range{}.", among, most.name, what.name, answer.rows.size() == 1 ? "" : " most", of_these, size, depends ? ", more or less depending on the others" : "");
}

/// What the leading bar rests on, where that is little.
std::string resting_on(const analysis::Study& study, const Bar::End& end, const output::Style& style) {
  if (!is_few(study, end)) return {};
  const std::string paths = output::count_text(std::llround(end.effective_paths));
  return style.chinese ? fmt::format("，仅凭 {} 条有效路径", paths) : fmt::format(", from no more than {} effective paths", paths);
}

std::string tornado_sentence(const QuantityText& what, const analysis::Study& study, const analysis::Tornado& answer, const output::Style& style) {
  const auto told = [&](const Bar::End& end) { return is_noise(answer, end) ? 0 : std::abs(end.change); };
  const auto found = std::max_element(answer.bars.begin(), answer.bars.end(), [&](const Bar& a, const Bar& b) { return std::max(told(a.low), told(a.high)) < std::max(told(b.low), told(b.high)); });
  const Bar& most = *found;
  const std::string base = value_text(what, answer.base, answer.base_error, answer.base_effective, style);
  if (is_noise(answer, most.low) && is_noise(answer, most.high))
    return style.chinese ? fmt::format("{}为{}，所试各项均没有使其发生超出模拟误差的变化。", what.name, spaced(base)) : fmt::format("{}{} is {}; nothing that was tried changes it by more than the simulation's own error.", what.name.substr(0, 1) == "t" ? "T" : what.name.substr(0, 1), what.name.substr(1), base);
  const Bar::End& end = told(most.high) >= told(most.low) ? most.high : most.low;
  const std::string_view of_these = beyond(found == answer.bars.begin(), style);
  const bool lever = most.kind == Bar::Kind::lever;
  const std::string change = with_interval(what, end.change, reach(end.standard_error), true, style) + resting_on(study, end, style), set = set_text(end.set, lever);
  if (answer.bars.size() == 1)
    return style.chinese ? fmt::format("{}为{}；{} {} {} 时，变化 {}。", what.name, spaced(base), most.name, lever ? "变动" : "固定为", set, change)
                         : fmt::format("{} {} takes {} from {} by {}.", most.name, lever ? "changed by " + set : "held at " + set, what.name, base, change);
  if (style.chinese) return fmt::format("{}为{}；{} 项中{}影响最大的是 {}：{} {} 时，变化 {}。", what.name, spaced(base), answer.bars.size(), of_these.empty() ? "" : "超出模拟误差而", most.name, lever ? "变动" : "固定为", set, change);
  return fmt::format("Of {} things tried one at a time, {} moves {} most{}: {} {}, it takes it from {} by {}.", answer.bars.size(), most.name, what.name, of_these, lever ? "changed by" : "held at", set, base, change);
}

/// Says of what a mark warns, where one is shown.
std::string few_text(const analysis::Study& study, const analysis::Tornado& answer, const output::Style& style) {
  double least = std::numeric_limits<double>::infinity();
  for (const Bar& bar : answer.bars)
    for (const Bar::End* end : {&bar.low, &bar.high})
      if (is_few(study, *end)) least = std::min(least, end->effective_paths);
  if (std::isinf(least)) return {};
  const std::string wanted = output::percent_text(study.scenario.min_effective_share), fewest = output::count_text(std::llround(least));
  return style.chinese ? fmt::format("!：变动后与已公布数值相符的路径太少，有效路径低于 min_effective_share 要求的 {}（最少者 {} 条），数值和误差都不可靠。\n", wanted, fewest)
                       : fmt::format("!: fewer effective paths than the {} that min_effective_share wants (the fewest: {}): so moved, few paths agree with the published values, and neither number nor error is to be relied on.\n", wanted, fewest);
}

std::string left_out(std::size_t all, std::size_t most, bool any_unknown, const output::Style& style) {
  if (all <= most) return "";
  const std::string_view effect = any_unknown ? words(style, "with less effect, or one that cannot be told", "影响更小或无法判断") : words(style, "with less effect", "影响更小");
  return style.chinese ? fmt::format("另有 {} 项{}；--top {} 全部显示。\n", all - most, effect, all) : fmt::format("{} more {}; --top {} shows all.\n", all - most, effect, all);
}

Json asked_json(const analysis::Study& study, const analysis::Quantity& quantity) {
  const scenarios::Target& target = analysis::target_of(quantity, study.scenario);
  Json asked = {{"of", kind_name(quantity)}, {"measure", target.measure}};
  if (quantity.kind == analysis::Quantity::Kind::quantile) asked["level"] = quantity.level;
  if (quantity.kind == analysis::Quantity::Kind::probability) asked["target"] = target.id;
  asked["unit"] = quantity.kind == analysis::Quantity::Kind::probability ? "1" : target.unit;
  return {{"scenario", study.scenario.name}, {"paths", study.plan.path_count}, {"seed", study.plan.seed}, {"asked", asked}};
}

std::string text_of_json(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

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

std::string tornado_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Tornado& answer, std::size_t most, const output::Style& style) {
  const QuantityText what = text_of(quantity, study, style);
  const std::string unit = what.change_unit.empty() ? "" : style.chinese ? "（" + what.change_unit.substr(1) + "）" : "," + what.change_unit;
  const std::string change = std::string(words(style, "Change", "变化")) + unit;
  output::TextTable table({{std::string(words(style, "Moved alone", "单独变动")), Align::left, 9},
                           {std::string(words(style, "Low", "低")), Align::right, 5}, {change, Align::right, 8},
                           {std::string(words(style, "High", "高")), Align::right, 5}, {change, Align::right, 8}});
  for (std::size_t i = 0; i < std::min(most, answer.bars.size()); ++i) {
    const Bar& bar = answer.bars[i];
    const bool lever = bar.kind == Bar::Kind::lever;
    table.row({row_name(study.model(), bar.kind, bar.name, style), set_text(bar.low.set, lever), change_text(what, study, answer, bar.low), set_text(bar.high.set, lever), change_text(what, study, answer, bar.high)});
  }
  const auto is_open = [](const Bar& bar) { return std::isnan(bar.low.change) || std::isnan(bar.high.change); };
  const bool any_open = std::any_of(answer.bars.begin(), answer.bars.end(), is_open);
  const auto first_left_out = answer.bars.begin() + static_cast<std::ptrdiff_t>(std::min(most, answer.bars.size()));
  const bool any_unknown = std::any_of(first_left_out, answer.bars.end(), is_open);
  return tornado_sentence(what, study, answer, style) + "\n\n" + table.text(style) + "\n" + left_out(answer.bars.size(), most, any_unknown, style) +
         std::string(words(style, "Levers: how far they are moved, a tenth of the room between their bounds. Parameters and shocks: held at their 0.1 and 0.9 quantiles.\n±: 95 % interval. ~: noise, below twice the standard error.\n",
                           "杠杆：变动幅度，为上下限之差的十分之一。参数和冲击：固定在 0.1 与 0.9 分位数。\n±：95 % 区间。~：噪声，小于两倍标准误。\n")) +
         (any_open ? std::string(words(style, "-: no path has a solution there, or too few agree with what was published, to tell.\n", "-：变动后没有路径有解，或与已公布数值相符的路径太少，无法判断。\n")) : "") + failed_text(answer.failed, style) + few_text(study, answer, style) + given_text(study, answer.base_effective, true, style);
}

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
  return text + table.text(style) + "\n" + left_out(answer.rows.size(), most, false, style) +
         std::string(words(style, "Sobol indices. Alone: the share of the variance that goes when it is known. In total: the share that stays when all else is known.\n~: noise, below twice the standard error.\n",
                           "Sobol 指数。单独：已知该项后方差减少的比例。合计：其余各项均已知时仍保留的比例。\n~：噪声，小于两倍标准误。\n")) +
         left_out_text(answer, style);
}

std::string morris_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Morris& answer, std::size_t most, const output::Style& style) {
  const QuantityText what = text_of(quantity, study, style);
  const std::string unit = what.change_unit.empty() ? "" : style.chinese ? "（" + what.change_unit.substr(1) + "）" : "," + what.change_unit;
  output::TextTable table({{std::string(words(style, "Screened", "筛选项")), Align::left, 9},
                           {std::string(words(style, "From", "自")), Align::right, 4}, {std::string(words(style, "to", "至")), Align::right, 4},
                           {std::string(words(style, "Size of effect", "影响大小")) + unit, Align::right, 8},
                           {std::string(words(style, "Mean", "平均")), Align::right, 6}, {std::string(words(style, "Spread", "离散")), Align::right, 7}});
  for (std::size_t i = 0; i < std::min(most, answer.rows.size()); ++i) {
    const auto& row = answer.rows[i];
    const bool lever = row.kind == Bar::Kind::lever;
    const auto shown = [&](const analysis::Index& x) { return with_error(what.scale * x.value, what.scale * reach(x, answer.trajectories)); };
    table.row({row_name(study.model(), row.kind, row.name, style), set_text(row.low, lever), set_text(row.high, lever), shown(row.size) + (is_noise(row) ? output::noise_mark : ""), shown(row.mean), shown(row.spread)});
  }
  return morris_sentence(what, answer, style) + "\n\n" + table.text(style) + "\n" + left_out(answer.rows.size(), most, false, style) +
         (style.chinese ? fmt::format("Morris 筛选：{} 条轨迹；各项移动自身范围的三分之二，其余各项取各自范围内的不同位置；影响按全范围计。平均绝对影响（mu*）、平均影响（mu）和标准差（sigma）。\n"
                                      "杠杆：范围为向两侧各变动上下限之差的十分之一。参数和冲击：0.1 至 0.9 分位数。\n±：95 % 区间。~：噪声，小于两倍标准误。\n", answer.trajectories)
                        : fmt::format("Morris screening, {} trajectories: the effect of an input that is moved by two thirds of its range, per full range, the others being at different places of theirs. Mean size (mu*), mean (mu) and standard deviation (sigma).\n"
                                      "Levers: moved to both sides by a tenth of the room between their bounds. Parameters and shocks: from their 0.1 to their 0.9 quantile.\n±: 95 % interval. ~: noise, below twice the standard error.\n", answer.trajectories)) +
         failed_text(answer.failed, style);
}

std::string morris_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Morris& answer) {
  Json json = asked_json(study, quantity), rows = Json::array();
  constexpr double lowest = -std::numeric_limits<double>::infinity();
  const auto index = [&](const analysis::Index& x, double least) { return Json{{"value", number(x.value)}, {"standard_error", number(x.standard_error)}, {"interval_95", interval_json(x.value, reach(x, answer.trajectories), least)}}; };
  for (const auto& row : answer.rows)
    rows.push_back({{"name", row.name}, {"kind", bar_kind(row.kind)}, {"low", number(row.low)}, {"high", number(row.high)}, {"mu_star", index(row.size, 0)}, {"mu", index(row.mean, lowest)}, {"sigma", index(row.spread, 0)},
                    {"effect_error", number(row.noise)}, {"noise", is_noise(row)}});
  json["centre"] = {{"value", number(answer.centre)}, {"standard_error", number(answer.centre_error)}, {"interval_95", interval_json(answer.centre, reach(answer.centre_error))}};
  json["trajectories"] = answer.trajectories;
  json["failed"] = answer.failed;
  json["morris"] = rows;
  return text_of_json(json);
}

std::string tornado_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Tornado& answer) {
  Json json = asked_json(study, quantity), bars = Json::array();
  const auto end = [&](const Bar& bar, const Bar::End& e) {
    return Json{{bar.kind == Bar::Kind::lever ? "moved_by" : "held_at", number(e.set)}, {"change", number(e.change)}, {"standard_error", number(e.standard_error)}, {"interval_95", interval_json(e.change, reach(e.standard_error))}, {"noise", is_noise(answer, e)}, {"effective_paths", number(e.effective_paths)}};
  };
  for (const Bar& bar : answer.bars) bars.push_back({{"name", bar.name}, {"kind", bar_kind(bar.kind)}, {"low", end(bar, bar.low)}, {"high", end(bar, bar.high)}});
  json["base"] = {{"value", number(answer.base)}, {"standard_error", number(answer.base_error)}, {"interval_95", interval_json(answer.base, reach(answer.base_error))}, {"effective_paths", number(answer.base_effective)}};
  json["effective_paths"] = number(answer.fewest_effective());
  json["failed"] = answer.failed;
  json["tornado"] = bars;
  return text_of_json(json);
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
