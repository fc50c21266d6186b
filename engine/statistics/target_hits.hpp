#pragma once

#include <cstdint>

#include "engine/statistics/target_rule.hpp"

namespace jingchu::engine {

/// Bit i of the result: lane i hits. Comparisons with NaN are false, so a value that is not a number never hits.
/// \param lanes  at most 64
std::uint64_t hit_lanes(const TargetRule& rule, double tolerance, const double* values, int lanes) noexcept;

/// Bit i of the result: lane i counts. \param alive  as TargetCounts::add takes it
std::uint64_t living_lanes(const double* alive, int lanes) noexcept;

}  // namespace jingchu::engine
