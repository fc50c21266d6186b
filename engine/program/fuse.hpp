#pragma once

#include <span>
#include <vector>

#include "engine/program/code.hpp"

namespace jingchu::engine {

/// Joins an addition, subtraction, product or fused operation with the one instruction that needs its result, so that the result
/// never becomes a row. Bits stay the same. To be called while every temp has one writer (before allocate_temps).
///
/// \param borders  places in the code over which nothing is joined: where a solver enters or leaves
/// \param kept     temps that somebody else reads
/// \return for every place in the old code, and for its end, where that is in the new one
std::vector<int> fuse(std::vector<Instruction>& code, int virtual_temps, std::span<const int> borders, std::span<const int> kept);

}  // namespace jingchu::engine
