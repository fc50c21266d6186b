#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"
#include "models/model.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::models {

/// Units by name: what one unit is in its base unit; units of the same base convert into each other. Figures, targets,
/// levers and variables all name units of one table.
struct UnitTable {
  struct Entry { double si_per_unit = 1; std::string si_unit; Label label; };
  std::map<std::string, Entry> units;
  /// Factor that takes a number in `from` to `to`; nothing when they do not convert.
  std::optional<double> factor(const std::string& from, const std::string& to) const;
};

/// The units every model and scenario may use: models/units/units.csv as it was when the program was built.
const UnitTable& standard_units();

/// Reads a unit table (columns unit, unit_zh, unit_en, si_per_unit, si_unit) on top of `table`. A unit may be stated
/// again in the same terms; with another value it is an error.
void add_units(const SourceText& text, UnitTable& table, Diagnostics& problems);

}  // namespace jingchu::models
