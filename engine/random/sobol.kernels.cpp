#include "engine/random/sobol_kernels.hpp"

#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

/// A number whose digits from the lowest up are permuted, each by a choice that depends on the digits below it (and the
/// key): on the reversed bits of a point that is Owen's nested scramble. Numbers of 32 bits in lanes of 64; what carries beyond is
/// cut off by the products and by the last reversal.
inline Bits permute(Bits x, Bits key, Bits factor) {
  x = x ^ multiply_low32(x, all_bits(0x3d20adeau));
  x = x + key;
  x = multiply_low32(x, factor);
  x = x ^ multiply_low32(x, all_bits(0x05526c56u));
  return x ^ multiply_low32(x, all_bits(0x53a22864u));
}

}  // namespace

void sobol_uniforms(const std::uint32_t* directions, std::uint32_t key, std::uint64_t first, int width, double* out) noexcept {
  constexpr int group = 8;
  alignas(64) std::uint64_t lowest[group];
  for (unsigned i = 0; i < group; ++i) {
    lowest[i] = 0;
    for (unsigned k = 0; k < 3; ++k) lowest[i] ^= (i >> k) & 1 ? directions[k] : 0;
  }
  Bits low[group / Pack::width];
  for (int j = 0; j < group / Pack::width; ++j) low[j] = load_bits(lowest + j * Pack::width);
  const Bits key_bits = all_bits(key), factor = all_bits((key >> 16) | 1);
  for (int i = 0; i < width; i += group) {
    std::uint64_t base = 0;
    for (std::uint64_t rest = (first + static_cast<std::uint64_t>(i)) >> 3, k = 3; rest != 0; rest >>= 1, ++k) base ^= rest & 1 ? directions[k] : 0;
#pragma GCC unroll 8
    for (int j = 0; j < group / Pack::width; ++j) {
      const Bits x = reverse_low32(permute(all_bits(base) ^ low[j], key_bits, factor));
      // The number stands in the low digits of 2^52 + x.
      const Pack whole = from_bits(x | all_bits(0x4330000000000000u)) - Pack::all(0x1p52);
      ((whole + Pack::all(0.5)) * Pack::all(0x1p-32)).storeu(out + i + j * Pack::width);
    }
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
