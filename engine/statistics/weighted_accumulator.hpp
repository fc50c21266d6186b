#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/weighted_moments.hpp"

namespace jingchu::engine {

/// Accumulator for paths of different weights: the same moments and histograms, of weights in place of paths.
///
/// A class of its own, so that counting without weights costs no branch and no bit. All is integer, so merging has the same
/// bits in any order. Good for 2^31 paths.
class WeightedAccumulator {
 public:
  explicit WeightedAccumulator(std::shared_ptr<const std::vector<Grid>> grids);

  /// Adds the values of one series, of at most max_tile_values lanes. Does not allocate or throw.
  void add(std::size_t series, const double* values, const WeightedLanes& lanes) noexcept;
  /// Throws std::logic_error when the grids differ.
  void merge(const WeightedAccumulator& other);

  /// \param sums  of the weights of all paths that were added
  /// The standard errors are those of weighted estimates; `n` counts paths, whatever their weight.
  SeriesSummary summary(std::size_t series, std::span<const double> levels, const WeightSums& sums) const;
  std::size_t series_count() const noexcept { return series_.size(); }

  /// Little-endian words: "JCWSTAT" and version, flags (0), fingerprint of the grids, number of series; for each series its
  /// moments, and of its histogram the first bin, number of bins and weights up to the last that is not 0, then the
  /// same of the squares (LEB128). Equal states have equal bytes.
  std::vector<std::byte> serialise() const;
  /// Throws Error(data) when the bytes do not fit these grids or these sums.
  void restore(std::span<const std::byte> bytes, const WeightSums& sums);

 private:
  struct Series {
    WeightedMoments moments;
    std::size_t first_bin = 0, bins = 0;         ///< in weights_
    std::size_t first_coarse = 0, coarse = 0;    ///< in squares_
    int shift = 0;                               ///< bins joined in one of squares_: 2^shift
  };
  double error_below(const Series& series, double level, const WeightSums& sums) const;

  std::shared_ptr<const std::vector<Grid>> grids_;
  std::vector<Series> series_;
  std::vector<std::uint64_t> weights_;
  /// Squares of weights, rounded to multiples of 2^weight_bits, by coarse bins: they are for errors only.
  std::vector<std::uint64_t> squares_;
};

}  // namespace jingchu::engine
