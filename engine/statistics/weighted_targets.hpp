#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/path_weights.hpp"
#include "engine/statistics/target_counts.hpp"

namespace jingchu::engine {

/// A probability and how it differs from that under other weights of the same paths.
struct UpdatedProbability {
  double value = 0, standard_error = 0;
  double change = 0, change_error = 0;   ///< against the weights before; the error of the paired difference
};

/// TargetCounts for paths of different weights, told together with the weights the same paths had before: how much of
/// the weight lies on paths where targets hold. Integers only, so merging has the same bits in any order.
class WeightedTargets {
 public:
  WeightedTargets() = default;
  WeightedTargets(std::vector<TargetRule> targets, std::vector<TargetSet> sets, std::vector<int> counted);

  /// \param outputs  output o of lane i at outputs[o * stride + i]
  /// \param weights, before  one a lane; 0 for a lane whose path does not count
  /// \param n  lanes that count   \param saturated  of them those whose weight should be more
  void add(const double* outputs, std::size_t stride, std::span<const std::uint64_t> weights, std::span<const std::uint64_t> before, std::int64_t n, std::int64_t saturated) noexcept;
  /// Throws std::logic_error when the two sides count different targets.
  void merge(const WeightedTargets& other);

  const WeightSums& sums() const noexcept { return sums_; }
  /// \param failed_weight  a bound of what failed paths would weigh, in units of the largest weight
  /// `n` of the result counts paths, whatever their weight; `hits` is left at 0.
  Probability probability(std::size_t target, double failed_weight) const { return share(targets_share_.at(target), failed_weight); }
  Probability probability_with_tolerance(std::size_t target, double failed_weight) const { return share(tolerant_.at(target), failed_weight); }
  Probability joint(std::size_t set, double failed_weight) const { return share(sets_share_.at(set), failed_weight); }
  /// Under the weights before.
  Probability before(std::size_t target) const { return share_before(targets_share_.at(target)); }
  Probability joint_before(std::size_t set) const { return share_before(sets_share_.at(set)); }
  UpdatedProbability updated(std::size_t target) const { return update(targets_share_.at(target)); }
  UpdatedProbability updated_joint(std::size_t set) const { return update(sets_share_.at(set)); }
  /// Share of the weight on paths where exactly k of the counted targets hold.
  std::vector<double> targets_met() const;

  /// Little-endian, versioned; equal states have equal bytes.
  std::vector<std::byte> serialise() const;
  /// Throws Error(data) when the bytes are not a state of these targets.
  void restore(std::span<const std::byte> bytes);

 private:
  /// Sums of w, w^2, of the weights before and their squares, and of products, over paths on which something holds.
  struct Share {
    Uint128 weight = 0, squares = 0, before = 0, before_squares = 0, products = 0;
  };
  void add_lanes(Share& share, std::uint64_t lanes, const std::uint64_t* weights, const std::uint64_t* before) noexcept;
  Probability share(const Share& held, double failed_weight) const;
  Probability share_before(const Share& held) const;
  UpdatedProbability update(const Share& held) const;
  std::uint64_t fingerprint() const;

  std::vector<TargetRule> targets_;
  std::vector<TargetSet> sets_;
  std::vector<int> counted_;
  WeightSums sums_;
  Share all_;                               ///< over all paths that count
  std::vector<Share> targets_share_, tolerant_, sets_share_;
  std::vector<Uint128> met_{0};             ///< weight by number of counted targets that hold
  std::vector<std::uint64_t> lanes_;        ///< scratch of add: bit i of a target, lane i hits
};

}  // namespace jingchu::engine
