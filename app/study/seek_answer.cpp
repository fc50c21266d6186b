#include "app/study/seek_answer.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/results_content.hpp"
#include "app/study/seek_way.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"

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
    if (!text.empty()) text += output::words(style, " and ", " 且 ");
    text += target_text(sought.base.scenario, *target, style);
  }
  return text;
}

/// In a sentence: with its error; in words where no path, or every path, met what is sought.
std::string probability_of(const engine::Probability& p, const output::Style& style) {
  const output::ProbabilityText text = output::probability_text(p.value, p.standard_error, p.n);
  return text.text.find_first_of("<>") == std::string::npos ? text.text : output::spoken_probability(p.value, p.n, style);
}
std::string bare(const engine::Probability& p, const output::Style& style) { return output::spoken_probability(p.value, p.n, style); }

/// Chinese keeps blanks around numbers, not in front of words.
std::string closed_up(std::string text) {
  for (const std::string word : {"低于 ", "高于 "})
    for (std::size_t at; (at = text.find(" " + word)) != std::string::npos;) text.erase(at, 1);
  return text;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* end_name(Search::End end) { return end == Search::End::already ? "already" : end == Search::End::reached ? "reached" : "out_of_reach"; }

Json question_json(const Sought& sought, double amount) {
  const std::unique_ptr<const SeekWay> way = way_of(sought);
  Json targets = Json::array(), levers = Json::array();
  for (const auto* target : targets_of(sought)) targets.push_back(target->id);
  for (const auto& move : sought.levers.moves()) {
    const auto from = sought.levers.values(move, 0), to = sought.levers.values(move, amount);
    levers.push_back({{"lever", move.lever}, {"first", move.periods.first.to_string()}, {"last", move.periods.last.to_string()}, {"weight", nullptr}, {"change", number(move.change(amount))},
                      {"from", {number(from.first), number(from.second)}}, {"to", {number(to.first), number(to.second)}}});
    way->complete(levers.back(), move, amount);
  }
  Json json = {{"scenario", sought.base.scenario.name}, {"targets", targets}, {"bounds", {sought.question.bounds.lower, sought.question.bounds.upper}}, {"levers", levers}};
  way->complete(json);
  return json;
}

Json probability_json(const engine::Probability& p) { return {{"probability", number(p.value)}, {"standard_error", number(p.standard_error)}, {"paths", p.n}}; }

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string seek_text(const Sought& sought, const analysis::SeekAnswer& answer, const output::Style& style) {
  const std::unique_ptr<const SeekWay> way = way_of(sought);
  const Odds odds{aim_text(sought, style), output::short_number(100 * sought.question.probability, 4), bare(answer.base, style), probability_of(answer.probability, style)};
  const std::string given = failed_text(answer.failed, style) + given_text(sought.base, static_cast<double>(std::min(answer.base.n, answer.probability.n)), false, style);
  const bool is_moved = answer.end == Search::End::reached || (answer.end == Search::End::out_of_reach && answer.amount != 0);
  std::string text;
  switch (answer.end) {
    case Search::End::already:
      text = (style.chinese ? fmt::format("无需调整：“{}”的概率已是 {}，不低于 {} %。\n", odds.aim, odds.before, odds.wanted)
                            : fmt::format("No change is needed: '{}' has a probability of {} already, not less than {} %.\n", odds.aim, odds.before, odds.wanted));
      break;
    case Search::End::reached: text = way->reached(odds, answer.amount, answer.amount_error, style); break;
    case Search::End::out_of_reach: text = is_moved ? way->out_of_reach(odds, answer.amount, answer.amount_error, style) : way->nothing_helps(odds, style); break;
  }
  if (style.chinese) text = closed_up(text);
  if (!is_moved) return text + given;
  text += way->table(answer.amount, answer.amount_error, style);
  if (!answer.monotone) {
    text += output::words(style, "\nThe probability rises and falls along the way: a smaller change may do as well.\n", "\n概率随变动并非单调：更小的变动也可能达到要求。\n");
  }
  return given.empty() ? text : text + "\n" + given;
}

std::string central_text(const Sought& sought, const analysis::CentralAnswer& answer, const output::Style& style) {
  const std::unique_ptr<const SeekWay> way = way_of(sought);
  const std::string aim = aim_text(sought, style);
  std::string text;
  switch (answer.end) {
    case Search::End::already: text = style.chinese ? fmt::format("无需调整：中心路径已满足“{}”。\n", aim) : fmt::format("No change is needed: on the central path '{}' holds already.\n", aim); break;
    case Search::End::reached: text = way->central_reached(aim, answer.amount, style); break;
    case Search::End::out_of_reach:
      if (answer.amount == 0)
        text = style.chinese ? fmt::format("{} 无法使中心路径满足“{}”：所试各值均不优于不变动。\n", way->all_names(style), aim) : fmt::format("{} cannot make '{}' hold on the central path: no change that was tried brings it nearer.\n", way->all_names(style), aim);
      else
        text = way->central_out_of_reach(aim, answer.amount, style);
      break;
  }
  const auto targets = targets_of(sought);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const output::TargetRow row = target_row(sought.base.scenario, *targets[i]);
    const std::string unit = output::unit_text(style, row.unit, row.unit_zh);
    const int decimals = output::decimals_for(std::max(std::abs(answer.values[i]), std::abs(row.threshold))) + 2;
    const std::string& title = output::title_of(style, row.title_en, row.title_zh, row.id);
    const std::string from = output::number_text(answer.base[i], decimals), to = output::number_text(answer.values[i], decimals) + (unit.empty() ? "" : " " + unit);
    if (answer.amount == 0) text += style.chinese ? fmt::format("  {}：{}\n", title, to) : fmt::format("  {}: {}\n", title, to);
    else text += style.chinese ? fmt::format("  {}：由 {} 变为 {}\n", title, from, to) : fmt::format("  {}: from {} to {}\n", title, from, to);
  }
  const std::string_view alone = output::words(style, "\nOne path without chance: how likely that is, --probability asks.\n", "\n这是一条不含随机性的路径：可能性有多大，请用 --probability 求解。\n");
  if (answer.amount == 0) return text + std::string(alone);
  text += "\n" + way->table(answer.amount, 0, style);
  if (answer.end != Search::End::reached) return text + std::string(alone);
  return text + std::string(targets.size() > 1 ? output::words(style, "\nOne path without chance: half of all paths or more may miss it.\n", "\n这是一条不含随机性的路径：可能有一半或更多的路径达不到。\n")
                                              : output::words(style, "\nOne path without chance: about half of all paths may miss it.\n", "\n这是一条不含随机性的路径：约有一半的路径可能达不到。\n"));
}

std::string seek_json(const Sought& sought, const analysis::SeekAnswer& answer, const output::Content& effects) {
  Json tried = Json::array();
  for (const auto& step : answer.steps) tried.push_back({{"amount", step.amount}, {"probability", number(step.probability.value)}});
  Json json = question_json(sought, answer.amount);
  json["probability_wanted"] = sought.question.probability;
  json["answer"] = {{"end", end_name(answer.end)}, {"amount", number(answer.amount)}, {"amount_error", number(answer.amount_error)}, {"reached", probability_json(answer.probability)},
                    {"base", probability_json(answer.base)}, {"monotone", answer.monotone}, {"failed", answer.failed}, {"tried", tried}};
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
