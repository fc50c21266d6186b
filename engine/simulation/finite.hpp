#pragma once

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// Whether any of rows x width numbers (consecutive rows) is NaN or infinite; `bad` receives 0 or NaN by lane.
bool find_non_finite(Isa isa, const double* rows, int row_count, int width, double* bad) noexcept;
/// Whether any of width numbers is a NaN or lies outside [lower, upper].
bool find_outside(Isa isa, const double* row, int width, double lower, double upper) noexcept;

}  // namespace jingchu::engine
