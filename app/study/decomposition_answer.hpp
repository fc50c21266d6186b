#pragma once

#include <string>

#include "analysis/comparison.hpp"
#include "analysis/decomposition.hpp"
#include "engine/core/period.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// A variable, and the periods that are shown of it.
struct AskedCourse {
  std::string variable;
  PeriodRange periods;
};

/// \param text  "Y" for the first year of the horizon, or "Y[2024Q1..2025Q4]"
/// Throws Error(usage) for periods that are none or outside the horizon.
AskedCourse read_course(const std::string& text, const analysis::Study& study);

/// The answer in one sentence that can be read aloud, then tables of four periods each.
std::string decomposition_text(const analysis::Comparison& comparison, const AskedCourse& asked, const analysis::Decomposition& answer, const output::Style& style);
/// All periods and all rows.
std::string decomposition_json(const analysis::Comparison& comparison, const AskedCourse& asked, const analysis::Decomposition& answer);

}  // namespace jingchu::app
