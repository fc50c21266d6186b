#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "models/units/unit_table.hpp"

namespace jingchu::models {

/// What a number counts: powers of base units and a size. CNY_1e8/persons is { CNY: 1, persons: -1 }, 1e8; percent is { }, 0.01.
struct Unit {
  std::map<std::string, double> powers;   ///< by base unit, never 0
  double size = 1;                        ///< of one unit in its base units

  bool is_pure() const noexcept { return powers.empty(); }
};

/// Reads a unit: the name of a table's unit, or its label in one of the languages; or a product and quotient of names such as
/// "CNY_1e8/persons", "m2*years", "CNY/m2^2". A name the table lacks stands for itself: "EUR_1e6" is a million EUR.
/// Nothing when the text is none of these.
std::optional<Unit> parse_unit(std::string_view text, const UnitTable& table);

/// The shortest known name of a unit, else its factors: "1e8 CNY/persons".
std::string unit_text(const Unit& unit, const UnitTable& table);

}  // namespace jingchu::models
