#pragma once

#include "output/results/content.hpp"
#include "output/results/label.hpp"

namespace jingchu::output::detail {

// The columns of /contrast_targets, once for the writer, the reader and the check of the schema. `joint_` stands before
// the names of those along tier_set.

struct ChangeNumber {
  const char* name;
  double ChangeRow::*member;
  Label label;
};

struct ChangeCount {
  const char* name;
  std::int64_t ChangeRow::*member;
  Label label;
};

inline constexpr ChangeNumber change_numbers[] = {
    {"base", &ChangeRow::base, {"probability in the base", "基准情景中的概率"}},
    {"other", &ChangeRow::other, {"probability in the scenario", "该情景中的概率"}},
    {"change", &ChangeRow::change, {"change of the probability over the paths that count in both", "概率变化（以两情景均计入的路径计）"}},
    {"standard_error", &ChangeRow::standard_error, {"Monte Carlo standard error of the paired change", "配对变化的蒙特卡洛标准误"}},
    {"separate_error", &ChangeRow::separate_error, {"standard error of the same change from two runs with draws of their own", "若两次运行各用独立随机数，同一变化的标准误"}},
};

/// What is said of a contrast by weighted paths, likewise.
struct EffectiveNumber {
  const char* name;
  double ContrastResults::*member;
  Label label;
};

inline constexpr EffectiveNumber effective_numbers[] = {
    {"base_effective_paths", &ContrastResults::base_effective, {"paths of equal weight that would tell as much of the base", "基准情景的有效路径数"}},
    {"other_effective_paths", &ContrastResults::other_effective, {"paths of equal weight that would tell as much of the scenario", "该情景的有效路径数"}},
};
inline constexpr const char* unlike_paths_name = "unlike_paths";

inline constexpr ChangeCount change_counts[] = {
    {"gained", &ChangeRow::gained, {"paths on which it holds in the scenario alone", "仅在该情景中实现的路径数"}},
    {"lost", &ChangeRow::lost, {"paths on which it holds in the base alone", "仅在基准情景中实现的路径数"}},
};

}  // namespace jingchu::output::detail
