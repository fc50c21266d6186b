#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/weighted_accumulator.hpp"
#include "engine/statistics/weighted_contrast.hpp"

namespace jingchu::engine {

/// What differs between two cases of which one at least is conditioned on published values.
///
/// Where every path weighs the same in both, it has a difference, and these have a law of their own: mean, band, shares above and below.
/// Where weights differ, two conditioned laws are compared: how means and probabilities differ can be said, with the errors of
/// common draws; a band of differences cannot, because no path stands for the same share of both. Mergeable, integers only.
class ConditionedContrast {
 public:
  /// Grids of the compared series, as many in each.
  struct Shape {
    std::shared_ptr<const std::vector<Grid>> base, other;
    std::shared_ptr<const std::vector<Grid>> differences;   ///< empty where the pilot paths' weights differ already
  };
  /// \param targets  how many are compared, sets among them
  ConditionedContrast(const Shape& shape, std::size_t targets);

  /// Begins the lanes of a tile. \param base, other  weights; empty for a case that is not conditioned
  /// \param alive  1 for a path that counts in both; nullptr: all do
  void begin(std::span<const std::uint64_t> base, std::span<const std::uint64_t> other, const double* alive, int width);
  /// \param difference  other - base, with 0 for what is noise
  void add(std::size_t series, const double* base, const double* other, const double* difference);
  /// \param base, other  whether it holds, 64 lanes a word
  void add_target(std::size_t target, std::span<const std::uint64_t> base, std::span<const std::uint64_t> other);
  void merge(const ConditionedContrast& theirs);
  void serialise(detail::ByteWriter& out) const;
  /// Throws Error(data) when the bytes are no state of this comparison.
  void restore(detail::ByteReader& in);

  std::int64_t n() const noexcept { return both_.n(); }
  /// Paths whose weights differ.
  std::int64_t unlike() const noexcept { return both_.unlike(); }
  /// Whether paths have differences.
  bool is_pathwise() const noexcept { return differs_by_path_ && both_.unlike() == 0; }
  /// So many paths of equal weight would tell as much of each case.
  double base_effective() const noexcept { return both_.base_sums().effective(); }
  double other_effective() const noexcept { return both_.other_sums().effective(); }
  /// Mean and error alone where paths have no differences. \param noise  see Contrast
  SeriesSummary difference(std::size_t series, std::span<const double> levels, double noise) const;
  /// Shares of the weight on paths where the other case is greater, and less; NaN where paths have no differences.
  double greater(std::size_t series) const { return share(signs_.at(series).greater); }
  double less(std::size_t series) const { return share(signs_.at(series).less); }
  WeightedContrast::Change change(std::size_t target) const { return both_.change(target); }
  /// Of the last tile that was begun: 1 for a lane that has weight in both.
  std::span<const double> weighted() const noexcept { return weighted_; }

 private:
  struct Signs {
    Uint128 greater = 0, less = 0;
  };
  double share(Uint128 weight) const;

  WeightedContrast both_;
  WeightedAccumulator differences_;   ///< weighted as the base; no series where paths have no differences anyway
  bool differs_by_path_;
  std::vector<Signs> signs_;
  WeightedLanes lanes_;
  std::vector<std::uint64_t> base_weights_, other_weights_;
  std::vector<double> weighted_;
  std::vector<char> in_base_, in_other_;
};

}  // namespace jingchu::engine
