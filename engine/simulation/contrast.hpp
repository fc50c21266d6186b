#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/simulation/conditioned_contrast.hpp"
#include "engine/simulation/tile.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bytes.hpp"

namespace jingchu::engine {

/// What is compared between two cases, path by path on the same draws: always other minus base.
struct ContrastPlan {
  struct Pair {
    int base = 0, other = 0;
  };
  struct Series {
    int base = 0, other = 0;
    bool in_joined_bins = false;    ///< the histogram of its differences has wider bins, and takes a quarter of the memory
  };
  int base = 0;                     ///< index of the case
  int other = 1;
  std::vector<Series> series;       ///< numbered as in Outcome
  std::vector<Pair> targets;        ///< indices into the targets of the two plans
  std::vector<Pair> target_sets;    ///< indices into their target sets
};

/// How often a target (or a set) holds in one case and not in the other, on the paths that count in both.
struct Switches {
  std::int64_t gained = 0;          ///< missed in the base, met in the other
  std::int64_t lost = 0;            ///< met in the base, missed in the other
};

/// A change of a probability with the Monte Carlo error of the paired difference.
struct ProbabilityChange {
  double value = 0;                 ///< (gained - lost) / n
  double standard_error = 0;        ///< of the paired difference; without any switch that of one path having switched
};
ProbabilityChange change(const Switches& switches, std::int64_t n);

/// Grids of a contrast.
struct ContrastGrids {
  std::shared_ptr<const std::vector<Grid>> differences;        ///< one a series of the plan
  std::optional<ConditionedContrast::Shape> conditioned = {};  ///< a case is conditioned: it counts the series
};

/// The two tiles of a contrast, which hold the same paths, and the weights of these in a case that is conditioned (else empty).
struct ContrastTiles {
  const Tile* base = nullptr;
  const Tile* other = nullptr;
  std::span<const std::uint64_t> base_weights = {}, other_weights = {};
};

/// Differences between two cases on common draws: mergeable, integers only.
class Contrast {
 public:
  /// \param noise  relative size up to which a difference is the solver's and counts as none
  /// \param replicates  of Sobol sampling; 0: paths are independent
  Contrast(const ContrastPlan& plan, const ContrastGrids& grids, double noise, int replicates);

  void add(const ContrastTiles& tiles);
  /// The same in steps, for one who goes through the series of one tile anyway and has them near: begin, then add_series_of for
  /// every series of the other case.
  void begin(const ContrastTiles& tiles);
  void add_series_of(std::size_t other_series);
  void merge(const Contrast& theirs);
  /// See Accumulator::make_room.
  void make_room();
  void serialise(detail::ByteWriter& out) const;
  void restore(detail::ByteReader& in);

  /// Paths on which neither case failed.
  std::int64_t n() const noexcept { return conditioned_ ? conditioned_->n() : all_.n; }
  SeriesSummary difference(std::size_t series, std::span<const double> levels) const;
  /// Paths on which the other case is greater, and less, by more than the noise; none are counted of conditioned cases.
  std::int64_t greater(std::size_t series) const { return greater_.at(series); }
  std::int64_t less(std::size_t series) const { return less_.at(series); }
  /// Their shares of the paths, or of the weight; NaN where paths have no differences.
  double greater_share(std::size_t series) const { return conditioned_ ? conditioned_->greater(series) : share(greater_.at(series)); }
  double less_share(std::size_t series) const { return conditioned_ ? conditioned_->less(series) : share(less_.at(series)); }
  /// What goes with weights; none where no case is conditioned.
  const std::optional<ConditionedContrast>& conditioned() const noexcept { return conditioned_; }
  /// Of paths that have weight in both.
  const Switches& target(std::size_t i) const { return all_.targets.at(i); }
  const Switches& target_set(std::size_t i) const { return all_.target_sets.at(i); }
  /// How the probability of a target or of a set changes, with the error that goes with the sampling.
  ProbabilityChange target_change(std::size_t i) const;
  ProbabilityChange target_set_change(std::size_t i) const;

 private:
  /// What is counted over all paths, and of each replicate by itself.
  struct Part {
    Accumulator differences;
    std::vector<Switches> targets, target_sets;
    std::int64_t n = 0;

    void merge(const Part& theirs);
    void serialise(detail::ByteWriter& out) const;
    void restore(detail::ByteReader& in);
  };

  void add_series(std::size_t s);
  void add_targets(Part& part, const Tile& base, const Tile& other, const double* alive, int begin, int end) const;
  void add_weighted_targets(const Tile& base, const Tile& other);
  double share(std::int64_t paths) const;
  ProbabilityChange weighted_change(const Switches& switches, std::size_t target) const;
  template <class Of>
  ProbabilityChange change_of(Of switches) const;

  const ContrastPlan* plan_;
  double noise_;
  Part all_;
  std::vector<Part> replicates_;
  std::optional<ConditionedContrast> conditioned_;   ///< `all_` counts switches alone then
  std::vector<std::int64_t> greater_, less_;
  std::vector<std::int32_t> of_other_;      ///< by series of the other case: the one that it is part of, or -1
  AlignedDoubles difference_, alive_;
  const Tile* base_ = nullptr;              ///< at hand
  const Tile* other_ = nullptr;
  const double* living_ = nullptr;          ///< of both; nullptr: all
};

}  // namespace jingchu::engine
