#include "engine/statistics/bins.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/statistics/bytes.hpp"

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
  return grid.exact.empty() ? 2 * static_cast<std::size_t>(side_bins) >> grid.joined : 2 * grid.exact.size() + 1;
}

std::size_t bin_of(const Grid& grid, double x) noexcept {
  if (!grid.exact.empty()) {
    std::size_t bin = 0;
    for (const double v : grid.exact) bin += static_cast<std::size_t>(v <= x) + static_cast<std::size_t>(v < x);
    return bin;
  }
  const double u = (x - grid.centre) * (1 / grid.bin_width), a = std::abs(u);
  int k = side_bins - 1;
  if (a < linear_bins) {
    k = static_cast<int>(a);
  } else if (a < static_cast<double>(linear_bins) * static_cast<double>(std::uint64_t{1} << octaves)) {
    // The exponent counts octaves, the leading bits of the fraction the parts of one.
    const std::uint64_t first = std::bit_cast<std::uint64_t>(static_cast<double>(linear_bins)) >> (52 - octave_bin_bits);
    k = linear_bins + static_cast<int>((std::bit_cast<std::uint64_t>(a) >> (52 - octave_bin_bits)) - first);
  }
  return static_cast<std::size_t>(u < 0 ? side_bins - 1 - k : side_bins + k) >> grid.joined;
}

std::uint64_t fingerprint(const std::vector<Grid>& grids) noexcept {
  detail::Fingerprint print;
  for (const std::uint64_t layout : {linear_bin_bits, octave_bin_bits, octaves}) print.add(layout);
  for (const Grid& grid : grids) {
    print.add(grid.centre);
    print.add(grid.step);
    print.add(std::uint64_t{grid.histogram});
    print.add(grid.bin_width);
    for (const double v : grid.exact) print.add(v);
    if (grid.joined != 0) print.add(static_cast<std::uint64_t>(grid.joined));
  }
  return print.value();
}

BinRange bin_range(const Grid& grid, std::size_t bin) noexcept {
  if (!grid.exact.empty()) {
    const std::size_t j = bin / 2;
    if (bin % 2 == 1) return {grid.exact[j], grid.exact[j]};
    return {j == 0 ? -infinity : grid.exact[j - 1], j == grid.exact.size() ? infinity : grid.exact[j]};
  }
  const auto end = [&](std::size_t joined) {   // the lower one of the first linear bin in it
    const int k = static_cast<int>(joined << grid.joined) - side_bins;
    return k >= 0 ? grid.centre + lower_end(k) * grid.bin_width : grid.centre - lower_end(-k) * grid.bin_width;
  };
  return {end(bin), end(bin + 1)};
}

}  // namespace jingchu::engine
