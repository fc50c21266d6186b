#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.hpp"

namespace jingchu::analysis {

/// What a seek is to reach: targets of the scenario by their id, and targets written on the spot as
/// "gdp_growth[2024] >= 6", which join those of the scenario.
struct Aims {
  std::vector<std::string> ids;                 ///< of all of them, in order
  std::vector<scenarios::Target> written;       ///< those written on the spot; id: the text
};

/// \param list  "gdp_growth_target_2024,gdp_growth[2025] >= 5": divided at commas outside brackets.
/// Throws Error(usage): an empty item, a threshold that is no number. Whether ids and formulas are known shows later.
Aims read_aims(std::string_view list);

/// Numbers of the aims among the simulated targets. Throws Error(usage), all problems at once: ids that no target has,
/// with the nearest; targets that are not simulated, with the reason.
std::vector<int> find_aims(const Aims& aims, const scenarios::Scenario& scenario);

}  // namespace jingchu::analysis
