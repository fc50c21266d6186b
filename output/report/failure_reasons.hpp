#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output {

/// Reasons ("equation @ period") and the paths that failed for them, the most frequent first.
std::vector<std::pair<std::string, std::int64_t>> failure_reasons(const ScenarioResults& scenario);

}  // namespace jingchu::output
