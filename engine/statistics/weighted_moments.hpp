#pragma once

#include <cstdint>
#include <limits>

#include "engine/statistics/grid.hpp"
#include "engine/statistics/path_weights.hpp"
#include "engine/statistics/wide_sum.hpp"

namespace jingchu::engine {

/// Exact weighted sums over the values of one series, in whole steps q of its grid; w are the weights.
///
/// The squares of the weights are for the errors: an estimate from weighted paths scatters with sum of w^2 (x - mean)^2.
struct WeightedMoments {
  WideSum wq, wqq;       ///< sums of w q and w q^2
  WideSum wwq, wwqq;     ///< sums of w^2 q and w^2 q^2
  std::uint64_t saturated = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  /// Adds values of at most max_tile_values lanes. Rounds to steps as Moments does.
  void add(const Grid& grid, const double* values, const WeightedLanes& lanes) noexcept;
  void merge(const WeightedMoments& other) noexcept;

  struct Summary {
    double mean = 0;
    double sd = 0;        ///< about the mean, with sum w - sum w^2 / sum w below: for equal weights the n - 1 one
    double mean_se = 0;   ///< of the ratio sum w x / sum w
  };
  /// NaN without weight; sd and mean_se NaN where one path has all of it.
  Summary summary(const Grid& grid, const WeightSums& sums) const noexcept;

  void serialise(detail::ByteWriter& out) const;
  static WeightedMoments restore(detail::ByteReader& in);

 private:
  void add_far(double y, std::uint64_t weight) noexcept;
};

}  // namespace jingchu::engine
