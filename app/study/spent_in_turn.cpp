#include <cmath>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/study/answer_text.hpp"
#include "app/study/seek_way.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;

/// "143 ± 12".
std::string cost_text(double amount, double error) {
  const int decimals = decimals_of(amount, error);
  return output::number_text(amount, decimals) + (error > 0 ? " ± " + output::number_text(error, decimals) : "");
}

class SpentInTurn final : public SeekWay {
 public:
  using SeekWay::SeekWay;

  std::string reached(const Odds& odds, double amount, double error, const output::Style& style) const override {
    return phrase(language_of(style), {"For '{}' to have a probability of {} %, {} must be spent, on {}; that takes the probability from {} to {}.\n\n",
                                       "要使“{}”的概率达到 {} %，须花费 {}，用于 {}；概率由 {} 变为 {}。\n\n"},
                  odds.aim, odds.wanted, cost_text(amount, error), names(amount, style), odds.before, odds.after);
  }
  std::string nothing_helps(const Odds& odds, const output::Style& style) const override {
    return phrase(language_of(style), {"Spending up to {} cannot take '{}' to a probability of {} %: nothing that was tried does better than spending nothing, which leaves it at {}.\n",
                                       "花费至多 {}，无法使“{}”的概率达到 {} %：所试各值均不优于不花费，此时为 {}。\n"},
                  most(), odds.aim, odds.wanted, odds.before);
  }
  std::string out_of_reach(const Odds& odds, double amount, double error, const output::Style& style) const override {
    return phrase(language_of(style), {"Spending up to {} cannot take '{}' to a probability of {} %: the best of those tried is {}, for {}; without spending it is {}.\n\n",
                                       "花费至多 {}，无法使“{}”的概率达到 {} %：所试各值中最高为 {}，花费 {} 时取得；不花费时为 {}。\n\n"},
                  most(), odds.aim, odds.wanted, odds.after, cost_text(amount, error), odds.before);
  }

  std::string central_reached(const std::string& aim, double amount, const output::Style& style) const override {
    return phrase(language_of(style), {"For '{}' to hold on the central path, {} must be spent, on {}.\n", "要使中心路径满足“{}”，须花费 {}，用于 {}。\n"}, aim, cost_text(amount, 0), names(amount, style));
  }
  std::string central_out_of_reach(const std::string& aim, double amount, const output::Style& style) const override {
    return phrase(language_of(style), {"Spending up to {} cannot make '{}' hold on the central path: the nearest of those tried is {}.\n",
                                       "花费至多 {}，无法使中心路径满足“{}”：所试各值中以花费 {} 最为接近。\n"},
                  most(), aim, cost_text(amount, 0));
  }

  std::string all_names(const output::Style& style) const override { return names(std::numeric_limits<double>::max(), style); }

  std::string table(double amount, double error, const output::Style& style) const override {
    auto headings = columns(style);
    headings.push_back({std::string(output::words(style, "Cost", "花费")), output::TextTable::Align::right, 6});
    output::TextTable table(std::move(headings));
    const int decimals = decimals_of(amount, error);
    for (const auto& move : sought().levers.moves()) {
      // Of levers that have their turns one after the other only the last one moved is not known exactly.
      const bool is_last = move.spent(amount) > 0 && move.begins + move.cost * move.most >= amount;
      auto row = cells(move, amount, is_last ? error / move.cost : 0, style);
      row.emplace_back(output::number_text(move.spent(amount), decimals));
      table.row(std::move(row));
    }
    return table.text(style) + order_text(style);
  }

  void complete(Json& lever, const analysis::LeverMove& move, double amount) const override {
    const double spent = move.spent(amount);
    lever["cost"] = move.cost > 0 ? Json(move.cost) : Json(nullptr);
    lever["spent"] = std::isfinite(spent) ? Json(spent) : Json(nullptr);
  }
  void complete(Json& question) const override {
    const auto& [more, less] = exchange();
    question["cheaper"] = sought().exchange ? Json{{"more", more}, {"less", less}} : Json(nullptr);
  }

 private:
  std::string most() const { return output::short_number(sought().question.bounds.upper, 6); }

  /// Names of those that an amount moves.
  std::string names(double amount, const output::Style& style) const {
    std::string text;
    for (const auto& move : sought().levers.moves()) {
      if (!(move.spent(amount) > 0)) continue;
      if (!text.empty()) text += output::words(style, ", ", "、");
      text += move.text;
    }
    return text;
  }

  /// Of which lever more and of which less may be cheaper; empty where none.
  std::pair<std::string, std::string> exchange() const {
    if (!sought().exchange) return {};
    const auto& moves = sought().levers.moves();
    return {moves[sought().exchange->more].text, moves[sought().exchange->less].text};
  }

  /// How the levers were chosen, and what is against it.
  std::string order_text(const output::Style& style) const {
    std::string text(output::words(style, "\nLevers have their turns in the order of what they do for their cost, each as far as the model allows.\n", "\n各杠杆按单位花费的效果由高到低依次使用，每项用到模型允许的限度。\n"));
    if (!sought().exchange) return text;
    const auto& [more, less] = exchange();
    return text + phrase(language_of(style), {"Here {} does more for its cost than {}: more of the one and less of the other may be cheaper still.\n",
                                              "在此处 {} 的单位花费效果已高于 {}：多用前者、少用后者可能更省。\n"}, more, less);
  }
};

}  // namespace

std::unique_ptr<const SeekWay> spent_in_turn(const Sought& sought) { return std::make_unique<SpentInTurn>(sought); }

}  // namespace jingchu::app
