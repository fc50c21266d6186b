#pragma once

#include "models/source/source_store.hpp"
#include "scenarios/reader/written.hpp"

namespace jingchu::scenarios {

/// Reads one scenario file: keys, types, ranges that need no model. Reports every problem inside; throws Error when the
/// text is no TOML or not of a format this program reads.
WrittenScenario read_scenario_file(const models::SourceText& text, Diagnostics& problems);

}  // namespace jingchu::scenarios
