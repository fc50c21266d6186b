#pragma once

#include <string>
#include <vector>

#include "analysis/study.hpp"

namespace jingchu::analysis {

/// One thing that a scenario decides and another may decide otherwise.
struct Input {
  enum class Kind { lever, tune, figure, parameter };
  Kind kind = Kind::lever;
  std::string name;        ///< of the lever, the tuned variable, the anchor or the fixed parameter
  friend bool operator==(const Input&, const Input&) = default;
};

/// What two settings of a model differ in, levers first, in order of name.
std::vector<Input> changed_inputs(const Study& base, const Study& other);

/// The setting of the base with those inputs of the other for which `taken` is true. As long as `inputs`.
models::Setting mixed_setting(const Study& base, const Study& other, const std::vector<Input>& inputs, const std::vector<bool>& taken);

}  // namespace jingchu::analysis
