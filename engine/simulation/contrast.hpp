#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/simulation/tile.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bytes.hpp"

namespace jingchu::engine {

/// What is compared between two cases, path by path on the same draws: always other minus base.
struct ContrastPlan {
  struct Pair {
    int base = 0, other = 0;
  };
  int base = 0;                     ///< index of the case
  int other = 1;
  std::vector<Pair> series;         ///< numbered as in Outcome
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

/// Paired differences between two cases: mergeable, integers only.
class Contrast {
 public:
  /// \param grids  of the differences, one a series of the plan
  /// \param noise  relative size up to which a difference is the solver's and counts as none
  /// \param replicates  of Sobol sampling; 0: paths are independent
  Contrast(const ContrastPlan& plan, std::shared_ptr<const std::vector<Grid>> grids, double noise, int replicates);

  /// Adds two tiles that hold the same paths.
  void add(const Tile& base, const Tile& other);
  /// The same in steps, for one who goes through the series of one tile anyway and has them near: begin, then add_series_of for
  /// every series of the other case.
  void begin(const Tile& base, const Tile& other);
  void add_series_of(std::size_t other_series);
  void merge(const Contrast& theirs);
  /// See Accumulator::make_room.
  void make_room();
  void serialise(detail::ByteWriter& out) const;
  void restore(detail::ByteReader& in);

  /// Paths on which neither case failed.
  std::int64_t n() const noexcept { return all_.n; }
  SeriesSummary difference(std::size_t series, std::span<const double> levels) const;
  /// Paths on which the other case is greater, and less, by more than the noise.
  std::int64_t greater(std::size_t series) const { return greater_.at(series); }
  std::int64_t less(std::size_t series) const { return less_.at(series); }
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
  template <class Of>
  ProbabilityChange change_of(Of switches) const;

  const ContrastPlan* plan_;
  double noise_;
  Part all_;
  std::vector<Part> replicates_;
  std::vector<std::int64_t> greater_, less_;
  std::vector<std::int32_t> of_other_;      ///< by series of the other case: the one that it is part of, or -1
  AlignedDoubles difference_, alive_;
  const Tile* base_ = nullptr;              ///< at hand
  const Tile* other_ = nullptr;
  const double* living_ = nullptr;          ///< of both; nullptr: all
};

}  // namespace jingchu::engine
