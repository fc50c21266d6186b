#pragma once

#include <string>
#include <vector>

#include "analysis/study.hpp"

namespace jingchu::analysis {

/// One thing that a scenario decides and another may decide otherwise.
struct Input {
  enum class Kind { lever, tune, figure, parameter, published };
  Kind kind = Kind::lever;
  std::string name;        ///< of the lever, the tuned variable, the anchor or the fixed parameter; what was published, and when if that is known
  friend bool operator==(const Input&, const Input&) = default;
};

/// What two settings of a model differ in, levers first, in order of name.
std::vector<Input> changed_inputs(const Study& base, const Study& other);

/// The label of an input in the studies, in both languages; empty where there is none.
models::Label label_of(const Input& input, const Study& base, const Study& other);

/// The plan of the base with those inputs of the other for which `taken` is true. As long as `inputs`.
/// \param other  shares the compiled model of the base
engine::Plan mixed_plan(const Study& base, const Study& other, const std::vector<Input>& inputs, const std::vector<bool>& taken);

/// Throws Error(data) where some mixture of the two would have two exact values of one period by one shock.
void check_mixable_observations(const Study& base, const Study& other);

}  // namespace jingchu::analysis
