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
    double change = 0;            ///< of the quantity
    double standard_error = 0;    ///< of the paired difference
  };
  Kind kind = Kind::lever;
  std::string name;
  End low, high;
  /// The larger of both changes.
  double size() const;
};

/// How far a lever is moved down and up: a tenth of the room between its bounds, as far as they allow.
std::pair<double, double> lever_range(const Study& study, const LeverMix& lever);

struct Tornado {
  double base = 0, base_error = 0;
  std::vector<Bar> bars;          ///< the longest first
};

/// Moves levers, parameters and shocks one at a time on the same draws.
///
/// A lever is moved down and up by a tenth of the room between its bounds, as far as they allow; a parameter or shock is held
/// at its 0.1 and 0.9 quantile, a shock in every period.
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
};

struct SobolIndices {
  double mean = 0;
  double variance = 0;
  std::vector<SobolRow> rows;     ///< the largest total first
};

/// Fewest paths from which the intervals of the indices can be had.
inline constexpr std::int64_t fewest_sobol_paths = 1000;

/// First-order and total indices of all groups of factors, by picking and freezing: with B a run on other draws throughout and
/// C a run on the draws of the base A but for one group, which is drawn as in B,
/// first = mean((B - m) (C - A)) / V and total = mean((A - C)^2) / 2 V. Errors by leaving out one of 50 groups of paths at a time.
///
/// \param quantity  a mean (indices of the value on a path) or a probability (of whether the target is met)
/// Throws Error(usage) for a quantile, for too few paths, and when the quantity does not vary.
///
/// Source: Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications 181;
/// Jansen (1999), Computer Physics Communications 117.
SobolIndices sobol_indices(const Study& study, const Quantity& quantity, const engine::RunControl& control);

}  // namespace jingchu::analysis
