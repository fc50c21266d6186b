#pragma once

// What the kernels of accumulator.kernels.cpp take and give; for Accumulator only.

#include <cstdint>
#include <limits>

#include "engine/statistics/difference.hpp"

namespace jingchu::engine {

/// Most values one kernel call takes: with |q| <= near_limit no sum of them leaves 64 bits.
inline constexpr int max_tile_values = 2048;
/// Rounded values up to which the fast kernel is exact. With the step of make_grid this is at least 64 sd.
inline constexpr double near_limit = 0x1p26;
/// Farther values count as this many steps, and as saturated.
inline constexpr double far_limit = 0x1p48;

/// Sums over the values of one tile, rounded to whole steps: q = round((x - centre) / step).
struct TileMoments {
  bool near = true;        ///< all |q| < near_limit; if not, the two sums mean nothing
  std::int64_t sum = 0;
  std::uint64_t squares = 0;
  std::int64_t n = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
};

/// The same of differences, and how many are above and below 0.
struct TileChange {
  TileMoments moments;
  TileDifference found;
};

// `bins` receives the number of the bin each value falls into, shifted right by `shift` (0, joined_bin_bits or coarse_bin_bits); of a value that is
// left out the number of bins. tile_changes counts differences as tile_difference gives them, in the same pass.
#define JINGCHU_TILE_KERNELS                                                                                          \
  TileMoments tile_moments(const double* values, const double* alive, int width, double centre,                       \
                           double inverse_step) noexcept;                                                             \
  TileMoments tile_moments_and_bins(const double* values, const double* alive, int width, double centre,              \
                                    double inverse_step, double inverse_bin_width, int shift,                         \
                                    std::uint16_t* bins) noexcept;                                                    \
  TileChange tile_changes(const double* base, const double* other, const double* alive, int width, double noise,      \
                          double centre, double inverse_step, double inverse_bin_width, int shift,                    \
                          double* difference, std::uint16_t* bins) noexcept;                                          \
  void exact_bins_of(const double* values, const double* alive, int width, const double* exact, int exact_count,      \
                     std::uint16_t* bins) noexcept;

namespace plain { JINGCHU_TILE_KERNELS }
namespace avx2 { JINGCHU_TILE_KERNELS }
namespace avx512 { JINGCHU_TILE_KERNELS }

#undef JINGCHU_TILE_KERNELS

}  // namespace jingchu::engine
