#pragma once

#include <vector>

#include "engine/program/program.hpp"

namespace jingchu::engine {

/// The same equations with some of the outputs alone, in the order given: for a question about few of many.
Program with_outputs(const Program& program, const std::vector<int>& outputs);

}  // namespace jingchu::engine
