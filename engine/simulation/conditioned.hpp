#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/simulation/likelihood.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/weighted_accumulator.hpp"
#include "engine/statistics/weighted_targets.hpp"

namespace jingchu::engine {

/// What the paths of a case amount to given what was published of the horizon: all statistics weighted with the likelihood
/// after the last release, targets after each. Mergeable, with the same bits for any order of merging.
class Conditioned {
 public:
  /// What is counted, without a path yet.
  struct Shape {
    std::shared_ptr<const std::vector<Grid>> grids;      ///< of all series, as Outcome numbers them
    std::shared_ptr<const std::vector<Grid>> observed;   ///< of the outputs that were published, one a rule
    Likelihood likelihood;
    std::vector<double> references;                      ///< see TileWeights
    WeightedTargets targets;
    bool guided = false;                                 ///< paths come from a proposal
  };
  explicit Conditioned(const Shape& shape);

  /// Weighs the paths of a tile and counts everything but its series. Outputs and alive as TileWeights takes them.
  void begin(Isa isa, const double* outputs, std::size_t stride, const double* exact, const double* ratios, const double* alive, int width);
  /// Adds a series of the tile that was begun.
  void add(std::size_t series, const double* values) noexcept { statistics_.add(series, values, lanes_); }
  std::size_t series_count() const noexcept { return statistics_.series_count(); }
  void merge(const Conditioned& other);
  void serialise(detail::ByteWriter& out) const;
  /// Throws Error(data) when the bytes are no state of this case.
  void restore(detail::ByteReader& in);

  /// Of the tile that was begun, after the last release: one a lane.
  std::span<const std::uint64_t> weights() const noexcept { return weights_.after(releases() - 1); }

  int releases() const noexcept { return static_cast<int>(targets_.size()); }
  const WeightSums& sums(int release) const { return targets_.at(static_cast<std::size_t>(release)).sums(); }
  const WeightSums& sums() const { return targets_.back().sums(); }
  const WeightedTargets& targets(int release) const { return targets_.at(static_cast<std::size_t>(release)); }
  const WeightedTargets& targets() const { return targets_.back(); }
  SeriesSummary summary(std::size_t series, std::span<const double> levels) const { return statistics_.summary(series, levels, sums()); }
  /// Whether the paths before any weight are those of the model: not where a shock of theirs was found instead of drawn.
  bool has_prior() const noexcept { return weights_.likelihood().is_bounded(releases()); }
  /// Mean, sd and n of a published output before any value of it was known. \param rule  number of the rule
  SeriesSummary prior(std::size_t rule) const { return prior_.summary(rule, {}, prior_sums_); }
  const WeightSums& prior_sums() const noexcept { return prior_sums_; }
  /// Natural logarithm of the density of all values up to a release: the mean of the likelihood over the paths that count.
  double log_evidence(int release) const;
  /// At most this much do failed paths weigh, in units of the largest weight; infinite where a value is exact.
  double failed_weight(std::int64_t failed) const;

 private:
  TileWeights weights_;
  WeightedLanes lanes_, prior_lanes_;
  WeightedAccumulator statistics_, prior_;
  WeightSums prior_sums_;
  bool guided_;
  std::vector<WeightedTargets> targets_;   ///< after each release
};

}  // namespace jingchu::engine
