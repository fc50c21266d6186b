#include "engine/random/sobol_kernels.hpp"

#include "engine/math/pack.hpp"
#include "engine/random/split_mix.hpp"

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

/// A permutation of the numbers below 2^k, out of very many; products and sums carry upwards, shifts bring down what they made.
struct Order {
  static constexpr int rounds = 3;
  Bits add[rounds], factor[rounds], mask, down, base;

  /// Of the stretch of points that begins at `base` (0 or a power of two) and has 2^bits of them.
  Order(std::uint64_t key, std::uint64_t stretch, unsigned bits)
      : mask(all_bits((std::uint64_t{1} << bits) - 1)), down(all_bits(std::uint64_t{1} << (32 - (bits + 1) / 2))), base(all_bits(stretch)) {
    std::uint64_t state = key ^ stretch * split_mix_step;
    for (int r = 0; r < rounds; ++r) {
      const std::uint64_t x = split_mix(state += split_mix_step);
      add[r] = all_bits(x >> 32);
      factor[r] = all_bits((x & 0xffffffffu) | 1);
    }
  }
  Bits operator()(Bits x) const {
#pragma GCC unroll 3
    for (int r = 0; r < rounds; ++r) {
      x = multiply_low32(x + add[r], factor[r]) & mask;
      x = x ^ shift_right<32>(multiply_low32(x, down));
    }
    return x | base;
  }
};

}  // namespace

void sobol_uniforms(const std::uint32_t* tables, std::uint64_t order, std::uint32_t key, std::uint64_t first, int width, double* out) noexcept {
  constexpr unsigned row_bits = 6;
  unsigned bits = row_bits;
  while (first >> (bits + 1) != 0) ++bits;
  const std::uint64_t stretch = first >> row_bits == 0 ? 0 : std::uint64_t{1} << bits;
  const Order permuted(order, stretch, bits);
  const unsigned digits = (bits + 1 + 2) / 3;
  alignas(64) std::uint64_t count[Pack::width];
  for (unsigned i = 0; i < Pack::width; ++i) count[i] = i;
  const Bits lanes = load_bits(count);
  const Bits key_bits = all_bits(key), factor = all_bits((key >> 16) | 1);
  for (int i = 0; i < width; i += Pack::width) {
    Bits rest = permuted(all_bits(first - stretch + static_cast<std::uint64_t>(i)) + lanes);
    Bits x = all_bits(0);
    for (unsigned digit = 0; digit < digits; ++digit) {
      x = x ^ entry_of_low3(tables + 8 * digit, rest);
      rest = shift_right<3>(rest);
    }
    x = reverse_low32(permute(x, key_bits, factor));
    // The number stands in the low digits of 2^52 + x.
    const Pack whole = from_bits(x | all_bits(0x4330000000000000u)) - Pack::all(0x1p52);
    ((whole + Pack::all(0.5)) * Pack::all(0x1p-32)).storeu(out + i);
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
