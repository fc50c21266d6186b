#pragma once

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// On how many paths of a tile the other case is greater, and less.
struct TileDifference {
  int greater = 0;
  int less = 0;
};

/// Writes other - base for `width` paths, and 0 where both are equal but for `noise` times the larger of their sizes.
///
/// \param alive  width numbers, 1 for a path that counts, 0 for one that does not (its difference is of no use); nullptr: all count
/// Rows are 64-byte aligned, width a multiple of 8. Does not allocate or throw.
TileDifference tile_difference(Isa isa, const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept;

}  // namespace jingchu::engine
