#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/difference.hpp"
#include "engine/statistics/grid.hpp"

namespace jingchu::engine {

/// What one series amounted to, as numbers for people. NaN where it takes more values than there are: one for mean, min,
/// max and quantiles, two for sd and standard errors.
struct SeriesSummary {
  double mean = 0, sd = 0, min = 0, max = 0;
  double mean_se = 0;                  ///< sd / sqrt(n)
  std::int64_t n = 0;
  std::int64_t saturated = 0;          ///< values too far out for the moments (2^48 steps), counted as if they lay there
  std::vector<double> quantiles;       ///< one a level; empty without histogram
  std::vector<double> quantile_errors; ///< Monte Carlo standard error, one a level
  double quantile_resolution = 0;      ///< widest bin that holds values between the 1 % and the 99 % quantile
};

/// How finely an accumulator counts: coarse histograms join eight bins of a full one to one bin (exact values are kept apart),
/// and are for the spread between replicates, of which there are many.
enum class Resolution { full, coarse };

/// Integer statistics of many series over many paths: fixed-point moments and histograms.
///
/// Adding values and merging are integer additions (128 bits for the moments), minimum and maximum, so the state has
/// the same bits for any schedule, tile width, instruction set, shard split or restart. The serialised form is what
/// snapshots, shards and merges exchange. It holds for 2^31 paths at the least (sums of squares 2^48 steps out) and
/// for 2^62 where values stay within 2^31 steps, which is 1000 sd.
class Accumulator {
 public:
  explicit Accumulator(std::shared_ptr<const std::vector<Grid>> grids, Resolution resolution = Resolution::full);
  ~Accumulator();
  Accumulator(Accumulator&&) noexcept;
  Accumulator& operator=(Accumulator&&) noexcept;

  /// Adds the values of one series for `width` paths. 64-byte aligned, width a multiple of 8.
  /// \param alive  width numbers, 1 for a path that counts, 0 for one that is left out (its value may be NaN);
  ///               nullptr when all count, which is faster.
  /// A counted value that is not finite is saturated, and no part of min and max. Does not throw, nor after make_room()
  /// allocate before 2^32 paths.
  void add(Isa isa, std::size_t series, const double* values, const double* alive, int width) noexcept;
  /// The same for `width` paths that all count and have one value, a multiple of 8: at the cost of eight.
  void add_equal(Isa isa, std::size_t series, double value, int width) noexcept;
  /// Adds differences of two series, which tile_difference gives, for `width` paths in one pass; they are written to `difference` too.
  TileDifference add_difference(Isa isa, std::size_t series, const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept;
  /// Takes the memory of the histograms, which an accumulator that nothing is added to does without.
  void make_room();
  /// Adds what another accumulator of the same grids has counted. Throws std::logic_error when the grids differ.
  void merge(const Accumulator& other);

  /// \param share_errors  one a level: standard error of the share of values below that quantile; empty for that of
  ///                     independent values. Of a coarse accumulator quantiles are missing.
  SeriesSummary summary(std::size_t series, std::span<const double> levels, std::span<const double> share_errors = {}) const;
  /// Values in each bin of a series' histogram; empty without one.
  std::vector<std::uint64_t> histogram(std::size_t series) const;
  std::size_t series_count() const noexcept;

  /// Little-endian words: "JCSTATS" and version, flags (1: coarse), fingerprint of the grids, number of series; for each series
  /// n, saturated, min, max, sum and sum of squares of whole steps (128 bits each), and of its histogram the first
  /// bin, number of bins, and counts up to the last that is not 0 (LEB128). Equal states have equal bytes.
  std::vector<std::byte> serialise() const;
  void serialise(detail::ByteWriter& out) const;
  /// Takes on a serialised state; throws Error(data) and changes nothing when the bytes do not fit these grids.
  void restore(std::span<const std::byte> bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jingchu::engine
