#pragma once

#include <vector>

#include "analysis/pairing.hpp"
#include "analysis/study.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::analysis {

/// A base and other scenarios that are to be compared with it, path by path on the same draws.
struct Comparison {
  std::vector<Study> studies;       ///< the base first
  std::vector<Pairing> pairings;    ///< one for each of the others, in order

  /// Whether study `i` has the compiled model of the base, and so its variables and its time axis.
  bool shares_model(std::size_t i) const { return studies[i].compiled == studies.front().compiled; }
  /// What the engine simulates: both refer to this comparison, which outlives them.
  std::vector<engine::Case> cases() const;
  std::vector<engine::ContrastPlan> contrasts() const;
};

/// Checks that the studies can be compared, the first being the base.
///
/// Throws Error(data), all problems at once: two scenarios of one name, other seeds or numbers of paths, and what
/// pair_outputs refuses.
Comparison comparison_of(std::vector<Study> studies, PairedSeries paired = PairedSeries::years_and_periods);

}  // namespace jingchu::analysis
