#pragma once

#include <cstddef>

#include "app/study/study.hpp"
#include "engine/simulation/outcome.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// How published values condition a scenario, out of what its paths amounted to.
///
/// \param scenario  its position in the results
/// Throws Error(data) where the weights cannot tell: no path has any, or some agree so much better than the pilot paths
/// that they should have more than the largest weight.
output::ConditionedResults conditioned_results(const Study& study, const engine::Outcome& outcome, std::size_t scenario);

}  // namespace jingchu::app
