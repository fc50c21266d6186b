#pragma once

#include <cstdint>
#include <limits>

#include "engine/statistics/grid.hpp"
#include "engine/statistics/tile_kernels.hpp"
#include "engine/statistics/wide_integer.hpp"

namespace jingchu::engine {

/// Exact sums over the values of one series, in whole steps q of its grid.
struct Moments {
  Int128 sum = 0;
  Uint128 squares = 0;
  std::uint64_t n = 0;
  std::uint64_t saturated = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  /// Adds a tile of which all values are near.
  void add(const TileMoments& tile) noexcept;
  /// Adds a tile one value at a time, however far out they are. Gives the same bits as the kernel where both can.
  void add_far(const Grid& grid, const double* values, const double* alive, int width) noexcept;
  void merge(const Moments& other) noexcept;

  double mean(const Grid& grid) const noexcept;
  /// With n - 1; NaN for n < 2.
  double sd(const Grid& grid) const noexcept;

 private:
  void widen_range(double low, double high) noexcept;
};

}  // namespace jingchu::engine
