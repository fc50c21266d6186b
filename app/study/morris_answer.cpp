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
#include "output/report/text_table.hpp"

namespace jingchu::app {

namespace {

using analysis::Bar;
using output::words;
using Align = output::TextTable::Align;
using Json = nlohmann::ordered_json;

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

bool is_noise(const analysis::MorrisRow& row) { return !(row.size.value > 2 * row.noise) || analysis::is_noise(row.size.value, row.size.standard_error, 0); }

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

}  // namespace

std::string morris_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Morris& answer, std::size_t most, const output::Style& style) {
  const QuantityText what = text_of(quantity, study, style);
  output::TextTable table({{std::string(words(style, "Screened", "筛选项")), Align::left, 9},
                           {std::string(words(style, "From", "自")), Align::right, 4}, {std::string(words(style, "to", "至")), Align::right, 4},
                           {std::string(words(style, "Size of effect", "影响大小")) + unit_in_heading(what, style), Align::right, 8},
                           {std::string(words(style, "Mean", "平均")), Align::right, 6}, {std::string(words(style, "Spread", "离散")), Align::right, 7}});
  for (std::size_t i = 0; i < std::min(most, answer.rows.size()); ++i) {
    const auto& row = answer.rows[i];
    const bool lever = row.kind == Bar::Kind::lever;
    const auto shown = [&](const analysis::Index& x) { return with_error(what.scale * x.value, what.scale * reach(x, answer.trajectories)); };
    table.row({row_name(study.model(), row.kind, row.name, style), set_text(row.low, lever), set_text(row.high, lever), shown(row.size) + (is_noise(row) ? output::noise_mark : ""), shown(row.mean), shown(row.spread)});
  }
  return morris_sentence(what, answer, style) + "\n\n" + table.text(style) + "\n" + more_text(answer.rows.size(), most, false, style) +
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

}  // namespace jingchu::app
