#include "output/report/target_groups.hpp"

#include <cmath>

#include "output/report/number_text.hpp"

namespace jingchu::output {

std::vector<TargetGroup> target_groups(const ScenarioResults& scenario) {
  std::vector<TargetGroup> groups = {
      {"stretch", "Stretch targets: more than the year before", "需要加力的目标（高于上年水平）", {}},
      {"level", "Targets at the pace of the year before", "与上年水平相当的目标", {}},
      {"new", "New targets: no figure of the year before", "新设目标（上年无可比数据）", {}},
      {"slack", "Slack targets: the year before already met them", "较宽松的目标（上年已经达到）", {}},
      {"other", "Targets", "目标", {}},
      {"lever", "Targets that the scenario itself sets (outside the joint probabilities)", "由情景直接设定的目标（不计入联合概率）", {}},
      {"not_simulated", "Not simulated", "未模拟的目标", {}}};
  const auto group_of = [](const TargetRow& target) -> std::string {
    if (target.status == "not simulated") return "not_simulated";
    if (target.lever || target.status == "lever") return "lever";
    return target.ease == "stretch" || target.ease == "level" || target.ease == "new" || target.ease == "slack" ? target.ease : "other";
  };
  for (const auto& target : scenario.targets) {
    for (auto& group : groups) {
      if (group.id == group_of(target)) group.targets.push_back(&target);
    }
  }
  std::erase_if(groups, [](const TargetGroup& group) { return group.targets.empty(); });
  return groups;
}

std::string goal_text(const TargetRow& target, const Style& style) {
  const std::string unit = unit_text(style, target.unit, target.unit_zh);
  std::string text;
  if (target.sense == "between" && !std::isnan(target.upper)) {
    text = short_number(target.threshold, 4) + "–" + short_number(target.upper, 4);
  } else {
    text = (target.sense == "at most" ? "≤ " : "≥ ") + short_number(target.threshold, 4);
  }
  // "92 × 10k persons": without the sign the two numbers would run into one.
  if (!unit.empty()) text += (unit.front() >= '0' && unit.front() <= '9' ? " × " : " ") + unit;
  if (target.tolerance > 0) text += std::string(words(style, " (about)", "（左右）"));
  return text;
}

std::string tier_set_text(const std::string& tier_set, const Style& style) {
  if (tier_set == "all") return std::string(words(style, "all simulated targets", "全部模拟目标"));
  if (tier_set == "sought") return std::string(words(style, "all targets asked for", "全部所求目标"));
  if (tier_set.find('+') != std::string::npos) {
    std::string names;
    for (const char c : tier_set) {
      if (c == '+') names += words(style, " and ", "、");
      else names += c;
    }
    return style.chinese ? names + " 级全部目标" : "all targets of tiers " + names;
  }
  return style.chinese ? tier_set + " 级全部目标" : "all targets of tier " + tier_set;
}

}  // namespace jingchu::output
