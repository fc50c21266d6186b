#pragma once

#include "output/results/content.hpp"

namespace jingchu::output::detail {

// The columns of /contrast_targets, once for the writer, the reader and the check of the schema. `joint_` stands before
// the names of those along tier_set.

struct ChangeNumber {
  const char* name;
  double ChangeRow::*member;
  const char* title;
};

struct ChangeCount {
  const char* name;
  std::int64_t ChangeRow::*member;
  const char* title;
};

inline constexpr ChangeNumber change_numbers[] = {
    {"base", &ChangeRow::base, "probability in the base"},
    {"other", &ChangeRow::other, "probability in the scenario"},
    {"change", &ChangeRow::change, "change of the probability over the paths that count in both"},
    {"standard_error", &ChangeRow::standard_error, "Monte Carlo standard error of the paired change"},
    {"separate_error", &ChangeRow::separate_error, "standard error of the same change from two runs with draws of their own"},
};

inline constexpr ChangeCount change_counts[] = {
    {"gained", &ChangeRow::gained, "paths on which it holds in the scenario alone"},
    {"lost", &ChangeRow::lost, "paths on which it holds in the base alone"},
};

}  // namespace jingchu::output::detail
