#pragma once

#include "analysis/comparison.hpp"
#include "engine/simulation/tally.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// What came of a comparison: the results of the base, of the others that share its model and horizon, and every contrast.
/// \param from  of the base
output::Content comparison_content(const analysis::Comparison& comparison, const engine::Tally& tally, output::Provenance from);

}  // namespace jingchu::app
