#pragma once

#include "output/results/content.hpp"

namespace jingchu::output::detail {

// The columns of the group /targets, once for the writer and the reader.

struct TargetNumber {
  const char* name;
  double TargetRow::*member;
  const char* title;
};

struct TargetText {
  const char* name;
  std::string TargetRow::*member;
  const char* title;
};

inline constexpr TargetNumber target_numbers[] = {
    {"probability", &TargetRow::probability, "share of paths that meet the target"},
    {"standard_error", &TargetRow::standard_error, "Monte Carlo standard error of the probability"},
    {"lower_bound", &TargetRow::lower_bound, "probability if every failed path missed the target"},
    {"upper_bound", &TargetRow::upper_bound, "probability if every failed path met the target"},
    {"probability_with_tolerance", &TargetRow::probability_with_tolerance, "share of paths that meet the target within its tolerance"},
    {"mean", &TargetRow::mean, "mean of what the target measures"},
    {"threshold", &TargetRow::threshold, "value to reach"},
    {"upper", &TargetRow::upper, "upper end of a range to stay in"},
    {"tolerance", &TargetRow::tolerance, "tolerance of an \"about\" goal"},
};

inline constexpr TargetText target_texts[] = {
    {"sense", &TargetRow::sense, "side on which the target is met"},
    {"unit", &TargetRow::unit, "unit of the values"},
    {"unit_zh", &TargetRow::unit_zh, "unit in Chinese"},
    {"tier", &TargetRow::tier, "how directly the model decides the target, A the most"},
    {"section", &TargetRow::section, "section of the report"},
    {"ease", &TargetRow::ease, "slack, level, stretch or new against the past"},
    {"status", &TargetRow::status, "simulated, lever or not simulated"},
    {"reason", &TargetRow::reason, "why it is not simulated"},
    {"reason_zh", &TargetRow::reason_zh, "why it is not simulated, in Chinese"},
    {"measure", &TargetRow::measure, "formula of what the target measures"},
    {"judgement", &TargetRow::judgement, "judgement behind the measure"},
};

struct JointNumber {
  const char* name;
  double JointRow::*member;
  const char* title;
};

inline constexpr JointNumber joint_numbers[] = {
    {"joint_probability", &JointRow::probability, "share of paths that meet all targets of the tiers"},
    {"joint_standard_error", &JointRow::standard_error, "Monte Carlo standard error of the joint probability"},
    {"joint_lower_bound", &JointRow::lower_bound, "joint probability if every failed path missed"},
    {"joint_upper_bound", &JointRow::upper_bound, "joint probability if every failed path met them all"},
};

}  // namespace jingchu::output::detail
