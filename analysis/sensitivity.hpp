#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analysis/factors.hpp"
#include "analysis/lever_mix.hpp"
#include "analysis/quantity.hpp"

namespace jingchu::analysis {

/// What a quantity does when one thing is low and when it is high, all else as it is.
struct Bar {
  enum class Kind { lever, parameter, shock };
  struct End {
    double set = 0;               ///< the value it is held at; of a lever: how far it is moved
    double change = 0;            ///< of the quantity; NaN where no path has a solution then, or too few agree with what was published
    double standard_error = 0;    ///< of the paired difference
    double effective_paths = 0;   ///< see Estimate
  };
  Kind kind = Kind::lever;
  std::string name;
  End low, high;
  /// The larger of both changes.
  double size() const;
};

/// How far a lever is moved down and up: a tenth of the room between its bounds, as far as they allow. Throws Error(usage) for one with a weight.
std::pair<double, double> lever_range(const Study& study, const LeverMix& lever);

/// What is told where nothing that is moved moves the quantity, whose value is `base`.
Error nothing_moves(const Quantity& quantity, double base);

struct Tornado {
  double base = 0, base_error = 0;
  double base_effective = 0;      ///< paths, see Estimate
  std::vector<Bar> bars;          ///< the longest first

  std::int64_t failed = 0;        ///< paths, in the scenario itself or where most fail of those where not all do

  /// Of the case with the fewest.
  double fewest_effective() const;
};

/// Moves levers, parameters and shocks one at a time on the same draws.
///
/// A lever is moved down and up by a tenth of the room between its bounds, as far as they allow; a parameter or shock is held
/// at its 0.1 and 0.9 quantile, a shock in every period. Published values are given in every case: what is moved then weighs paths
/// otherwise too. A shock by which one of them is exact is not moved, since it is found.
/// \param levers  each as LeverMix takes one
/// Throws Error(usage) when nothing moves the quantity or there is nothing to move; what LeverMix and path_outputs throw.
Tornado tornado(const Study& study, const Quantity& quantity, const std::vector<std::string>& levers, const std::vector<Factor>& factors, const engine::RunControl& control);

/// An index with its standard error.
struct Index {
  double value = 0;
  double standard_error = 0;
};

/// Shares of the variance over paths that are due to a group of factors.
struct SobolRow {
  FactorGroup group;
  Index first;       ///< alone: what knowing it would take away on average
  Index total;       ///< with all its interactions: what would be left if all others were known
  std::int64_t left_out = 0;   ///< paths that fail in A, B or C of these indices: none of the three values counts then
};

struct SobolIndices {
  double mean = 0;                ///< of the paths of A that have a solution
  double variance = 0;            ///< of the values of A and B, on the paths that have a solution in both
  std::int64_t failed = 0;        ///< paths, in the run where most fail

  /// Of the row with the most.
  std::int64_t most_left_out() const;

  std::vector<SobolRow> rows;     ///< the largest total first
};

/// Fewest paths from which the intervals of the indices can be had.
inline constexpr std::int64_t fewest_sobol_paths = 1000;

/// First-order and total indices of all groups of factors, by picking and freezing: with B a run on other draws throughout and
/// C a run on the draws of the base A but for one group, which is drawn as in B,
/// first = mean((B - m) (C - A)) / V and total = mean((A - C)^2) / 2 V. Errors by leaving out one of 50 groups of paths at a time.
///
/// \param quantity  a mean (indices of the value on a path) or a probability (of whether the target is met)
/// A path that fails in one of the three runs is left out of mean and variance too: the indices are those of draws that have a solution.
/// Throws Error(usage) for a quantile, for too few paths, and when the quantity does not vary; Error(data) where too few paths are left; what
/// throw_no_estimate throws where the scenario itself has no solution.
///
/// Source: Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications 181;
/// Jansen (1999), Computer Physics Communications 117.
SobolIndices sobol_indices(const Study& study, const Quantity& quantity, const engine::RunControl& control);

/// What moving one input from end to end of its range does to a quantity, all others being anywhere in theirs.
struct MorrisRow {
  Bar::Kind kind = Bar::Kind::lever;
  std::string name;
  double low = 0, high = 0;       ///< ends: the value it is held at; of a lever: how far it is moved
  Index size;                     ///< mean size of the effect (mu*): how much it matters
  Index mean;                     ///< mean effect (mu)
  Index spread;                   ///< standard deviation of the effect (sigma): 0 where it adds a straight line and nothing else
  double noise = 0;               ///< Monte Carlo error of one effect: sizes below twice this are those of chance
};

struct Morris {
  double centre = 0;              ///< the quantity in the scenario itself
  double centre_error = 0;
  int trajectories = 0;
  std::int64_t failed = 0;        ///< paths, in the scenario itself or at the point where most fail; each point counts those that have a solution
  std::vector<MorrisRow> rows;    ///< the largest size first
};

inline constexpr int standard_trajectories = 10, fewest_trajectories = 4, most_trajectories = 1000;

/// Screens many inputs by elementary effects: from a random point of a grid of four levels each, the inputs are moved one after the
/// other by two thirds of their range; what each move does over that share is an effect, and every trajectory gives one for
/// every input. The range of a lever is a tenth of the room between its bounds to both sides, as far as they allow; that of a parameter or
/// shock lies between its 0.1 and 0.9 quantiles, and it is held there. What is not screened is drawn, on the same draws for all points.
///
/// A trajectory's point and order depend on seed, its number and the names of the inputs alone, so that another input changes
/// no other's point. Errors of size, mean and spread are those over trajectories (of the spread by leaving one out at a time).
/// Throws as tornado does; Error(usage) for a lever in two of the names.
///
/// Source: Morris (1991), Technometrics 33; mu*: Campolongo, Cariboni and Saltelli (2007), Environmental Modelling & Software 22.
Morris morris(const Study& study, const Quantity& quantity, const std::vector<std::string>& levers, const std::vector<Factor>& factors, int trajectories, const engine::RunControl& control);

}  // namespace jingchu::analysis
