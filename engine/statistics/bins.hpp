#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/statistics/grid.hpp"

namespace jingchu::engine {

// Layout of a histogram. With linear bins, u = (x - centre) / bin_width and each side of the centre has
//   bin k < 256            k <= |u| < k + 1
//   32 bins an octave      from |u| = 256 on for 22 octaves, that is to 2^24 times the scale of make_grid
// and the last bin is open. Bins run from the most negative to the most positive. With exact values v0 < v1 < ... the
// bins are (-inf, v0), {v0}, (v0, v1), {v1}, ..., (v_last, inf).
inline constexpr int linear_bin_bits = 8;
inline constexpr int octave_bin_bits = 5;
inline constexpr int octaves = 22;
inline constexpr int coarse_bin_bits = 3;   ///< a bin of a coarse histogram is 2^3 of these
inline constexpr int linear_bins = 1 << linear_bin_bits;
inline constexpr int octave_bins = 1 << octave_bin_bits;
inline constexpr int side_bins = linear_bins + octaves * octave_bins;

/// Bins of differences of single periods join 2^2 of these: a comparison has thousands of such series a scenario, which only a results file shows.
inline constexpr int joined_bin_bits = 2;

/// Bins of a grid; 0 without histogram.
std::size_t bin_count(const Grid& grid) noexcept;

/// The bin of a value: that of the kernels. NaN is in the last one.
std::size_t bin_of(const Grid& grid, double x) noexcept;

/// Tells grids apart, and the layout of their histograms.
std::uint64_t fingerprint(const std::vector<Grid>& grids) noexcept;

/// Ends of a bin; infinite where it is open, equal for an exact value.
struct BinRange {
  double low;
  double high;
};
BinRange bin_range(const Grid& grid, std::size_t bin) noexcept;

}  // namespace jingchu::engine
