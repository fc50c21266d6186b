#pragma once

#include "scenarios/figures.hpp"

namespace jingchu::scenarios {

/// The units every scenario may use: scenarios/library/hubei-2024/units.csv as it was when the program was built.
const UnitTable& standard_units();

/// Reads a unit table (columns unit, unit_zh, unit_en, si_per_unit, si_unit) on top of `table`. A unit may be stated
/// again in the same terms; with another value it is an error.
void add_units(const models::SourceText& text, UnitTable& table, Diagnostics& problems);

}  // namespace jingchu::scenarios
