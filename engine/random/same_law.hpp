#pragma once

#include "engine/random/law.hpp"

namespace jingchu::engine {

/// Whether two laws are the same kind with the same numbers, so that equal uniforms give equal values.
bool same_law(const Law& a, const Law& b);

}  // namespace jingchu::engine
