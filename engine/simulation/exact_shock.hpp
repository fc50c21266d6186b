#pragma once

#include <vector>

#include "engine/random/law_density.hpp"
#include "engine/simulation/plan.hpp"

namespace jingchu::engine {

/// A shock that is not drawn in one period: each path gets the value of it with which an output is exactly as published.
///
/// The paths are then draws of all else, and the density of the published value given all else is that of the shock's value
/// times the size of d(shock)/d(output): their weight.
struct ExactShock {
  int output = 0;
  int shock = 0;
  int period = 0;        ///< the last one the output reads
  double value = 0;      ///< of the output
  LawDensity law;

  // Correlated shocks join their normal scores: given those of the others, that of this one is normal again.
  struct Other {
    int shock = 0;
    double weight = 0;   ///< of its score in the mean
    LawDensity law;
  };
  std::vector<Other> others;   ///< of its correlated group; empty: it depends on none
  double sd = 1;               ///< of its score given theirs

  /// Log density of the shock's value x given the values of the others.
  /// \param value_of  the value of a shock, by its number
  template <class Value>
  double log_density(double x, Value value_of) const {
    if (others.empty()) return law.log_at(x);
    double mean = 0;
    for (const Other& other : others) mean += other.weight * other.law.score_at(value_of(other.shock));
    return law.log_at(x) + log_ratio(law.score_at(x), mean);
  }

 private:
  /// Log of the density of a score given its mean and `sd`, less that of the standard normal one.
  double log_ratio(double score, double mean) const;
};

/// Those of a plan, in the order of its observations.
/// \param output_periods  by output: last period of the horizon that it reads
/// Throws std::logic_error when one is not in the horizon, or two are in one period.
std::vector<ExactShock> exact_shocks(const Plan& plan, const std::vector<int>& output_periods);

}  // namespace jingchu::engine
