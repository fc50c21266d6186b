#include <bit>

#include "engine/math/pack.hpp"
#include "engine/statistics/bins.hpp"
#include "engine/statistics/tile_kernels.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

// Adding this rounds to an integer and leaves that integer in the low bits.
constexpr double rounder = 0x1.8p52;

constexpr std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Lanes that count. They are chosen before any arithmetic, so that what a dead lane holds cannot raise a flag.
template <bool masked>
Mask living([[maybe_unused]] const double* alive, [[maybe_unused]] int i) {
  if constexpr (masked) return Pack::load(alive + i) > Pack::all(0.0);
  return Pack::all(0.0) == Pack::all(0.0);
}

template <bool masked>
TileMoments moments(const double* values, const double* alive, int width, double centre, double inverse_step) {
  const Pack middle = Pack::all(centre), scale = Pack::all(inverse_step), limit = Pack::all(near_limit);
  TileMoments result;
  Pack low = Pack::all(result.min), high = Pack::all(result.max);
  Bits sum = all_bits(0), squares = all_bits(0);
  Mask near = limit == limit;
  int n = 0;
  for (int i = 0; i < width; i += Pack::width) {
    Pack x = Pack::load(values + i);
    if constexpr (masked) {
      const Mask m = living<masked>(alive, i);
      n += std::popcount(lanes(m));
      low = min(select(m, x, low), low);
      high = max(select(m, x, high), high);
      x = select(m, x, middle);
    } else {
      low = min(x, low);
      high = max(x, high);
    }
    const Pack y = (x - middle) * scale;
    near = near & (abs(y) < limit);  // false for NaN
    const Bits q = bits(y + Pack::all(rounder)) - all_bits(bits_of(rounder));
    sum = sum + q;
    squares = squares + multiply_low32_signed(q, q);
  }
  result.n = masked ? n : width;
  result.near = !any(!near);
  std::uint64_t sums[Pack::width], square_sums[Pack::width];
  double lows[Pack::width], highs[Pack::width];
  store_bits(sums, sum);
  store_bits(square_sums, squares);
  low.storeu(lows);
  high.storeu(highs);
  // Unsigned, because far values may have let the sums overflow.
  std::uint64_t total = 0;
  for (int i = 0; i < Pack::width; ++i) {
    total += sums[i];
    result.squares += square_sums[i];
    result.min = lows[i] < result.min ? lows[i] : result.min;
    result.max = highs[i] > result.max ? highs[i] : result.max;
  }
  result.sum = static_cast<std::int64_t>(total);
  return result;
}

/// Writes what `bin_of` gives for each value, and `left_out` where a lane is not alive.
template <bool masked, class BinOf>
void write_bins(const double* values, const double* alive, int width, std::uint64_t left_out, std::uint16_t* bins, BinOf bin_of) {
  for (int i = 0; i < width; i += 8)
#pragma GCC unroll 8
    for (int j = i; j < i + 8; j += Pack::width) {
      const Pack x = Pack::load(values + j);
      if constexpr (masked) {
        const Mask m = living<masked>(alive, j);
        store_low16(bins + j, select(m, bin_of(select(m, x, Pack::all(0.0))), all_bits(left_out)));
      } else {
        store_low16(bins + j, bin_of(x));
      }
    }
}

template <class BinOf>
void write_bins(const double* values, const double* alive, int width, std::uint64_t left_out, std::uint16_t* bins, BinOf bin_of) {
  if (alive) write_bins<true>(values, alive, width, left_out, bins, bin_of);
  else write_bins<false>(values, alive, width, left_out, bins, bin_of);
}

}  // namespace

TileMoments tile_moments(const double* values, const double* alive, int width, double centre, double inverse_step) noexcept {
  return alive ? moments<true>(values, alive, width, centre, inverse_step)
               : moments<false>(values, alive, width, centre, inverse_step);
}

void linear_bins_of(const double* values, const double* alive, int width, double centre, double inverse_bin_width, bool coarse, std::uint16_t* bins) noexcept {
  const Pack middle = Pack::all(centre), scale = Pack::all(inverse_bin_width), zero = Pack::all(0.0), first_octave = Pack::all(linear_bins);
  constexpr int linear_shift = 52 - linear_bin_bits, octave_shift = 52 - octave_bin_bits;
  constexpr std::uint64_t linear_offset = bits_of(linear_bins) >> linear_shift, octave_offset = (bits_of(linear_bins) >> octave_shift) - linear_bins;
  // The largest number below the end of the last octave: what lies farther falls into the last bin.
  const Pack end = Pack::all(std::bit_cast<double>(bits_of(static_cast<double>(std::uint64_t{linear_bins} << octaves)) - 1));
  const auto bin_of = [&](Pack x) {
    const Pack u = (x - middle) * scale;
    Pack a = abs(u);
    // In [256, 512) the leading eight bits after the point count in ones.
    Bits below = shift_right<linear_shift>(bits(a + first_octave));
    if (any(!(a < first_octave))) {
      a = min(a, end);  // NaN becomes `end`
      below = select(a < first_octave, below, shift_right<octave_shift>(bits(a)) - all_bits(octave_offset - linear_offset));
    }
    return select(u < zero, all_bits(side_bins - 1 + linear_offset) - below, below + all_bits(side_bins - linear_offset));
  };
  if (coarse) write_bins(values, alive, width, (2 * side_bins) >> coarse_bin_bits, bins, [&](Pack x) { return shift_right<coarse_bin_bits>(bin_of(x)); });
  else write_bins(values, alive, width, 2 * side_bins, bins, bin_of);
}

void exact_bins_of(const double* values, const double* alive, int width, const double* exact, int exact_count, std::uint16_t* bins) noexcept {
  const auto bin_of = [&](Pack x) {
    Bits bin = all_bits(0);
    for (int j = 0; j < exact_count; ++j) {
      const Pack v = Pack::all(exact[j]);
      // Each comparison that holds moves one bin up: {v} lies one above the gap below it, the next gap two.
      bin = bin + select(v <= x, all_bits(1), all_bits(0)) + select(v < x, all_bits(1), all_bits(0));
    }
    return bin;
  };
  write_bins(values, alive, width, 2 * static_cast<std::uint64_t>(exact_count) + 1, bins, bin_of);
}

}  // namespace jingchu::engine::JINGCHU_ISA
