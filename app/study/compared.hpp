#pragma once

#include "analysis/comparison.hpp"
#include "app/study/asked_scenarios.hpp"

namespace jingchu::app {

/// The scenarios of a command line that compares, the base first, and last the base with what --set changes.
/// Throws Error(usage) when there is nothing beside the base.
AskedScenarios compared_scenarios(const Arguments& arguments);

/// Them made ready. What --set made of the base is named after it. Single periods are compared for a results file alone.
analysis::Comparison compared_studies(const AskedScenarios& all, const Arguments& arguments);

}  // namespace jingchu::app
