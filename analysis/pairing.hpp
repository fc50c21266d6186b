#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/study.hpp"
#include "engine/simulation/contrast.hpp"

namespace jingchu::analysis {

/// What two studies have in common, found by name and date, and what the engine is to compare of it.
struct Pairing {
  enum class Kind { variable, annual, measure };
  /// A series of the contrast, in the numbering of the base.
  struct Series {
    Kind kind = Kind::variable;
    std::size_t column = 0;      ///< index into the variables of the base's model, or into its measures
    int time = 0;                ///< variable: period of the base's horizon, from 0; else the year
  };
  engine::ContrastPlan plan;
  std::vector<Series> series;             ///< as plan.series
  std::vector<std::size_t> targets;       ///< as plan.targets: index into the targets of the base's scenario
};

/// What is compared of variables: their years, or single periods too, which only a results file shows.
enum class PairedSeries { years, years_and_periods };

/// Pairs the variables with quantiles of the base, its measures, targets and sets of targets.
///
/// \param base, other  numbers of the studies among `studies`, which are the cases of the simulation.
/// Throws Error(data), all problems at once: other frequency, nothing in common, and equal names for what cannot be
/// subtracted: other units, a target that one measures otherwise than the other.
Pairing pair_outputs(const std::vector<Study>& studies, std::size_t base, std::size_t other, PairedSeries paired);

}  // namespace jingchu::analysis
