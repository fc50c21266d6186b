#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// How the values of one series (one number a path) are counted. Made from the pilot paths; the same in every shard.
struct Grid {
  double centre = 0;        ///< moments are taken about it
  double step = 1;          ///< power of two; values are rounded to multiples of it for the moments
  bool histogram = false;
  // Histogram bins: `exact` values when the pilot saw few distinct ones; else linear bins of `bin_width` about the
  // centre, log-linear beyond.
  std::vector<double> exact;
  double bin_width = 1;
};

/// Makes the grid of a series from its pilot values (failed pilot paths left out). Pure: same values, same bits.
Grid make_grid(std::span<const double> pilot, bool histogram);

/// What one series amounted to, as numbers for people.
struct SeriesSummary {
  double mean = 0, sd = 0, min = 0, max = 0, mean_se = 0;
  std::int64_t n = 0;
  std::int64_t saturated = 0;          ///< values too far out for the fixed-point moments
  std::vector<double> quantiles;       ///< one a level; empty without histogram
  std::vector<double> quantile_errors; ///< Monte Carlo standard error, one a level
  double quantile_resolution = 0;      ///< widest bin between the 1 % and the 99 % quantile
};

/// Integer statistics of many series over many paths: fixed-point moments and histograms.
///
/// Adding values and merging are integer additions (128 bits for the moments), minimum and maximum, so the state has
/// the same bits for any schedule, tile width, shard split or restart. The serialised form is what snapshots, shards
/// and merges exchange.
class Accumulator {
 public:
  explicit Accumulator(std::shared_ptr<const std::vector<Grid>> grids);
  ~Accumulator();
  Accumulator(Accumulator&&) noexcept;
  Accumulator& operator=(Accumulator&&) noexcept;

  /// Adds the values of one series for `width` paths. 64-byte aligned, width a multiple of 8.
  /// \param alive  width numbers, 1 for a path that counts, 0 for one that is left out (its value may be NaN);
  ///               nullptr when all count. Does not allocate or throw.
  void add(Isa isa, std::size_t series, const double* values, const double* alive, int width) noexcept;
  void merge(const Accumulator& other);

  SeriesSummary summary(std::size_t series, std::span<const double> levels) const;
  std::size_t series_count() const noexcept;

  /// Little-endian; `restore` throws Error(data) when the bytes do not fit these grids.
  std::vector<std::byte> serialise() const;
  void restore(std::span<const std::byte> bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jingchu::engine
