#pragma once

#include <string>
#include <vector>

#include "output/results/content.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output::testing {

/// The sample with numbers that agree with each other, as those of a run do.
Content sound_content();

/// The same with a second scenario, in which output is larger by 10 in every period, compared with the first.
Content sound_comparison();

/// Gives a target a share of the paths that did not fail, with the bounds that follow.
template <class Row>
void set_hits(Row& row, double hits) {
  row.probability = hits / 9997;
  row.lower_bound = hits / 10000;
  row.upper_bound = (hits + 3) / 10000;
}

/// Findings as lines "check: place: problem".
std::string as_text(const std::vector<Finding>& findings);

}  // namespace jingchu::output::testing
