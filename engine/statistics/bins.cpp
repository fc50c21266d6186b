#include "engine/statistics/bins.hpp"

#include <limits>

namespace jingchu::engine {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Lower end of bin k of a side, in bin widths from the centre.
double lower_end(int k) {
  if (k < linear_bins) return k;
  if (k >= side_bins) return infinity;
  const int octave = (k - linear_bins) / octave_bins, part = (k - linear_bins) % octave_bins;
  return static_cast<double>(std::uint64_t{1} << octave) * static_cast<double>(linear_bins / octave_bins * (octave_bins + part));
}

}  // namespace

std::size_t bin_count(const Grid& grid) noexcept {
  if (!grid.histogram) return 0;
  return grid.exact.empty() ? 2 * static_cast<std::size_t>(side_bins) : 2 * grid.exact.size() + 1;
}

BinRange bin_range(const Grid& grid, std::size_t bin) noexcept {
  if (!grid.exact.empty()) {
    const std::size_t j = bin / 2;
    if (bin % 2 == 1) return {grid.exact[j], grid.exact[j]};
    return {j == 0 ? -infinity : grid.exact[j - 1], j == grid.exact.size() ? infinity : grid.exact[j]};
  }
  const int k = static_cast<int>(bin) - side_bins;
  if (k >= 0) return {grid.centre + lower_end(k) * grid.bin_width, grid.centre + lower_end(k + 1) * grid.bin_width};
  return {grid.centre - lower_end(-k) * grid.bin_width, grid.centre - lower_end(-k - 1) * grid.bin_width};
}

}  // namespace jingchu::engine
