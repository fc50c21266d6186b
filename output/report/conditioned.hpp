#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "output/report/style.hpp"
#include "output/results/content.hpp"

namespace jingchu::output {

// What a report says of a scenario that is conditioned on published values. Empty texts where it is not.

/// How one of the content's scenarios is conditioned; null where it is not.
const ConditionedResults* conditioned_of(const Content& content, const ScenarioResults& scenario);

/// Paths that estimates of the scenario rest on: those that count, or so many of equal weight as tell as much.
std::int64_t paths_behind(const Content& content, const ScenarioResults& scenario);
/// "9,997 of 10,000 paths", and how many effective ones where they have weights.
std::string paths_caption(const Content& content, const ScenarioResults& scenario, const Style& style);

/// For the head of a table: on how many values, up to when, and what the paths are worth.
std::string conditioned_line(const Content& content, const ScenarioResults& scenario, const Style& style);
/// The published values against what the model said, and how each release changed the probabilities.
std::string conditioned_tables(const Content& content, const ScenarioResults& scenario, const Style& style);
/// By how much the last release changed the target it changed most, in one sentence that is true.
std::string conditioned_sentence(const Content& content, const ScenarioResults& scenario, const Style& style);
/// What to know: effective paths are fewer than the scenario wants; values contradict each other or the model; a value tells nothing.
std::vector<std::string> conditioned_warnings(const Content& content, const ScenarioResults& scenario, const Style& style);

/// The same for an answer that keeps no content. \param guided  whether paths are drawn near the values
std::string effective_warning(double effective, std::int64_t paths, double wanted_share, bool guided, const Style& style);

}  // namespace jingchu::output
