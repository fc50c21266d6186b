#pragma once

#include "engine/statistics/difference.hpp"

namespace jingchu::engine {

#define JINGCHU_DIFFERENCE_KERNELS \
  TileDifference difference_kernel(const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept;

namespace plain { JINGCHU_DIFFERENCE_KERNELS }
namespace avx2 { JINGCHU_DIFFERENCE_KERNELS }
namespace avx512 { JINGCHU_DIFFERENCE_KERNELS }

#undef JINGCHU_DIFFERENCE_KERNELS

}  // namespace jingchu::engine
