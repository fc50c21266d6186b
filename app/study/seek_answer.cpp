#include "app/study/seek_answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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
    if (!text.empty()) text += output::words(style, " and ", " 且 ");
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
  std::vector<output::TextTable::Column> columns = {{std::string(output::words(style, "Lever", "杠杆")), Align::left, 9},
                           {std::string(output::words(style, "Change", "变化")), Align::right, 8},
                           {std::string(output::words(style, "From", "原值")), Align::right, 5},
                           {std::string(output::words(style, "To", "新值")), Align::right, 7}};
  const bool spent = sought.levers.is_spent();
  if (spent) columns.push_back({std::string(output::words(style, "Cost", "花费")), Align::right, 6});
  output::TextTable table(columns);
  const int cost_decimals = decimals_of(amount, error);
  for (const auto& move : sought.levers.moves()) {
    const models::Lever& lever = lever_of(sought, move);
    const double change = move.change(amount);
    // Of levers that have their turns one after the other only the last one moved is not known exactly.
    const bool is_last = spent && move.spent(amount) > 0 && (move.begins + move.cost * move.most >= amount);
    const double own_error = spent ? (is_last ? error / move.cost : 0) : std::abs(move.weight) * error;
    const int decimals = decimals_of(change, own_error);
    const std::string& label = style.chinese ? lever.label.zh : lever.label.en;
    const std::string unit = lever.unit == "ratio" || lever.unit == "1" ? "" : " " + output::unit_text(style, lever.unit, "");
    std::vector<output::TextTable::Cell> cells = {fmt::format("  {}  {}", move.text, label), signed_text(change, decimals) + (own_error > 0 ? " ± " + output::number_text(own_error, decimals) : ""),
               span_text(sought.levers.values(move, 0), 10), span_text(sought.levers.values(move, amount), decimals) + unit};
    if (spent) cells.emplace_back(output::number_text(move.spent(amount), cost_decimals));
    table.row(std::move(cells));
  }
  return table.text(style);
}

/// \param amount  of levers that have their turns: names those that are moved by it alone
std::string names_of(const Sought& sought, double amount, const output::Style& style) {
  std::string text;
  for (const auto& move : sought.levers.moves()) {
    if (sought.levers.is_spent() && !(move.spent(amount) > 0)) continue;
    if (!text.empty()) text += output::words(style, ", ", "、");
    text += move.text;
    if (!sought.levers.is_spent() && move.weight != 1) text += fmt::format(" × {}", output::short_number(move.weight, 6));
  }
  return text;
}

/// Names of all levers that may be moved.
std::string all_names(const Sought& sought, const output::Style& style) { return names_of(sought, std::numeric_limits<double>::max(), style); }

std::string bounds_text(const analysis::Bounds& bounds, const output::Style& style) {
  const auto end = [](double value) { return (value > 0 ? "+" : "") + output::short_number(value, 6); };
  return end(bounds.lower) + std::string(output::words(style, " to ", " 至 ")) + end(bounds.upper);
}

std::string most_spent(const Sought& sought) { return output::short_number(sought.question.bounds.upper, 6); }

/// How levers that cost something were chosen, and what is against it.
std::string spending_text(const Sought& sought, const output::Style& style) {
  if (!sought.levers.is_spent()) return {};
  std::string text(output::words(style, "\nLevers have their turns in the order of what they do for their cost, each as far as the model allows.\n", "\n各杠杆按单位花费的效果由高到低依次使用，每项用到模型允许的限度。\n"));
  if (!sought.exchange) return text;
  const auto& moves = sought.levers.moves();
  const std::string &more = moves[sought.exchange->more].text, &less = moves[sought.exchange->less].text;
  return text + (style.chinese ? fmt::format("在此处 {} 的单位花费效果已高于 {}：多用前者、少用后者可能更省。\n", more, less)
                               : fmt::format("Here {} does more for its cost than {}: more of the one and less of the other may be cheaper still.\n", more, less));
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
  Json targets = Json::array(), levers = Json::array();
  for (const auto* target : targets_of(sought)) targets.push_back(target->id);
  for (const auto& move : sought.levers.moves()) {
    const auto from = sought.levers.values(move, 0), to = sought.levers.values(move, amount);
    levers.push_back({{"lever", move.lever}, {"first", move.periods.first.to_string()}, {"last", move.periods.last.to_string()}, {"weight", sought.levers.is_spent() ? Json(nullptr) : Json(move.weight)}, {"change", number(move.change(amount))},
                      {"from", {number(from.first), number(from.second)}}, {"to", {number(to.first), number(to.second)}}});
    if (!sought.levers.is_spent()) continue;
    levers.back()["cost"] = move.cost > 0 ? Json(move.cost) : Json(nullptr);
    levers.back()["spent"] = number(move.spent(amount));
  }
  Json json = {{"scenario", sought.base.scenario.name}, {"targets", targets}, {"bounds", {sought.question.bounds.lower, sought.question.bounds.upper}}, {"levers", levers}};
  if (sought.levers.is_spent()) {
    const auto& moves = sought.levers.moves();
    json["cheaper"] = sought.exchange ? Json{{"more", moves[sought.exchange->more].text}, {"less", moves[sought.exchange->less].text}} : Json(nullptr);
  }
  return json;
}

Json probability_json(const engine::Probability& p) { return {{"probability", number(p.value)}, {"standard_error", number(p.standard_error)}, {"paths", p.n}}; }

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string seek_text(const Sought& sought, const analysis::SeekAnswer& answer, const output::Style& style) {
  const std::string aim = aim_text(sought, style), names = names_of(sought, answer.amount, style), wanted = output::short_number(100 * sought.question.probability, 4);
  const int decimals = decimals_of(answer.amount, answer.amount_error);
  const std::string error = answer.amount_error > 0 ? " ± " + output::number_text(answer.amount_error, decimals) : "";
  const std::string amount = signed_text(answer.amount, decimals) + error, cost = output::number_text(answer.amount, decimals) + error;
  const std::string all = all_names(sought, style);
  const std::string given = failed_text(answer.failed, style) + given_text(sought.base, static_cast<double>(std::min(answer.base.n, answer.probability.n)), false, style);
  std::string text;
  switch (answer.end) {
    case Search::End::already:
      text = (style.chinese ? fmt::format("无需调整：“{}”的概率已是 {}，不低于 {} %。\n", aim, bare(answer.base, style), wanted)
                            : fmt::format("No change is needed: '{}' has a probability of {} already, not less than {} %.\n", aim, bare(answer.base, style), wanted));
      return (style.chinese ? closed_up(text) : text) + given;
    case Search::End::reached:
      if (sought.levers.is_spent()) {
        text = style.chinese ? fmt::format("要使“{}”的概率达到 {} %，须花费 {}，用于 {}；概率由 {} 变为 {}。\n\n", aim, wanted, cost, names, bare(answer.base, style), probability_of(answer.probability, style))
                             : fmt::format("For '{}' to have a probability of {} %, {} must be spent, on {}; that takes the probability from {} to {}.\n\n", aim, wanted, cost, names, bare(answer.base, style), probability_of(answer.probability, style));
        break;
      }
      text = style.chinese ? fmt::format("要使“{}”的概率达到 {} %，{} 须变动 {}；概率由 {} 变为 {}。\n\n", aim, wanted, names, amount, bare(answer.base, style), probability_of(answer.probability, style))
                           : fmt::format("For '{}' to have a probability of {} %, {} must change by {}; that takes the probability from {} to {}.\n\n", aim, wanted, names, amount, bare(answer.base, style),
                                         probability_of(answer.probability, style));
      break;
    case Search::End::out_of_reach:
      if (answer.amount == 0) {
        const std::string most = sought.levers.is_spent() ? most_spent(sought) : bounds_text(sought.question.bounds, style);
        if (sought.levers.is_spent())
          text = style.chinese ? fmt::format("花费至多 {}，无法使“{}”的概率达到 {} %：所试各值均不优于不花费，此时为 {}。\n", most, aim, wanted, bare(answer.base, style))
                               : fmt::format("Spending up to {} cannot take '{}' to a probability of {} %: nothing that was tried does better than spending nothing, which leaves it at {}.\n", most, aim, wanted, bare(answer.base, style));
        else
          text = style.chinese ? fmt::format("在变动范围 {} 之内，{} 无法使“{}”的概率达到 {} %：所试各值均不优于不变动，此时为 {}。\n", most, all, aim, wanted, bare(answer.base, style))
                               : fmt::format("Within changes of {}, {} cannot take '{}' to a probability of {} %: no change that was tried does better than none, which leaves it at {}.\n", most, all, aim, wanted, bare(answer.base, style));
        return (style.chinese ? closed_up(text) : text) + given;
      }
      if (sought.levers.is_spent()) {
        text = style.chinese ? fmt::format("花费至多 {}，无法使“{}”的概率达到 {} %：所试各值中最高为 {}，花费 {} 时取得；不花费时为 {}。\n\n", most_spent(sought), aim, wanted, probability_of(answer.probability, style), cost, bare(answer.base, style))
                             : fmt::format("Spending up to {} cannot take '{}' to a probability of {} %: the best of those tried is {}, for {}; without spending it is {}.\n\n", most_spent(sought), aim, wanted, probability_of(answer.probability, style), cost, bare(answer.base, style));
        break;
      }
      text = style.chinese ? fmt::format("在变动范围 {} 之内，{} 无法使“{}”的概率达到 {} %：所试各值中最高为 {}，变动 {} 时取得；不变动时为 {}。\n\n", bounds_text(sought.question.bounds, style), names, aim, wanted,
                                         probability_of(answer.probability, style), amount, bare(answer.base, style))
                           : fmt::format("Within changes of {}, {} cannot take '{}' to a probability of {} %: the best of those tried is {}, at a change of {}; without a change it is {}.\n\n",
                                         bounds_text(sought.question.bounds, style), names, aim, wanted, probability_of(answer.probability, style), amount, bare(answer.base, style));
  }
  if (style.chinese) text = closed_up(text);
  text += lever_table(sought, answer.amount, answer.amount_error, style) + spending_text(sought, style);
  if (!answer.monotone) {
    text += output::words(style, "\nThe probability rises and falls along the way: a smaller change may do as well.\n", "\n概率随变动并非单调：更小的变动也可能达到要求。\n");
  }
  return given.empty() ? text : text + "\n" + given;
}

std::string central_text(const Sought& sought, const analysis::CentralAnswer& answer, const output::Style& style) {
  const std::string aim = aim_text(sought, style), names = names_of(sought, answer.amount, style);
  const int amount_decimals = decimals_of(answer.amount, 0);
  const std::string amount = signed_text(answer.amount, amount_decimals), cost = output::number_text(answer.amount, amount_decimals);
  std::string text;
  switch (answer.end) {
    case Search::End::already: text = style.chinese ? fmt::format("无需调整：中心路径已满足“{}”。\n", aim) : fmt::format("No change is needed: on the central path '{}' holds already.\n", aim); break;
    case Search::End::reached:
      if (sought.levers.is_spent()) {
        text = style.chinese ? fmt::format("要使中心路径满足“{}”，须花费 {}，用于 {}。\n", aim, cost, names) : fmt::format("For '{}' to hold on the central path, {} must be spent, on {}.\n", aim, cost, names);
        break;
      }
      text = style.chinese ? fmt::format("要使中心路径满足“{}”，{} 须变动 {}。\n", aim, names, amount) : fmt::format("For '{}' to hold on the central path, {} must change by {}.\n", aim, names, amount);
      break;
    case Search::End::out_of_reach:
      if (answer.amount == 0) {
        text = style.chinese ? fmt::format("{} 无法使中心路径满足“{}”：所试各值均不优于不变动。\n", all_names(sought, style), aim) : fmt::format("{} cannot make '{}' hold on the central path: no change that was tried brings it nearer.\n", all_names(sought, style), aim);
        break;
      }
      if (sought.levers.is_spent()) {
        text = style.chinese ? fmt::format("花费至多 {}，无法使中心路径满足“{}”：所试各值中以花费 {} 最为接近。\n", most_spent(sought), aim, cost)
                             : fmt::format("Spending up to {} cannot make '{}' hold on the central path: the nearest of those tried is {}.\n", most_spent(sought), aim, cost);
        break;
      }
      text = style.chinese ? fmt::format("在变动范围 {} 之内，{} 无法使中心路径满足“{}”：所试各值中以变动 {} 最为接近。\n", bounds_text(sought.question.bounds, style), names, aim, amount)
                           : fmt::format("Within changes of {}, {} cannot make '{}' hold on the central path: the nearest of those tried is {}.\n", bounds_text(sought.question.bounds, style), names, aim, amount);
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
  text += "\n" + lever_table(sought, answer.amount, 0, style) + spending_text(sought, style);
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
