#pragma once

#include <string>
#include <utility>

#include "engine/random/law.hpp"

namespace jingchu::app {

/// A law as people read it: "normal(0.33, 0.06) within [0.18, 0.48]".
std::string law_text(const engine::Law& law);

/// Smallest and largest value a law can give; infinite where it is open.
std::pair<double, double> law_bounds(const engine::Law& law);

}  // namespace jingchu::app
