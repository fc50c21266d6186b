#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/simulation/conditioned.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/target_counts.hpp"

namespace jingchu::engine {

enum class FailureKind : std::uint8_t { not_converged = 0, not_finite = 1, out_of_bounds = 2 };

/// A path that could not be simulated to its end, or left the bounds that the model states and counts no more.
struct Failure {
  std::int64_t path = 0;
  FailureKind kind = FailureKind::not_finite;
  int period = 0;             ///< of the horizon, from 0; of an output the last one it reads
  int equation = 0;           ///< VariableId of the equation; variable_count + o for output o
  double residual = 0;        ///< of the block, when it did not converge
};

/// In what way, period and equation (numbered as in Failure) paths failed first.
struct FailureCause {
  FailureKind kind = FailureKind::not_finite;
  int period = 0;
  int equation = 0;
  friend auto operator<=>(const FailureCause&, const FailureCause&) = default;
};

/// What the paths of one case amounted to: mergeable, and with the same bits for any order of merging.
///
/// Series of the accumulator: variable v in period t is series t * variable_count + v; output o is series
/// periods * variable_count + o.
struct Outcome {
  /// What is counted, without a path yet.
  struct Shape {
    std::shared_ptr<const std::vector<Grid>> grids;
    TargetCounts targets;
    TargetCounts replicate_targets;              ///< the same without the number met at once
    int identities = 0, periods = 0, equations = 0;   ///< equations: variables and outputs
    int kept_failures = 0;
    int replicates = 0;                          ///< of Sobol sampling; 0: paths are independent
    std::optional<Conditioned::Shape> conditioned = {};   ///< none: nothing was published
  };
  /// One replicate by itself.
  struct Replicate {
    Accumulator statistics;
    TargetCounts targets;
  };
  explicit Outcome(const Shape& shape);

  Accumulator statistics;
  TargetCounts targets;
  std::int64_t paths = 0;                      ///< simulated, failed ones among them
  std::int64_t failed = 0;
  std::vector<Failure> failures;               ///< the kept_failures lowest path numbers, in order
  std::map<FailureCause, std::int64_t> failure_counts;
  std::vector<double> identity_residuals;      ///< largest relative residual, one an identity
  std::int64_t slow_solves = 0;                ///< path-periods that needed the careful solver
  std::optional<Conditioned> conditioned;      ///< paths have weights: it counts the series, and `statistics` has none
  std::vector<Replicate> replicates;           ///< what they tell is the Monte Carlo error; empty for independent paths

  /// What a series, a target or a set of targets amounted to, with the Monte Carlo error that goes with the sampling.
  SeriesSummary summary(std::size_t series, std::span<const double> levels) const;
  Probability probability(std::size_t target) const;
  Probability probability_with_tolerance(std::size_t target) const;
  Probability joint(std::size_t set) const;
  /// Share of paths, or of their weight, on which exactly k of the counted targets hold.
  std::vector<double> targets_met() const { return conditioned ? conditioned->targets().targets_met() : targets.targets_met(); }

  void add_failure(const Failure& failure);
  /// Sorts and cuts the kept failures: needed after add_failure before `failures` is read.
  void tidy();
  void merge(const Outcome& other);
  /// Tidy first.
  void serialise(detail::ByteWriter& out) const;
  /// Throws Error(data) when the bytes are no outcome of this case.
  void restore(detail::ByteReader& in);

 private:
  int kept_failures_, periods_, equations_;
};

}  // namespace jingchu::engine
