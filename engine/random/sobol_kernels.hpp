#pragma once

#include <cstdint>

namespace jingchu::engine {

/// Bits of a direction number, and so of the number of a point.
inline constexpr int sobol_bits = 32;
/// Octal digits of the number of a point.
inline constexpr int sobol_digits = (sobol_bits + 2) / 3;

// What the kernel of sobol.kernels.cpp takes; for SobolPoints only. Points first .. first + width - 1 (multiples of 8, all in one
// row of 64) of one dimension, in the order that `order` gives, scrambled by `key`.
// \param tables  for each octal digit of a point's number and each value of the digit: the exclusive or of its direction numbers, bits in reverse
#define JINGCHU_SOBOL_KERNEL \
  void sobol_uniforms(const std::uint32_t* tables, std::uint64_t order, std::uint32_t key, std::uint64_t first, int width, double* out) noexcept;

namespace plain { JINGCHU_SOBOL_KERNEL }
namespace avx2 { JINGCHU_SOBOL_KERNEL }
namespace avx512 { JINGCHU_SOBOL_KERNEL }

#undef JINGCHU_SOBOL_KERNEL

}  // namespace jingchu::engine
