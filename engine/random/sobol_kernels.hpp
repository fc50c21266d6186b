#pragma once

#include <cstdint>

namespace jingchu::engine {

/// Bits of a direction number, and so of the number of a point.
inline constexpr int sobol_bits = 32;

// What the kernel of sobol.kernels.cpp takes; for SobolPoints only. Points first .. first + width - 1 (first and width multiples
// of 8) of one dimension, scrambled by `key`. \param directions  sobol_bits numbers with their bits in reverse
#define JINGCHU_SOBOL_KERNEL \
  void sobol_uniforms(const std::uint32_t* directions, std::uint32_t key, std::uint64_t first, int width, double* out) noexcept;

namespace plain { JINGCHU_SOBOL_KERNEL }
namespace avx2 { JINGCHU_SOBOL_KERNEL }
namespace avx512 { JINGCHU_SOBOL_KERNEL }

#undef JINGCHU_SOBOL_KERNEL

}  // namespace jingchu::engine
