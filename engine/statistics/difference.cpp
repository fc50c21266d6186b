#include "engine/statistics/difference.hpp"

#include "engine/statistics/difference_kernels.hpp"

namespace jingchu::engine {

TileDifference tile_difference(Isa isa, const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept {
  return JINGCHU_DISPATCH(isa, difference_kernel)(base, other, alive, width, noise, difference);
}

}  // namespace jingchu::engine
