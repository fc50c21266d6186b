#pragma once

#include <string>
#include <vector>

#include "models/model.hpp"
#include "scenarios/reader/written.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::scenarios {

/// Applies --paths, --seed and --model; reports values outside their range.
void apply_plain_overrides(const Overrides& overrides, WrittenScenario& scenario, Diagnostics& problems);

/// Adds what --set gives to what the files say, as a layer above them all.
///
/// Each entry is `lever=value`, `lever[2024]=value` or `lever[2024Q1..2024Q4]=value`. Reports, at the entry, what is no
/// such thing, an unknown lever with the nearest name, and a value that is no number. Periods and bounds are checked
/// with the courses of the files.
void apply_lever_overrides(const std::vector<std::string>& entries, const models::Model& model, WrittenScenario& scenario,
                           Diagnostics& problems);

/// Whether a place is on the command line (its file is the name of the option).
bool is_option(const Place& place);

}  // namespace jingchu::scenarios
