#pragma once

#include <span>
#include <vector>

#include "engine/random/law.hpp"

namespace jingchu::engine {

/// For correlations that contradict each other: values that a distribution can have, one a correlation in the order given, nearest to
/// them in the sum of squared differences, with four decimals. Pairs that are not given stay uncorrelated; none may be given twice.
///
/// Alternating projections with Dykstra's correction: N. J. Higham, Computing the nearest correlation matrix, IMA J. Numer. Anal. 22 (2002).
std::vector<double> nearest_correlations(std::span<const Correlation> correlations);

}  // namespace jingchu::engine
