#pragma once

#include <vector>

#include "models/language/syntax.hpp"
#include "models/model.hpp"

namespace jingchu::models {

/// Factor of an anchor for a figure `value`: its formula over `value` and `base` with plain arithmetic.
double anchor_factor(const Anchor& anchor, double value);

/// What keeps a formula from being a factor: names other than value and base, functions, an equation.
std::vector<FormulaProblem> check_factor(const Syntax& syntax);

}  // namespace jingchu::models
