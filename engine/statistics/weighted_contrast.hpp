#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/statistics/weighted_moments.hpp"

namespace jingchu::engine {

/// What differs between two cases on common draws when each weights the paths in its own way, having been conditioned on published values
/// of its own. A path then has no difference that would count the same in both, but estimates have: those of the two cases move together,
/// and the difference is known better than two separate runs would know it.
///
/// With weights v, w and values x, y of the two cases, the difference is sum(w y)/sum(w) - sum(v x)/sum(v), and a path moves it by
/// w (y - its mean)/sum(w) - v (x - its mean)/sum(v): the error is the root of the sum of their squares (delta method). Integers only, so
/// merging has the same bits in any order.
class WeightedContrast {
 public:
  struct Change {
    double value = 0;            ///< other minus base; NaN where one of the two has no weight
    double standard_error = 0;
  };
  /// \param base, other  grids of the series that are compared, as many   \param targets  how many are compared
  WeightedContrast(std::shared_ptr<const std::vector<Grid>> base, std::shared_ptr<const std::vector<Grid>> other, std::size_t targets);

  /// Begins the lanes of a tile: their weights in the two cases, 0 where a path does not count in one. \param n  lanes that count in both
  void begin(std::span<const std::uint64_t> base, std::span<const std::uint64_t> other, std::int64_t n);
  /// Adds a series of the tile that was begun.
  void add(std::size_t series, const double* base, const double* other) noexcept;
  /// Adds whether a target holds, 1 or 0 a lane, in the tile that was begun.
  void add_target(std::size_t target, std::span<const char> base, std::span<const char> other) noexcept;
  /// Throws std::logic_error when the two compare different things.
  void merge(const WeightedContrast& theirs);
  void serialise(detail::ByteWriter& out) const;
  /// Throws Error(data) when the bytes are no state of this comparison.
  void restore(detail::ByteReader& in);

  std::int64_t n() const noexcept { return base_sums_.n; }
  /// Paths whose weights differ: where there are none, paths have differences.
  std::int64_t unlike() const noexcept { return unlike_; }
  const WeightSums& base_sums() const noexcept { return base_sums_; }
  const WeightSums& other_sums() const noexcept { return other_sums_; }
  Change difference(std::size_t series) const;
  /// The larger size of a series' means in the two cases.
  double size(std::size_t series) const;
  /// Of a probability. Where it holds on all weight or on none in both cases, the error is that of such a share.
  Change change(std::size_t target) const;

 private:
  struct Series {
    WeightedMoments base, other;
    WideSum vwp, vwq, vwpq;      ///< of v w, with the whole steps p of the base and q of the other
    void add_far(std::int64_t product, std::int64_t p, std::int64_t q) noexcept;
  };
  struct Target {
    Uint128 base = 0, base_squares = 0, other = 0, other_squares = 0;   ///< of v, v^2 where it holds in the base, of w, w^2 likewise
    Uint128 products_base = 0, products_other = 0, products_both = 0;   ///< of v w where it holds in one, and in both
  };

  std::shared_ptr<const std::vector<Grid>> base_grids_, other_grids_;
  std::vector<Series> series_;
  std::vector<Target> targets_;
  WeightSums base_sums_, other_sums_;
  Uint128 products_ = 0;         ///< of v w
  std::int64_t unlike_ = 0;
  WeightedLanes base_lanes_, other_lanes_;
  std::vector<std::uint64_t> base_weights_, other_weights_;
  /// A lane that has weight in both cases, and v w, of at most 62 bits.
  struct Common {
    std::uint32_t lane = 0;
    std::int64_t product = 0;
  };
  std::vector<Common> common_;
};

}  // namespace jingchu::engine
