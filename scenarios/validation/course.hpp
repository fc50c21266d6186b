#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/period.hpp"
#include "scenarios/reader/written.hpp"

namespace jingchu::scenarios {

/// Values by period of levers or held variables, by name; nothing where no file says anything.
using CourseMap = std::map<std::string, std::vector<std::optional<double>>>;

/// Reads `2024`, `2024Q3`, `2024..2026`, `2024Q1..2025` in the notation of the frequency; a year stands for all its
/// periods. Nothing when the text is no such selector or ends before it starts.
std::optional<PeriodRange> parse_selector(std::string_view text, Frequency frequency);

/// The notation of periods, for hints: `2024, 2024Q1, 2024..2026 or 2024Q1..2024Q4`.
std::string selector_notation(Frequency frequency);

/// What a value of a course may be.
struct CourseRule {
  std::string what;             ///< e.g. "lever 'voucher'"
  double lower, upper;          ///< both allowed
  std::string unit;             ///< shown beside the bounds; may be empty
};

/// Values by period of what the files say about one lever or held variable, later files over earlier ones; nothing
/// where no file says anything. Reports bad selectors, periods outside the horizon, values out of bounds, and periods
/// set twice in one file (both places).
/// \param horizon_layer  files below the one that says the horizon may reach beyond it; what lies outside is left out.
std::vector<std::optional<double>> resolve_courses(const std::vector<WrittenCourse>& courses, const PeriodRange& horizon,
                                                   int horizon_layer, const CourseRule& rule, Diagnostics& problems);

}  // namespace jingchu::scenarios
