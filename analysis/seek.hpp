#pragma once

#include <vector>

#include "analysis/lever_mix.hpp"
#include "analysis/smallest_amount.hpp"
#include "analysis/spending.hpp"
#include "analysis/study.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/statistics/target_counts.hpp"

namespace jingchu::analysis {

/// The smallest amount by which levers are to be moved together so that targets hold.
struct SeekQuestion {
  std::vector<int> targets;     ///< numbers among the simulated targets; all of them on the same path
  double probability = 0.8;     ///< in (0, 1)
  Bounds bounds;                ///< of the amount
};

/// What was found at one amount.
struct SeekStep {
  double amount = 0;
  engine::Probability probability;       ///< n: effective paths, where published values weigh them
};

struct SeekAnswer {
  Search::End end = Search::End::out_of_reach;
  double amount = 0;                     ///< out of reach: the amount with the highest probability among those tried
  double amount_error = 0;               ///< Monte Carlo error: that of the probability over its slope; NaN without a slope
  engine::Probability probability;       ///< there
  engine::Probability base;              ///< at 0
  std::int64_t failed = 0;               ///< paths, without a change or there, whichever are more
  bool monotone = true;                  ///< false: the probability falls somewhere on the way from 0
  std::vector<SeekStep> steps;           ///< all that was tried, in order of amount
  models::Setting setting;               ///< there
};

/// Name of a target set that holds the targets of a question.
inline constexpr const char* sought_set = "sought";

/// Searches on common draws: with the same paths for every amount, the share of paths that meet the targets is a
/// function without noise, a step for every path, and the answer is the quantile over paths of what each path takes.
///
/// Published values are given at every amount: what it moves before the last of them weighs the paths otherwise too.
/// The answer is close when at most a fifth of the probability's standard error is to spare.
/// Throws Error(usage) when no amount moves any target; Error(come_back) after a stop; what Simulation throws at amount 0.
SeekAnswer seek(const Study& base, const LeverMix& levers, const SeekQuestion& question, const engine::RunControl& control);

/// The same on the central path alone.
struct CentralAnswer {
  Search::End end = Search::End::out_of_reach;
  double amount = 0;
  std::vector<double> base, values;      ///< of the targets, in their unit, at 0 and at the amount
};
CentralAnswer seek_central(const Study& base, const LeverMix& levers, const SeekQuestion& question);

/// How near settings bring the targets of a question: the normal score of their probability; on the central path what the one that is farthest
/// off has to spare. Study, question and control outlive it.
Nearness nearness_of(const Study& base, const SeekQuestion& question, const engine::RunControl& control);
Nearness central_nearness_of(const Study& base, const SeekQuestion& question);

/// Adds to a plan a target set of that name.
void add_sought_set(engine::Plan& plan, const std::vector<int>& targets);

}  // namespace jingchu::analysis
