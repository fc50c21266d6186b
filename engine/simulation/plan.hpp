#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/random/law.hpp"

namespace jingchu::engine {

/// How an output is compared with a target's threshold.
enum class Sense { at_least, at_most, between };

/// A target as the engine scores it, in the unit of its output.
struct TargetRule {
  int output = -1;            ///< index of the output that is compared
  Sense sense = Sense::at_least;
  double threshold = 0;       ///< lower end for `between`
  double upper = 0;           ///< upper end for `between`
  double tolerance = 0;       ///< >= 0; a second count grants it
};

/// A set of targets whose joint probability is wanted: all hold on the same path.
struct TargetSet {
  std::string name;
  std::vector<int> targets;   ///< indices into Plan::targets
};

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
  std::int64_t first_path = 0;           ///< multiple of the work unit
  std::int64_t path_count = 0;

  double tolerance = 1e-10;              ///< relative change of a tear variable at which a block counts as solved
  int max_iterations = 50;

  std::vector<char> variable_has_histogram;  ///< variable_count
  std::vector<char> output_has_histogram;    ///< output_count
  std::vector<TargetRule> targets;
  std::vector<TargetSet> target_sets;
  std::vector<int> counted_targets;      ///< targets whose number met is counted
  int kept_failures = 1000;              ///< failed paths listed by number (the lowest)
};

}  // namespace jingchu::engine
