#pragma once

// Philox4x32-10 on packs, for kernel files only (see isa.hpp). Each 64-bit lane holds one 32-bit word in its low half;
// what stands above is ignored, since the widening product reads the low halves alone.
// Source: Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11.

#include <cstdint>

#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

/// The 128 random bits of a counter, as two 64-bit numbers a lane: words 0 and 1, words 2 and 3.
struct PhiloxBits {
  Bits first, second;
};

inline PhiloxBits philox(Bits c0, Bits c1, Bits c2, Bits c3, std::uint64_t key) {
  std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  const Bits m0 = all_bits(0xD2511F53u), m1 = all_bits(0xCD9E8D57u);
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const Bits p0 = multiply_low32(c0, m0), p1 = multiply_low32(c2, m1);
    c0 = shift_right<32>(p1) ^ c1 ^ all_bits(k0);
    c2 = shift_right<32>(p0) ^ c3 ^ all_bits(k1);
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const Bits low = all_bits(0xffffffffu);
  return {(c0 & low) | shift_left<32>(c1), (c2 & low) | shift_left<32>(c3)};
}

/// A number inside (0, 1): (52 random bits + 0.5) / 2^52, exactly, so that u and 1 - u are equally likely and neither is 0.
inline Pack unit_uniform(Bits random) {
  return from_bits(shift_right<12>(random) | all_bits(0x3ff0000000000000u)) - Pack::all(0x1.fffffffffffffp-1);
}

}  // namespace jingchu::engine::JINGCHU_ISA
