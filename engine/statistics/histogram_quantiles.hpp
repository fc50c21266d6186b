#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/grid.hpp"

namespace jingchu::engine {

/// Quantiles of a sample that is known by its histogram, minimum and maximum.
///
/// The values of a bin are taken to lie evenly spread over it (over its part between the minimum and the maximum of the
/// sample), and quantiles are those of that sample by the usual rule: level p is the value number p (n - 1), counted
/// from 0 in ascending order, by linear interpolation between neighbours (type 7 of Hyndman and Fan 1996, the default of
/// NumPy, R and xarray). Each value is thus at most one bin away from the true one, and so is each quantile.
class HistogramQuantiles {
 public:
  /// \param counts  one a bin of `grid`; not all 0
  HistogramQuantiles(const Grid& grid, std::span<const std::uint64_t> counts, double min, double max);

  double quantile(double level) const;
  /// Half of Q(p + d) - Q(p - d) with d = sqrt(p (1 - p) / n), the standard error of the share of values below Q(p);
  /// where p + d or p - d leaves [0, 1], the part inside in proportion. NaN for fewer than 2 values or level 0 or 1.
  double standard_error(double level) const;
  /// The same for another standard error of that share.
  double standard_error(double level, double share_error) const;
  /// The widest bin that holds values between the 1 % and the 99 % quantile: no quantile between them is farther from
  /// that of the values themselves.
  double resolution() const;

 private:
  struct Bin {
    double low, high;
    std::uint64_t before;   ///< values in lower bins
    std::uint64_t count;
  };
  const Bin& bin_of(std::uint64_t rank) const;
  double value(std::uint64_t rank) const;

  std::vector<Bin> bins_;   ///< those that hold values
  double min_, max_;
  std::uint64_t n_ = 0;
};

}  // namespace jingchu::engine
