#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/period.hpp"

namespace jingchu::models {

/// The names that a formula uses, each once, in the order of the text; functions are none of them. Empty for a text that
/// is no formula.
std::vector<std::string> names_in(std::string_view formula, Frequency frequency);

}  // namespace jingchu::models
