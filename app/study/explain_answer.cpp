#include "app/study/explain_answer.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/asked_quantity.hpp"
#include "app/study/study.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Contribution;
using analysis::Input;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* kind_name(Input::Kind kind) {
  switch (kind) {
    case Input::Kind::lever: return "lever";
    case Input::Kind::tune: return "tune";
    case Input::Kind::figure: return "figure";
    case Input::Kind::published: return "published";
    case Input::Kind::parameter: break;
  }
  return "parameter";
}

std::string_view kind_text(Input::Kind kind, const output::Style& style) {
  switch (kind) {
    case Input::Kind::lever: return output::words(style, "lever", "杠杆");
    case Input::Kind::tune: return output::words(style, "tune", "调校");
    case Input::Kind::figure: return output::words(style, "figure", "数字");
    case Input::Kind::published: return output::words(style, "published value", "公布值");
    case Input::Kind::parameter: break;
  }
  return output::words(style, "parameter", "参数");
}

/// "voucher  consumption vouchers (lever)".
std::string input_text(const Input& input, const analysis::Comparison& comparison, const output::Style& style) {
  const models::Label label = analysis::label_of(input, comparison.studies[0], comparison.studies[1]);
  const std::string title = output::title_of(style, label.en, label.zh, "");
  return style.chinese ? fmt::format("  {}  {}（{}）", input.name, title, kind_text(input.kind, style)) : fmt::format("  {}  {} ({})", input.name, title, kind_text(input.kind, style));
}

bool is_noise(const analysis::Explanation& answer, double value, double error) { return analysis::is_noise(value, error, std::max(std::abs(answer.base), std::abs(answer.other))); }

/// Whether nothing but rounding is left.
bool is_nothing(const analysis::Explanation& answer, double value, double error) { return analysis::is_nothing(value, error, std::max(std::abs(answer.base), std::abs(answer.other))); }

/// The base, or the other where only that has published values.
const Study& conditioned_one(const analysis::Comparison& comparison) { return comparison.studies[comparison.studies[0].plan.observations.empty() ? 1 : 0]; }

std::vector<Contribution> largest_first(std::vector<Contribution> list) {
  std::stable_sort(list.begin(), list.end(), [](const Contribution& a, const Contribution& b) { return std::abs(a.value) > std::abs(b.value); });
  return list;
}

std::string sentence(const analysis::Comparison& comparison, const QuantityText& what, const analysis::Explanation& answer, const output::Style& style) {
  const auto title = [&](const Study& study) { return output::title_of(style, study.scenario.title.en, study.scenario.title.zh, study.scenario.name); };
  const std::string base = title(comparison.studies[0]), other = title(comparison.studies[1]);
  const std::string from = value_text(what, answer.base, answer.base_error, answer.base_effective, style), to = value_text(what, answer.other, answer.other_error, answer.other_effective, style);
  if (is_noise(answer, answer.change, answer.change_error)) {
    return style.chinese ? fmt::format("从“{}”到“{}”，{}没有超出模拟误差的变化：仍为{}。", base, other, what.name, spaced(to))
                         : fmt::format("From '{}' to '{}', {} does not change by more than the simulation's own error: it stays at {}.", base, other, what.name, to);
  }
  const std::string change = signed_with_error(what.scale * answer.change, what.scale * answer.change_error) + what.change_unit;
  std::string text = style.chinese ? fmt::format("从“{}”到“{}”，{}由{} {}到{}，变化 {}", base, other, what.name, spaced(from), answer.change > 0 ? "升" : "降", spaced(to), change)
                                   : fmt::format("From '{}' to '{}', {} {} from {} to {}, by {}", base, other, what.name, answer.change > 0 ? "rises" : "falls", from,
                                                 to, change);
  const std::vector<Contribution> ordered = largest_first(answer.contributions);
  if (ordered.size() == 1) return text + (style.chinese ? fmt::format("，全部来自 {}。", ordered.front().input.name) : fmt::format(", all of it by {}.", ordered.front().input.name));
  const auto most = std::find_if(ordered.begin(), ordered.end(), [&](const Contribution& c) { return !is_noise(answer, c.value, c.standard_error); });
  if (most == ordered.end()) return text + std::string(output::words(style, "; no single input stands out from the simulation's own error.", "；没有任何单项的贡献超出模拟误差。"));
  // A larger one may be noise.
  const std::string_view of_these = most == ordered.begin() ? std::string_view() : output::words(style, " beyond the simulation's own error", "，超出模拟误差的");
  const std::string part = signed_with_error(what.scale * most->value, what.scale * most->standard_error) + what.change_unit;
  return text + (style.chinese ? fmt::format("；{} 项变动中{}以 {} 的贡献最大：{}。", ordered.size(), of_these, most->input.name, part)
                               : fmt::format("; of {} changed inputs {} contributes most{}: {}.", ordered.size(), most->input.name, of_these, part));
}

}  // namespace

std::string explain_text(const analysis::Comparison& comparison, const analysis::Quantity& quantity, const analysis::Explanation& answer, const output::Style& style) {
  const Study& base = comparison.studies.front();
  const QuantityText what = text_of(quantity, base, style);
  using Align = output::TextTable::Align;
  const std::string unit = what.change_unit.empty() ? "" : style.chinese ? "（" + what.change_unit.substr(1) + "）" : "," + what.change_unit;
  output::TextTable table({{std::string(output::words(style, "Input", "变动项")), Align::left, 9},
                           {std::string(output::words(style, "Contribution", "贡献")) + unit, Align::right, 8},
                           {std::string(output::words(style, "Share", "占比")), Align::right, 5}});
  const bool whole_is_noise = is_noise(answer, answer.change, answer.change_error);
  const auto row = [&](std::string name, double value, double error) {
    const bool noise = is_noise(answer, value, error), none = is_nothing(answer, value, error);
    const std::string share = whole_is_noise ? "-" : output::number_text(100 * value / answer.change, 1) + " %";
    table.row({std::move(name), none ? "0" : signed_with_error(what.scale * value, what.scale * error) + (noise ? output::noise_mark : ""), share});
  };
  for (const Contribution& c : largest_first(answer.contributions)) row(input_text(c.input, comparison, style), c.value, c.standard_error);
  row(std::string(output::words(style, "  all together", "  合计")), answer.change, answer.change_error);
  std::string text = sentence(comparison, what, answer, style) + "\n\n" + table.text(style);
  text += "\n";
  if (answer.exact) {
    text += style.chinese ? fmt::format("夏普利值：对变动次序的所有排列取平均，共模拟 {} 种组合，使用同一组随机数。", answer.cases) : fmt::format("Shapley values: averages over every order of the changes; {} combinations on the same draws.", answer.cases);
  } else {
    text += style.chinese ? fmt::format("夏普利值：对 {} 个随机次序取平均，误差包含次序抽样；共模拟 {} 次，使用同一组随机数。", answer.orders, answer.cases)
                          : fmt::format("Shapley values: averages over {} random orders, whose error is included; {} simulations on the same draws.", answer.orders, answer.cases);
  }
  text += output::words(style, "\n~: noise, below twice the error.\n", "\n~：噪声，小于两倍误差。\n");
  text += given_text(conditioned_one(comparison), answer.effective_paths, false, style);
  return text + failed_text(answer.failed, style);
}

std::string explain_json(const analysis::Comparison& comparison, const analysis::Quantity& quantity, const analysis::Explanation& answer) {
  const Study& base = comparison.studies.front();
  const scenarios::Target& target = analysis::target_of(quantity, base.scenario);
  Json contributions = Json::array();
  for (const Contribution& c : answer.contributions)
    contributions.push_back({{"input", c.input.name}, {"kind", kind_name(c.input.kind)}, {"contribution", number(c.value)}, {"standard_error", number(c.standard_error)}, {"noise", is_noise(answer, c.value, c.standard_error)}});
  Json asked = {{"of", kind_name(quantity)}, {"measure", target.measure}};
  if (quantity.kind == analysis::Quantity::Kind::quantile) asked["level"] = quantity.level;
  if (quantity.kind == analysis::Quantity::Kind::probability) asked["target"] = target.id;
  asked["unit"] = quantity.kind == analysis::Quantity::Kind::probability ? "1" : target.unit;
  const Json json = {{"base", base.scenario.name}, {"other", comparison.studies[1].scenario.name}, {"paths", base.plan.path_count}, {"seed", base.plan.seed}, {"asked", asked},
                     {"base_value", number(answer.base)}, {"base_error", number(answer.base_error)}, {"base_effective_paths", number(answer.base_effective)}, {"other_value", number(answer.other)}, {"other_error", number(answer.other_error)},
                     {"other_effective_paths", number(answer.other_effective)}, {"change", number(answer.change)}, {"change_error", number(answer.change_error)}, {"exact", answer.exact}, {"orders", answer.exact ? Json("all") : Json(answer.orders)}, {"simulations", answer.cases},
                     {"failed", answer.failed}, {"effective_paths", number(answer.effective_paths)}, {"contributions", contributions}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jingchu::app
