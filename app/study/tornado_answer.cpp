#include "app/study/sensitivity_answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

}  // namespace

std::string tornado_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Tornado& answer, std::size_t most, const output::Style& style) {
  const QuantityText what = text_of(quantity, study, style);
  const std::string change = std::string(words(style, "Change", "变化")) + unit_in_heading(what, style);
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
  return tornado_sentence(what, study, answer, style) + "\n\n" + table.text(style) + "\n" + more_text(answer.bars.size(), most, any_unknown, style) +
         std::string(words(style, "Levers: how far they are moved, a tenth of the room between their bounds. Parameters and shocks: held at their 0.1 and 0.9 quantiles.\n±: 95 % interval. ~: noise, below twice the standard error.\n",
                           "杠杆：变动幅度，为上下限之差的十分之一。参数和冲击：固定在 0.1 与 0.9 分位数。\n±：95 % 区间。~：噪声，小于两倍标准误。\n")) +
         (any_open ? std::string(words(style, "-: no path has a solution there, or too few agree with what was published, to tell.\n", "-：变动后没有路径有解，或与已公布数值相符的路径太少，无法判断。\n")) : "") + failed_text(answer.failed, style) + few_text(study, answer, style) + given_text(study, answer.base_effective, true, style);
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

}  // namespace jingchu::app
