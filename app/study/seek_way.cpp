#include "app/study/seek_way.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/study/answer_text.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

using Table = output::TextTable;

std::string span_text(std::pair<double, double> values, int decimals) {
  const std::string low = output::short_number(values.first, decimals), high = output::short_number(values.second, decimals);
  return low == high ? low : low + " – " + high;
}

const models::Lever& lever_of(const Sought& sought, const analysis::LeverMove& move) {
  const auto& levers = sought.base.model().levers;
  return *std::find_if(levers.begin(), levers.end(), [&](const auto& lever) { return lever.name == move.lever; });
}

}  // namespace

std::vector<Table::Column> SeekWay::columns(const output::Style& style) {
  return {{std::string(output::words(style, "Lever", "杠杆")), Table::Align::left, 9},
          {std::string(output::words(style, "Change", "变化")), Table::Align::right, 8},
          {std::string(output::words(style, "From", "原值")), Table::Align::right, 5},
          {std::string(output::words(style, "To", "新值")), Table::Align::right, 7}};
}

std::vector<Table::Cell> SeekWay::cells(const analysis::LeverMove& move, double amount, double error, const output::Style& style) const {
  const models::Lever& lever = lever_of(sought_, move);
  const double change = move.change(amount);
  const int decimals = decimals_of(change, error);
  const std::string& label = style.chinese ? lever.label.zh : lever.label.en;
  const std::string unit = lever.unit == "ratio" || lever.unit == "1" ? "" : " " + output::unit_text(style, lever.unit, "");
  return {fmt::format("  {}  {}", move.text, label), signed_text(change, decimals) + (error > 0 ? " ± " + output::number_text(error, decimals) : ""),
          span_text(sought_.levers.values(move, 0), 10), span_text(sought_.levers.values(move, amount), decimals) + unit};
}

std::unique_ptr<const SeekWay> way_of(const Sought& sought) { return sought.levers.is_spent() ? spent_in_turn(sought) : moved_together(sought); }

}  // namespace jingchu::app
