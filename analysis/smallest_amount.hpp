#pragma once

#include <functional>
#include <vector>

#include "analysis/lever_mix.hpp"

namespace jingchu::analysis {

/// What came of one amount.
struct Trial {
  double amount = 0;
  double score = 0;          ///< distance to the aim, about linear in the amount; from about 0 on it is reached
  bool reached = false;
  bool close = false;        ///< reached with no more to spare than the question is worth
};

struct Search {
  enum class End { already, reached, out_of_reach };
  End end = End::out_of_reach;
  Trial best;                ///< the smallest amount that reaches the aim; out of reach: the best of those tried
  std::vector<Trial> tried;  ///< in order of amount
};

/// The amount nearest to 0 that reaches an aim, found by bracketing.
///
/// 0 and both ends are tried first. Where an end reaches the aim, false position on the score (Illinois variant) closes in
/// on the change, with a bisection whenever two steps did not halve the bracket: so it ends on steps, flats and noise too.
/// Where none does, six amounts inside are tried before the aim is called out of reach.
/// When reaching is not monotone in the amount, the answer is one amount behind which the aim is just reached, not always the smallest.
///
/// Source: Dowell and Jarratt (1971), "A modified regula falsi method for computing the root of an equation", BIT 11.
Search smallest_amount(const std::function<Trial(double)>& attempt, const Bounds& bounds);

}  // namespace jingchu::analysis
