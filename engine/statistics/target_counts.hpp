#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/target_rule.hpp"

namespace jingchu::engine {

/// A share of paths (NaN without any) with its Monte Carlo standard error and the bounds that failed paths leave open.
struct Probability {
  double value = 0;
  double standard_error = 0;   ///< sqrt(p (1 - p) / n); for 0 or n hits: of the Laplace estimate (hits + 1) / (n + 2)
  double lower = 0;            ///< failed paths counted as misses
  double upper = 0;            ///< failed paths counted as hits
  std::int64_t hits = 0;
  std::int64_t n = 0;          ///< paths that count
};

/// Tells what is counted apart.
std::uint64_t fingerprint(const std::vector<TargetRule>& targets, const std::vector<TargetSet>& sets, const std::vector<int>& counted);

/// Counts how often targets hold, alone, jointly, and how many at once. Integers only: merging is addition.
///
/// A target holds where v >= threshold (at_least), v <= threshold (at_most) or threshold <= v <= upper (between); with
/// tolerance, where v lies at most the tolerance beyond. Joint counts and numbers met are without tolerance; an empty
/// set holds on every path.
class TargetCounts {
 public:
  TargetCounts() = default;
  TargetCounts(std::vector<TargetRule> targets, std::vector<TargetSet> sets, std::vector<int> counted);

  /// \param outputs  output o of lane i at outputs[o * stride + i]. NaN never hits.
  /// \param alive    1 for a path that counts, 0 for one left out; nullptr when all of `width` count.
  /// Does not allocate or throw.
  void add(const double* outputs, std::size_t stride, const double* alive, int width) noexcept;
  /// Throws std::logic_error when the two sides count different targets.
  void merge(const TargetCounts& other);

  Probability probability(std::size_t target, std::int64_t failed) const;
  Probability probability_with_tolerance(std::size_t target, std::int64_t failed) const;
  Probability joint(std::size_t set, std::int64_t failed) const;
  /// Share of paths on which exactly k of the counted targets hold, k = 0 .. counted.size(); NaN without paths.
  std::vector<double> targets_met() const;
  std::int64_t n() const noexcept { return n_; }

  /// Little-endian, versioned; equal states have equal bytes.
  std::vector<std::byte> serialise() const;
  /// Throws Error(data) and changes nothing when the bytes are not a state of these targets.
  void restore(std::span<const std::byte> bytes);

 private:
  std::vector<TargetRule> targets_;
  std::vector<TargetSet> sets_;
  std::vector<int> counted_;
  std::int64_t n_ = 0;
  std::vector<std::int64_t> hits_, tolerant_hits_, joint_hits_;
  std::vector<std::int64_t> met_{0};        ///< by number of counted targets that hold
  std::vector<std::uint64_t> lanes_;        ///< scratch of add: bit i of a target, lane i hits
};

}  // namespace jingchu::engine
