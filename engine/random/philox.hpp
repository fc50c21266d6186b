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

/// The keys of the ten rounds as plain numbers: forty packs of them would find no room in the registers, and reading one and spreading
/// it over a pack is a single load.
struct PhiloxKeys {
  static constexpr int rounds = 10;
  std::uint64_t k[rounds][2];

  explicit PhiloxKeys(std::uint64_t key) {
    auto low = static_cast<std::uint32_t>(key), high = static_cast<std::uint32_t>(key >> 32);
    for (int r = 0; r < rounds; ++r) {
      k[r][0] = low;
      k[r][1] = high;
      low += 0x9E3779B9u;
      high += 0xBB67AE85u;
    }
  }
};

/// `n` packs of paths at once: one alone leaves the multipliers waiting for each other.
template <int n>
inline void philox(const Bits (&path)[n], Bits period, Bits id, const PhiloxKeys& keys, PhiloxBits (&random)[n]) {
  const Bits m0 = all_bits(0xD2511F53u), m1 = all_bits(0xCD9E8D57u), low = all_bits(0xffffffffu);
  const PhiloxKeys* here = &keys;
  asm("" : "+r"(here));  // or else the compiler makes the forty packs before its loop
  Bits c0[n], c1[n], c2[n], c3[n];
  for (int i = 0; i < n; ++i) c0[i] = path[i], c1[i] = shift_right<32>(path[i]), c2[i] = period, c3[i] = id;
#pragma GCC unroll 10
  for (int r = 0; r < PhiloxKeys::rounds; ++r) {
    const Bits k0 = all_bits(here->k[r][0]), k1 = all_bits(here->k[r][1]);
#pragma GCC unroll 4
    for (int i = 0; i < n; ++i) {
      const Bits p0 = multiply_low32(c0[i], m0), p1 = multiply_low32(c2[i], m1);
      c0[i] = shift_right<32>(p1) ^ (c1[i] ^ k0);
      c2[i] = shift_right<32>(p0) ^ (c3[i] ^ k1);
      c1[i] = p1;
      c3[i] = p0;
    }
  }
  for (int i = 0; i < n; ++i) random[i] = {(c0[i] & low) | shift_left<32>(c1[i]), (c2[i] & low) | shift_left<32>(c3[i])};
}

/// A number inside (0, 1): (52 random bits + 0.5) / 2^52, exactly, so that u and 1 - u are equally likely and neither is 0.
inline Pack unit_uniform(Bits random) {
  return from_bits(shift_right<12>(random) | all_bits(0x3ff0000000000000u)) - Pack::all(0x1.fffffffffffffp-1);
}

}  // namespace jingchu::engine::JINGCHU_ISA
