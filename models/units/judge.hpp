#pragma once

#include <cstddef>

#include "engine/core/error.hpp"
#include "models/units/inference.hpp"

namespace jingchu::models {

/// Decides the comparisons from number `first` on: those of stated units first, then those from which unknown units are
/// learnt, then those in which a written number may carry a unit.
void judge(UnitInference& inference, std::size_t first = 0);

/// Whether a unit may still be anything.
bool is_unknown(const UnitInference& inference, const Dimension& d);

/// The warning for a comparison that failed: of units, or of period bases when `spans`.
Diagnostic finding(const UnitInference& inference, const Comparison& c, bool spans);

}  // namespace jingchu::models
