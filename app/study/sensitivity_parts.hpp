#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "analysis/sensitivity.hpp"
#include "app/study/asked_quantity.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

// What the answers of `sensitivity` share.

inline constexpr double normal_975 = 1.959963984540054;

/// Half a 95 % interval, of an error known from so many paths that it is as good as exact.
double reach(double standard_error);

/// "  voucher  consumption vouchers (lever)".
std::string row_name(const models::Model& model, analysis::Bar::Kind kind, const std::string& name, const output::Style& style);

/// What something is held at, or moved by: four digits that count.
std::string set_text(double value, bool is_change);

/// "+59.1 points (95 % interval +57.0 to +61.2)", to be read aloud.
/// \param half  of the interval   \param sign  shown, plus too; without, it is a size and the interval begins at 0 or above
std::string with_interval(const QuantityText& what, double value, double half, bool sign, const output::Style& style);

/// ", points" behind a heading; empty where a change has no unit.
std::string unit_in_heading(const QuantityText& what, const output::Style& style);

/// Which ones are compared in a sentence, where a larger one may be noise.
std::string_view beyond(bool is_largest, const output::Style& style);

/// How many rows are not shown, a line; empty where all are.
/// \param any_unknown  whether the effect of any of these cannot be told
std::string more_text(std::size_t all, std::size_t most, bool any_unknown, const output::Style& style);

/// "lever", "parameter" or "shock".
const char* bar_kind(analysis::Bar::Kind kind);

/// null for what is no number.
nlohmann::ordered_json number(double value);
nlohmann::ordered_json interval_json(double value, double half, double least = -std::numeric_limits<double>::infinity());
/// Scenario, paths, seed and what is asked about.
nlohmann::ordered_json asked_json(const analysis::Study& study, const analysis::Quantity& quantity);
std::string text_of_json(const nlohmann::ordered_json& json);

}  // namespace jingchu::app
