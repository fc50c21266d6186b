#pragma once

#include "output/results/content.hpp"
#include "output/results/label.hpp"

namespace jingchu::output::detail {

// The columns of the group /targets, once for the writer and the reader.

struct TargetNumber {
  const char* name;
  double TargetRow::*member;
  Label label;
};

struct TargetText {
  const char* name;
  std::string TargetRow::*member;
  Label label;
};

inline constexpr TargetNumber target_numbers[] = {
    {"probability", &TargetRow::probability, {"share of paths that meet the target", "实现目标的路径占比"}},
    {"standard_error", &TargetRow::standard_error, {"Monte Carlo standard error of the probability", "概率的蒙特卡洛标准误"}},
    {"lower_bound", &TargetRow::lower_bound, {"probability if every failed path missed the target", "失败路径全部计为未实现时的概率"}},
    {"upper_bound", &TargetRow::upper_bound, {"probability if every failed path met the target", "失败路径全部计为实现时的概率"}},
    {"probability_with_tolerance", &TargetRow::probability_with_tolerance, {"share of paths that meet the target within its tolerance", "在容差内实现目标的路径占比"}},
    {"mean", &TargetRow::mean, {"mean of what the target measures", "目标所度量数值的均值"}},
    {"threshold", &TargetRow::threshold, {"value to reach", "应达到的数值（阈值）"}},
    {"upper", &TargetRow::upper, {"upper end of a range to stay in", "应保持区间的上限"}},
    {"tolerance", &TargetRow::tolerance, {"tolerance of an \"about\" goal", "“左右”类目标的容差"}},
};

inline constexpr TargetText target_texts[] = {
    {"sense", &TargetRow::sense, {"side on which the target is met", "目标实现的方向"}},
    {"unit", &TargetRow::unit, {"unit of the values", "数值的单位"}},
    {"unit_zh", &TargetRow::unit_zh, {"unit in Chinese", "中文单位"}},
    {"tier", &TargetRow::tier, {"how directly the model decides the target, A the most", "层级：模型决定该目标的直接程度，A 最直接"}},
    {"section", &TargetRow::section, {"section of the report", "报告章节"}},
    {"ease", &TargetRow::ease, {"slack, level, stretch or new against the past", "与以往相比：宽松、持平、进取或新设"}},
    {"status", &TargetRow::status, {"simulated, lever or not simulated", "已模拟、政策杠杆或未模拟"}},
    {"reason", &TargetRow::reason, {"why it is not simulated", "未模拟的原因（英文）"}},
    {"reason_zh", &TargetRow::reason_zh, {"why it is not simulated, in Chinese", "未模拟的原因（中文）"}},
    {"measure", &TargetRow::measure, {"formula of what the target measures", "目标所度量数值的公式"}},
    {"judgement", &TargetRow::judgement, {"judgement behind the measure", "度量背后的判断"}},
};

struct JointNumber {
  const char* name;
  double JointRow::*member;
  Label label;
};

inline constexpr JointNumber joint_numbers[] = {
    {"joint_probability", &JointRow::probability, {"share of paths that meet all targets of the tiers", "实现所列层级全部目标的路径占比"}},
    {"joint_standard_error", &JointRow::standard_error, {"Monte Carlo standard error of the joint probability", "联合概率的蒙特卡洛标准误"}},
    {"joint_lower_bound", &JointRow::lower_bound, {"joint probability if every failed path missed", "失败路径全部计为未实现时的联合概率"}},
    {"joint_upper_bound", &JointRow::upper_bound, {"joint probability if every failed path met them all", "失败路径全部计为实现时的联合概率"}},
};

}  // namespace jingchu::output::detail
