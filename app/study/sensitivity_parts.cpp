#include "app/study/sensitivity_parts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Bar;
using output::words;

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

}  // namespace

double reach(double standard_error) { return normal_975 * standard_error; }

std::string row_name(const models::Model& model, Bar::Kind kind, const std::string& name, const output::Style& style) {
  const std::string label = label_of(model, kind, name, style), between = label.empty() || label == name ? "" : "  " + label;
  return style.chinese ? fmt::format("  {}{}（{}）", name, between, kind_text(kind, style)) : fmt::format("  {}{} ({})", name, between, kind_text(kind, style));
}

std::string set_text(double value, bool is_change) { return (is_change && value > 0 ? "+" : "") + output::short_number(value, decimals_of(value, 0)); }

std::string with_interval(const QuantityText& what, double value, double half, bool sign, const output::Style& style) {
  const int decimals = decimals_of(what.scale * value, what.scale * half);
  const auto shown = [&](double x) { return sign ? signed_text(what.scale * x, decimals) : output::number_text(what.scale * x, decimals); };
  if (!has_error(value, half)) return shown(value) + what.change_unit;
  const double low = sign ? value - half : std::max(0.0, value - half);  // what has no sign is a size
  return style.chinese ? fmt::format("{}{}（95 % 区间 {} 至 {}）", shown(value), what.change_unit, shown(low), shown(value + half))
                       : fmt::format("{}{} (95 % interval {} to {})", shown(value), what.change_unit, shown(low), shown(value + half));
}

std::string unit_in_heading(const QuantityText& what, const output::Style& style) {
  return what.change_unit.empty() ? "" : style.chinese ? "（" + what.change_unit.substr(1) + "）" : "," + what.change_unit;
}

std::string_view beyond(bool is_largest, const output::Style& style) { return is_largest ? std::string_view() : words(style, " beyond the simulation's own error", "超出模拟误差的各项中 "); }

std::string more_text(std::size_t all, std::size_t most, bool any_unknown, const output::Style& style) {
  if (all <= most) return "";
  const std::string_view effect = any_unknown ? words(style, "with less effect, or one that cannot be told", "影响更小或无法判断") : words(style, "with less effect", "影响更小");
  return style.chinese ? fmt::format("另有 {} 项{}；--top {} 全部显示。\n", all - most, effect, all) : fmt::format("{} more {}; --top {} shows all.\n", all - most, effect, all);
}

const char* bar_kind(Bar::Kind kind) { return kind == Bar::Kind::lever ? "lever" : kind == Bar::Kind::parameter ? "parameter" : "shock"; }

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json interval_json(double value, double half, double least) { return Json::array({number(std::max(least, value - half)), number(value + half)}); }

Json asked_json(const analysis::Study& study, const analysis::Quantity& quantity) {
  const scenarios::Target& target = analysis::target_of(quantity, study.scenario);
  Json asked = {{"of", kind_name(quantity)}, {"measure", target.measure}};
  if (quantity.kind == analysis::Quantity::Kind::quantile) asked["level"] = quantity.level;
  if (quantity.kind == analysis::Quantity::Kind::probability) asked["target"] = target.id;
  asked["unit"] = quantity.kind == analysis::Quantity::Kind::probability ? "1" : target.unit;
  return {{"scenario", study.scenario.name}, {"paths", study.plan.path_count}, {"seed", study.plan.seed}, {"asked", asked}};
}

std::string text_of_json(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace jingchu::app
