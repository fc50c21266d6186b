#pragma once

#include <string>
#include <vector>

#include "output/report/style.hpp"
#include "output/results/content.hpp"

namespace jingchu::output {

/// Targets that a report shows together.
struct TargetGroup {
  std::string id;                            ///< stretch, level, new, slack, other, lever, not_simulated: stable, for JSON
  std::string english, chinese;              ///< heading
  std::vector<const TargetRow*> targets;     ///< in the order of the scenario
};

/// The groups that have targets: the informative ones first, what the run itself sets and what it leaves out last.
std::vector<TargetGroup> target_groups(const ScenarioResults& scenario);

/// What a target asks, such as "≥ 6 %"; with its unit.
std::string goal_text(const TargetRow& target, const Style& style);

/// What a set of tiers is called.
std::string tier_set_text(const std::string& tier_set, const Style& style);

}  // namespace jingchu::output
