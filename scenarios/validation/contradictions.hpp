#pragma once

#include <optional>
#include <vector>

#include "models/compile.hpp"
#include "scenarios/reader/written.hpp"
#include "scenarios/validation/course.hpp"

namespace jingchu::scenarios {

/// Reports every lever that the scenario sets in a period in which it also holds a variable whose equation reads that
/// lever: the held value would silently win. Both places are shown.
///
/// \param levers, tunes  what the files say, by period.
void report_levers_without_effect(const WrittenScenario& scenario, const models::Model& model, const CourseMap& levers,
                                  const CourseMap& tunes, const PeriodRange& horizon, Diagnostics& problems);

/// Reports variables whose history ends before the period that precedes the horizon, and exogenous series that do not
/// cover it, with the periods they lack.
void report_missing_data(const models::Model& model, const PeriodRange& horizon, const Place& place, Diagnostics& problems);

}  // namespace jingchu::scenarios
