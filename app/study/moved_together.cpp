#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/study/answer_text.hpp"
#include "app/study/seek_way.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

/// "+0.143 ± 0.012".
std::string change_text(double amount, double error) {
  const int decimals = decimals_of(amount, error);
  return signed_text(amount, decimals) + (error > 0 ? " ± " + output::number_text(error, decimals) : "");
}

std::string bounds_text(const analysis::Bounds& bounds, const output::Style& style) {
  const auto end = [](double value) { return (value > 0 ? "+" : "") + output::short_number(value, 6); };
  return end(bounds.lower) + std::string(output::words(style, " to ", " 至 ")) + end(bounds.upper);
}

class MovedTogether final : public SeekWay {
 public:
  using SeekWay::SeekWay;

  std::string reached(const Odds& odds, double amount, double error, const output::Style& style) const override {
    return phrase(language_of(style), {"For '{}' to have a probability of {} %, {} must change by {}; that takes the probability from {} to {}.\n\n",
                                       "要使“{}”的概率达到 {} %，{} 须变动 {}；概率由 {} 变为 {}。\n\n"},
                  odds.aim, odds.wanted, all_names(style), change_text(amount, error), odds.before, odds.after);
  }
  std::string nothing_helps(const Odds& odds, const output::Style& style) const override {
    return phrase(language_of(style), {"Within changes of {}, {} cannot take '{}' to a probability of {} %: no change that was tried does better than none, which leaves it at {}.\n",
                                       "在变动范围 {} 之内，{} 无法使“{}”的概率达到 {} %：所试各值均不优于不变动，此时为 {}。\n"},
                  bounds_text(sought().question.bounds, style), all_names(style), odds.aim, odds.wanted, odds.before);
  }
  std::string out_of_reach(const Odds& odds, double amount, double error, const output::Style& style) const override {
    return phrase(language_of(style), {"Within changes of {}, {} cannot take '{}' to a probability of {} %: the best of those tried is {}, at a change of {}; without a change it is {}.\n\n",
                                       "在变动范围 {} 之内，{} 无法使“{}”的概率达到 {} %：所试各值中最高为 {}，变动 {} 时取得；不变动时为 {}。\n\n"},
                  bounds_text(sought().question.bounds, style), all_names(style), odds.aim, odds.wanted, odds.after, change_text(amount, error), odds.before);
  }

  std::string central_reached(const std::string& aim, double amount, const output::Style& style) const override {
    return phrase(language_of(style), {"For '{}' to hold on the central path, {} must change by {}.\n", "要使中心路径满足“{}”，{} 须变动 {}。\n"}, aim, all_names(style), change_text(amount, 0));
  }
  std::string central_out_of_reach(const std::string& aim, double amount, const output::Style& style) const override {
    return phrase(language_of(style), {"Within changes of {}, {} cannot make '{}' hold on the central path: the nearest of those tried is {}.\n",
                                       "在变动范围 {} 之内，{} 无法使中心路径满足“{}”：所试各值中以变动 {} 最为接近。\n"},
                  bounds_text(sought().question.bounds, style), all_names(style), aim, change_text(amount, 0));
  }

  std::string all_names(const output::Style& style) const override {
    std::string text;
    for (const auto& move : sought().levers.moves()) {
      if (!text.empty()) text += output::words(style, ", ", "、");
      text += move.text;
      if (move.weight != 1) text += fmt::format(" × {}", output::short_number(move.weight, 6));
    }
    return text;
  }

  std::string table(double amount, double error, const output::Style& style) const override {
    output::TextTable table(columns(style));
    for (const auto& move : sought().levers.moves()) table.row(cells(move, amount, std::abs(move.weight) * error, style));
    return table.text(style);
  }

  void complete(nlohmann::ordered_json& lever, const analysis::LeverMove& move, double) const override { lever["weight"] = move.weight; }
  void complete(nlohmann::ordered_json&) const override {}
};

}  // namespace

std::unique_ptr<const SeekWay> moved_together(const Sought& sought) { return std::make_unique<MovedTogether>(sought); }

}  // namespace jingchu::app
