#pragma once

#include <span>
#include <vector>

#include "engine/statistics/accumulator.hpp"

namespace jingchu::engine {

// Monte Carlo errors of what is counted over all replicates of a sample, from how it differs between them. Replicates are
// independent and equally distributed; of R of them the error is known to within 1/sqrt(2 (R - 1)) of itself.

/// Standard error of the ratio sum(x)/sum(n): the root of sum(d^2)/(R (R - 1)) with d = (x_r - ratio n_r)/(mean of n).
double ratio_error(std::span<const double> x, std::span<const double> n);

/// The same where x counts paths: never less than what counting whole ones leaves open, as replicates may agree by chance.
double count_error(std::span<const double> x, std::span<const double> n);

/// The same for a share of hits. With none, or nothing but hits, that of the Laplace estimate, as for independent paths.
double share_error(std::span<const double> hits, std::span<const double> n);

/// Summary of a series of which each replicate was also counted by itself, coarsely.
///
/// The error of a quantile is that of the share of values below it, carried over to the quantile. The quantile lies inside a
/// bin of the coarse histograms, of which the same part lies below it in each replicate; the scatter that leaves out is
/// added as that of independent values.
SeriesSummary summary_by_replicates(const Accumulator& all, std::span<const Accumulator* const> replicates, std::size_t series, std::span<const double> levels);

}  // namespace jingchu::engine
