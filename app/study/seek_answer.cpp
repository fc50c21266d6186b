#include "app/study/seek_answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/results_content.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Search;

/// The targets of the question, in its order.
std::vector<const scenarios::Target*> targets_of(const Sought& sought) {
  std::vector<const scenarios::Target*> simulated, asked;
  for (const auto& target : sought.base.scenario.targets) {
    if (!target.measure.empty()) simulated.push_back(&target);
  }
  for (const int number : sought.question.targets) asked.push_back(simulated[static_cast<std::size_t>(number)]);
  return asked;
}

/// "GDP growth ≥ 6 %", several joined.
std::string aim_text(const Sought& sought, const output::Style& style) {
  std::string text;
  for (const auto* target : targets_of(sought)) {
    if (!text.empty()) text += output::words(style, " and ", "且");
    text += target_text(sought.base.scenario, *target, style);
  }
  return text;
}

std::string span_text(std::pair<double, double> values, int decimals) {
  const std::string low = output::short_number(values.first, decimals), high = output::short_number(values.second, decimals);
  return low == high ? low : low + " – " + high;
}

const models::Lever& lever_of(const Sought& sought, const analysis::LeverMove& move) {
  const auto& levers = sought.base.model().levers;
  return *std::find_if(levers.begin(), levers.end(), [&](const auto& lever) { return lever.name == move.lever; });
}

std::string lever_table(const Sought& sought, double amount, double error, const output::Style& style) {
  using Align = output::TextTable::Align;
  output::TextTable table({{std::string(output::words(style, "Lever", "杠杆")), Align::left, 9},
                           {std::string(output::words(style, "Change", "变化")), Align::right, 8},
                           {std::string(output::words(style, "From", "原值")), Align::right, 5},
                           {std::string(output::words(style, "To", "新值")), Align::right, 7}});
  for (const auto& move : sought.levers.moves()) {
    const models::Lever& lever = lever_of(sought, move);
    const double change = move.weight * amount, own_error = std::abs(move.weight) * error;
    const int decimals = decimals_of(change, own_error);
    const std::string& label = style.chinese ? lever.label.zh : lever.label.en;
    const std::string unit = lever.unit == "ratio" || lever.unit == "1" ? "" : " " + output::unit_text(style, lever.unit, "");
    table.row({fmt::format("  {}  {}", move.text, label), signed_text(change, decimals) + (own_error > 0 ? " ± " + output::number_text(own_error, decimals) : ""),
               span_text(sought.levers.values(move, 0), 10), span_text(sought.levers.values(move, amount), decimals) + unit});
  }
  return table.text(style);
}

std::string names_of(const Sought& sought, const output::Style& style) {
  std::string text;
  for (const auto& move : sought.levers.moves()) {
    if (!text.empty()) text += output::words(style, ", ", "、");
    text += move.text;
    if (move.weight != 1) text += fmt::format(" × {}", output::short_number(move.weight, 6));
  }
  return text;
}

std::string bounds_text(const analysis::Bounds& bounds, const output::Style& style) {
  const auto end = [](double value) { return (value > 0 ? "+" : "") + output::short_number(value, 6); };
  return end(bounds.lower) + std::string(output::words(style, " to ", " 至 ")) + end(bounds.upper);
}

std::string probability_of(const engine::Probability& p) { return output::probability_text(p.value, p.standard_error, p.n).text; }
std::string bare(const engine::Probability& p) { return output::probability_text(p.value, std::nan(""), p.n).text; }

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* end_name(Search::End end) { return end == Search::End::already ? "already" : end == Search::End::reached ? "reached" : "out_of_reach"; }

Json question_json(const Sought& sought, double amount) {
  Json targets = Json::array(), levers = Json::array();
  for (const auto* target : targets_of(sought)) targets.push_back(target->id);
  for (const auto& move : sought.levers.moves()) {
    const auto from = sought.levers.values(move, 0), to = sought.levers.values(move, amount);
    levers.push_back({{"lever", move.lever}, {"first", move.periods.first.to_string()}, {"last", move.periods.last.to_string()}, {"weight", move.weight}, {"change", number(move.weight * amount)},
                      {"from", {number(from.first), number(from.second)}}, {"to", {number(to.first), number(to.second)}}});
  }
  return {{"scenario", sought.base.scenario.name}, {"targets", targets}, {"bounds", {sought.question.bounds.lower, sought.question.bounds.upper}}, {"levers", levers}};
}

Json probability_json(const engine::Probability& p) { return {{"probability", number(p.value)}, {"standard_error", number(p.standard_error)}, {"paths", p.n}}; }

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string seek_text(const Sought& sought, const analysis::SeekAnswer& answer, const output::Style& style) {
  const std::string aim = aim_text(sought, style), names = names_of(sought, style), wanted = output::short_number(100 * sought.question.probability, 4);
  const int decimals = decimals_of(answer.amount, answer.amount_error);
  const std::string amount = signed_text(answer.amount, decimals) + (answer.amount_error > 0 ? " ± " + output::number_text(answer.amount_error, decimals) : "");
  std::string text;
  switch (answer.end) {
    case Search::End::already:
      return style.chinese ? fmt::format("无需调整：“{}”的概率已是 {}，不低于 {} %。\n", aim, bare(answer.base), wanted)
                           : fmt::format("No change is needed: '{}' has a probability of {} already, not less than {} %.\n", aim, bare(answer.base), wanted);
    case Search::End::reached:
      text = style.chinese ? fmt::format("要使“{}”的概率达到 {} %，{} 须变动 {}；概率由 {} 变为 {}。\n\n", aim, wanted, names, amount, bare(answer.base), probability_of(answer.probability))
                           : fmt::format("For '{}' to have a probability of {} %, {} must change by {}; that takes the probability from {} to {}.\n\n", aim, wanted, names, amount, bare(answer.base),
                                         probability_of(answer.probability));
      break;
    case Search::End::out_of_reach:
      text = style.chinese ? fmt::format("在变动范围 {} 之内，{} 无法使“{}”的概率达到 {} %：所试各值中最高为 {}，变动 {} 时取得；不变动时为 {}。\n\n", bounds_text(sought.question.bounds, style), names, aim, wanted,
                                         probability_of(answer.probability), amount, bare(answer.base))
                           : fmt::format("Within changes of {}, {} cannot take '{}' to a probability of {} %: the best of those tried is {}, at a change of {}; without a change it is {}.\n\n",
                                         bounds_text(sought.question.bounds, style), names, aim, wanted, probability_of(answer.probability), amount, bare(answer.base));
  }
  text += lever_table(sought, answer.amount, answer.amount_error, style);
  if (!answer.monotone) {
    text += output::words(style, "\nThe probability rises and falls along the way: a smaller change may do as well.\n", "\n概率随变动并非单调：更小的变动也可能达到要求。\n");
  }
  return text;
}

std::string central_text(const Sought& sought, const analysis::CentralAnswer& answer, const output::Style& style) {
  const std::string aim = aim_text(sought, style), names = names_of(sought, style);
  const std::string amount = signed_text(answer.amount, decimals_of(answer.amount, 0));
  std::string text;
  switch (answer.end) {
    case Search::End::already: text = style.chinese ? fmt::format("无需调整：中心路径已满足“{}”。\n", aim) : fmt::format("No change is needed: on the central path '{}' holds already.\n", aim); break;
    case Search::End::reached:
      text = style.chinese ? fmt::format("要使中心路径满足“{}”，{} 须变动 {}。\n", aim, names, amount) : fmt::format("For '{}' to hold on the central path, {} must change by {}.\n", aim, names, amount);
      break;
    case Search::End::out_of_reach:
      text = style.chinese ? fmt::format("在变动范围 {} 之内，{} 无法使中心路径满足“{}”：所试各值中以变动 {} 最为接近。\n", bounds_text(sought.question.bounds, style), names, aim, amount)
                           : fmt::format("Within changes of {}, {} cannot make '{}' hold on the central path: the nearest of those tried is {}.\n", bounds_text(sought.question.bounds, style), names, aim, amount);
      break;
  }
  const auto targets = targets_of(sought);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const output::TargetRow row = target_row(sought.base.scenario, *targets[i]);
    const std::string unit = output::unit_text(style, row.unit, row.unit_zh);
    const int decimals = output::decimals_for(std::max(std::abs(answer.values[i]), std::abs(row.threshold))) + 2;
    text += style.chinese ? fmt::format("  {}：由 {} 变为 {} {}\n", output::title_of(style, row.title_en, row.title_zh, row.id), output::number_text(answer.base[i], decimals), output::number_text(answer.values[i], decimals), unit)
                          : fmt::format("  {}: from {} to {} {}\n", output::title_of(style, row.title_en, row.title_zh, row.id), output::number_text(answer.base[i], decimals), output::number_text(answer.values[i], decimals), unit);
  }
  text += "\n" + lever_table(sought, answer.amount, 0, style);
  text += output::words(style, "\nOne path without chance: about half of all paths may miss it.\n", "\n这是一条不含随机性的路径：约有一半的路径可能达不到。\n");
  return text;
}

std::string seek_json(const Sought& sought, const analysis::SeekAnswer& answer, const output::Content& effects) {
  Json tried = Json::array();
  for (const auto& step : answer.steps) tried.push_back({{"amount", step.amount}, {"probability", number(step.probability.value)}});
  Json json = question_json(sought, answer.amount);
  json["probability_wanted"] = sought.question.probability;
  json["answer"] = {{"end", end_name(answer.end)}, {"amount", number(answer.amount)}, {"amount_error", number(answer.amount_error)}, {"reached", probability_json(answer.probability)},
                    {"base", probability_json(answer.base)}, {"monotone", answer.monotone}, {"tried", tried}};
  if (!effects.contrasts.empty()) json["effects"] = Json::parse(output::contrasts_json(effects))["contrasts"][0];
  return text_of(json);
}

std::string central_json(const Sought& sought, const analysis::CentralAnswer& answer) {
  Json json = question_json(sought, answer.amount);
  Json base = Json::array(), values = Json::array();
  for (const double value : answer.base) base.push_back(number(value));
  for (const double value : answer.values) values.push_back(number(value));
  json["answer"] = {{"end", end_name(answer.end)}, {"amount", number(answer.amount)}, {"base_values", base}, {"values", values}};
  return text_of(json);
}

}  // namespace jingchu::app
