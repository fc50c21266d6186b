#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/random/law.hpp"
#include "engine/random/sampling.hpp"
#include "engine/statistics/observation_rule.hpp"
#include "engine/statistics/target_rule.hpp"

namespace jingchu::engine {

/// Numbers of one run of a Program: everything that decides a result, and nothing else.
struct Plan {
  int periods = 0;                       ///< horizon length
  int history_periods = 0;               ///< periods before the horizon held in `history` and `series`
  std::vector<double> settings;          ///< setting_count
  std::vector<double> history;           ///< variable_count x history_periods, row-major, oldest first; NaN = not given
  std::vector<double> series;            ///< series_count x (history_periods + periods), row-major; NaN = not given
  std::vector<DrawnQuantity> parameters; ///< parameter_count
  std::vector<Correlation> parameter_correlations;
  std::vector<DrawnQuantity> shocks;     ///< shock_count
  std::vector<Correlation> shock_correlations;

  std::uint64_t seed = 20260101;
  Sampling sampling;                     ///< where the uniforms behind the draws come from
  std::int64_t first_path = 0;           ///< multiple of the work unit
  std::int64_t path_count = 0;

  double tolerance = 1e-10;              ///< relative residual (with implicit equations: step) at which a block counts as solved
  int max_iterations = 50;

  std::vector<char> variable_has_histogram;  ///< variable_count
  std::vector<char> output_has_histogram;    ///< output_count
  std::vector<TargetRule> targets;
  std::vector<TargetSet> target_sets;
  std::vector<int> counted_targets;      ///< targets whose number met is counted
  std::vector<ObservationRule> observations;  ///< paths are weighted with their likelihood; none: all weigh the same
  bool guided = false;                   ///< with observations: paths are drawn from a proposal that is close to them, and weighted for it
  int kept_failures = 1000;              ///< failed paths listed by number (the lowest)
};

}  // namespace jingchu::engine
