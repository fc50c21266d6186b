#pragma once

#include <cstdint>

namespace jingchu::output::detail {

/// How far a mean may lie from what other numbers say of it, relative to the largest of the values: means are whole steps of a grid, f32 rounds.
inline constexpr double mean_tolerance = 1e-6;

/// The grid is that of the pilot paths, and a step reaches 1e-6 of their standard deviation: as many paths as this spread so widely that it is small
/// beside them. Fewer may lie close together or near 0, and nothing in the file tells how wide a step is.
inline constexpr std::int64_t paths_for_means = 16;

}  // namespace jingchu::output::detail
