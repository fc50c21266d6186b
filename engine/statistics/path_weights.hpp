#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/statistics/bytes.hpp"
#include "engine/statistics/wide_integer.hpp"

namespace jingchu::engine {

/// Weights of paths are whole numbers from 0 to this, so that their sums are exact and merge in any order.
inline constexpr int weight_bits = 31;
inline constexpr std::uint64_t most_weight = std::uint64_t{1} << weight_bits;

/// A weight of at most `most_weight`: round(most_weight * share), share >= 0. \param saturated  raised when share > 1
std::uint64_t whole_weight(double share, std::uint64_t& saturated) noexcept;

/// The lanes of a tile whose paths have weight, in order.
struct WeightedLanes {
  std::vector<std::uint32_t> lane;
  std::vector<std::uint64_t> weight;

  void take(std::span<const std::uint64_t> weights);
  std::size_t size() const noexcept { return lane.size(); }
};

/// What the weights of all paths that count sum up to.
struct WeightSums {
  Uint128 sum = 0;
  Uint128 squares = 0;
  std::int64_t n = 0;              ///< paths that count, also with the weight 0
  std::int64_t saturated = 0;      ///< of them those that should have more than the largest weight

  void add(std::span<const std::uint64_t> weights) noexcept;
  void merge(const WeightSums& other) noexcept;

  /// So many equally weighted paths would tell as much: (sum w)^2 / sum w^2; 0 without weight.
  /// Source: Kish (1965), "Survey Sampling"; Kong, Liu and Wong (1994), JASA 89.
  double effective() const noexcept;
  /// Mean weight as a share of the largest one; NaN without paths.
  double mean() const noexcept;
  /// Standard error of the natural logarithm of that mean.
  double log_mean_error() const noexcept;

  void serialise(detail::ByteWriter& out) const;
  static WeightSums restore(detail::ByteReader& in);

  friend bool operator==(const WeightSums&, const WeightSums&) = default;
};

}  // namespace jingchu::engine
