#pragma once

#include <span>
#include <string_view>

namespace jingchu::models {

/// A function of the formula language. `most` < 0: any number.
struct FunctionInfo {
  std::string_view name;
  int least = 1;
  int most = 1;
  std::string_view signature;
  bool in_equations = true;
  bool in_measures = true;
};

std::span<const FunctionInfo> functions();
const FunctionInfo* find_function(std::string_view name);
/// Names that no variable, parameter or shock may have: functions, words of the language, coordinates of results files.
bool is_reserved(std::string_view name);

}  // namespace jingchu::models
