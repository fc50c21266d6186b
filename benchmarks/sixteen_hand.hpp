#pragma once

#include <cstdint>

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// The sixteen equations of sixteen/model.toml written by hand: one fused loop a quarter over 32 paths at a time, each
/// value in a register or on the stack, Newton on gdp with its derivative, the functions of engine/math.
///
/// \param parameters  10 x width, in the order of the model file; \param shocks 10 x width, likewise.
/// \param before, now  16 x width, in the order of the model file.
/// \param steps  Newton steps taken by every path.
void sixteen_by_hand(Isa isa, const double* parameters, const double* shocks, const double* before, double* now,
                     int width, int steps);

}  // namespace jingchu::engine
