#pragma once

#include <cstdint>

namespace jingchu::engine {

// SplitMix64: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA. For keys and orders; draws come from Philox.
// Kernels use it too, so nothing here may become a function of its own: the linker would take one machine's copy for all.

/// What a state goes on by: the golden ratio, in 64 bits.
inline constexpr std::uint64_t split_mix_step = 0x9e3779b97f4a7c15u;

/// The number that belongs to a state: a permutation of 64 bits that leaves none alone.
[[gnu::always_inline]] constexpr inline std::uint64_t split_mix(std::uint64_t state) noexcept {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebu;
  return state ^ (state >> 31);
}

}  // namespace jingchu::engine
