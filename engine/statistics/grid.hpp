#pragma once

#include <span>
#include <vector>

namespace jingchu::engine {

/// How the values of one series (one number a path) are counted. Made from the pilot paths; the same in every shard.
struct Grid {
  double centre = 0;        ///< moments are taken about it, and histogram bins lie around it
  double step = 1;          ///< power of two; values are rounded to multiples of it for the moments
  bool histogram = false;
  // Histogram bins (see bins.hpp): `exact` values when the pilot saw few distinct ones; else linear bins of `bin_width`
  // about the centre, log-linear beyond.
  std::vector<double> exact;   ///< ascending; empty for linear bins
  double bin_width = 1;
  int joined = 0;              ///< a bin of the histogram joins two to this power of the linear ones of bins.hpp; 0 with exact values

  friend bool operator==(const Grid&, const Grid&) = default;
};

/// Most distinct values a discrete series has.
inline constexpr int max_exact_values = 16;

/// Makes the grid of a series from its pilot values (failed pilot paths left out). Pure: same values, same bits.
///
/// centre     the value itself where all pilot values are equal, so that a constant series has exactly that mean; else
///            the median of the first 127 pilot values. It does not depend on `histogram`.
/// step       the power of two at or below sd / 2^20. Rounding to it adds less than 1e-12 to a relative variance and
///            at most 5e-7 sd to a mean; the sampling error of a mean reaches that at 4e12 paths.
/// exact      at most 16 distinct values, at least 8 pilot values to each of them, and at most two seen only once (more
///            would mean that many values are still unseen).
/// bin_width  scale / 64. The scale is the smallest of half the 16 % to 84 % range and the distances from the median
///            to the 1 % and 99 % quantiles over 2.33: all are the sd of a normal variable, and unlike the sd they do
///            not grow with outliers. Interpolation moves a quantile by about bin_width^2 |f'| / (8 f), for a normal
///            variable 7e-5 sd at the 1 % quantile, whose sampling error at 10^8 paths is 4e-4 sd.
Grid make_grid(std::span<const double> pilot, bool histogram);

/// The grid for paths of these weights: where they draw the middle of the distribution together, linear bins are narrower in
/// proportion (by up to 32 times) and lie about the middle of the weight. Unchanged for a discrete series, and where fewer
/// than 64 effective pilot paths are left to tell. The step does not change.
/// \param pilot  as make_grid took them   \param weights  of these paths, in any unit
Grid narrow_grid(const Grid& grid, std::span<const double> pilot, std::span<const double> weights);

}  // namespace jingchu::engine
