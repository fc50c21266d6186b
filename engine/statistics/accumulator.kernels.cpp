#include <bit>
#include <type_traits>

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

/// `load(i, m)` gives the values of the pack at i, `use(i, m, d)` gets their distances from the centre, 0 where the mask does not hold.
template <bool masked, class Load, class Use>
TileMoments moments(Load load, const double* alive, int width, double centre, double inverse_step, Use use) {
  const Pack middle = Pack::all(centre), scale = Pack::all(inverse_step);
  TileMoments result;
  Pack low = Pack::all(result.min), high = Pack::all(result.max), check = Pack::all(0.0);
  Bits sum = all_bits(0), squares = all_bits(0);
  int n = 0;
  for (int i = 0; i < width; i += Pack::width) {
    const Mask m = living<masked>(alive, i);
    Pack x = load(i, m);
    if constexpr (masked) {
      n += std::popcount(lanes(m));
      low = min(select(m, x, low), low);
      high = max(select(m, x, high), high);
      x = select(m, x, middle);
    } else {
      low = min(x, low);
      high = max(x, high);
    }
    const Pack distance = x - middle, y = distance * scale;
    check = check + y;  // keeps what is not finite, which minimum and maximum may not
    const Bits q = bits(y + Pack::all(rounder));
    sum = sum + q;
    squares = squares + multiply_low32_signed(q, q);
    use(i, m, distance);
  }
  result.n = masked ? n : width;
  std::uint64_t sums[Pack::width], square_sums[Pack::width];
  double lows[Pack::width], highs[Pack::width];
  store_bits(sums, sum);
  store_bits(square_sums, squares);
  low.storeu(lows);
  high.storeu(highs);
  // Unsigned, because far values may have let the sums overflow; of every lane the bits of `rounder` are taken off.
  std::uint64_t total = 0 - static_cast<std::uint64_t>(width) * bits_of(rounder);
  for (int i = 0; i < Pack::width; ++i) {
    total += sums[i];
    result.squares += square_sums[i];
    result.min = lows[i] < result.min ? lows[i] : result.min;
    result.max = highs[i] > result.max ? highs[i] : result.max;
  }
  result.sum = static_cast<std::int64_t>(total);
  // Scaled distances rise with the values: where both ends are near, all are.
  result.near = result.n == 0 || (!any(!(check - check == Pack::all(0.0))) && (result.min - centre) * inverse_step > -near_limit && (result.max - centre) * inverse_step < near_limit);
  return result;
}

/// Moments, and the linear bins, shifted right by `shift`.
template <bool masked, int shift, class Load>
TileMoments moments_and_bins(Load load, const double* alive, int width, double centre, double inverse_step, double inverse_bin_width, std::uint16_t* bins) {
  const Pack scale = Pack::all(inverse_bin_width), zero = Pack::all(0.0), first_octave = Pack::all(linear_bins);
  constexpr int linear_shift = 52 - linear_bin_bits, octave_shift = 52 - octave_bin_bits;
  constexpr std::uint64_t linear_offset = bits_of(linear_bins) >> linear_shift, octave_offset = (bits_of(linear_bins) >> octave_shift) - linear_bins;
  // The largest number below the end of the last octave: what lies farther falls into the last bin.
  const Pack end = Pack::all(std::bit_cast<double>(bits_of(static_cast<double>(std::uint64_t{linear_bins} << octaves)) - 1));
  return moments<masked>(load, alive, width, centre, inverse_step, [&](int i, Mask m, Pack distance) {
    const Pack u = distance * scale;
    Pack a = abs(u);
    // In [256, 512) the leading eight bits after the point count in ones.
    Bits below = shift_right<linear_shift>(bits(a + first_octave));
    if (any(!(a < first_octave))) {
      a = min(a, end);  // NaN becomes `end`
      below = select(a < first_octave, below, shift_right<octave_shift>(bits(a)) - all_bits(octave_offset - linear_offset));
    }
    Bits bin = select(u < zero, all_bits(side_bins - 1 + linear_offset) - below, below + all_bits(side_bins - linear_offset));
    if constexpr (masked) bin = select(m, bin, all_bits(2 * side_bins));
    store_low16(bins + i, shift_right<shift>(bin));
  });
}

/// Calls `kernel` with constants for `shift` and for whether lanes are left out.
template <class Kernel>
TileMoments with_shift(int shift, const double* alive, Kernel kernel) {
  const auto with = [&](auto masked) {
    switch (shift) {
      case joined_bin_bits: return kernel(masked, std::integral_constant<int, joined_bin_bits>());
      case coarse_bin_bits: return kernel(masked, std::integral_constant<int, coarse_bin_bits>());
      default: return kernel(masked, std::integral_constant<int, 0>());
    }
  };
  return alive ? with(std::true_type()) : with(std::false_type());
}

}  // namespace

TileMoments tile_moments(const double* values, const double* alive, int width, double centre, double inverse_step) noexcept {
  const auto nothing = [](int, Mask, Pack) {};
  const auto load = [=](int i, Mask) { return Pack::load(values + i); };
  return alive ? moments<true>(load, alive, width, centre, inverse_step, nothing) : moments<false>(load, alive, width, centre, inverse_step, nothing);
}

TileMoments tile_moments_and_bins(const double* values, const double* alive, int width, double centre, double inverse_step, double inverse_bin_width, int shift,
                                  std::uint16_t* bins) noexcept {
  return with_shift(shift, alive, [&](auto masked, auto shifted) {
    const auto load = [=](int i, Mask) { return Pack::load(values + i); };
    return moments_and_bins<decltype(masked)::value, decltype(shifted)::value>(load, alive, width, centre, inverse_step, inverse_bin_width, bins);
  });
}

TileChange tile_changes(const double* base, const double* other, const double* alive, int width, double noise, double centre, double inverse_step, double inverse_bin_width, int shift,
                        double* difference, std::uint16_t* bins) noexcept {
  const Pack zero = Pack::all(0.0), share = Pack::all(noise);
  TileDifference found;
  const auto load = [&](int i, Mask m) {
    const Pack x = Pack::load(base + i), y = Pack::load(other + i), change = y - x;
    const Pack d = select(share * max(abs(x), abs(y)) < abs(change), change, zero);
    d.store(difference + i);
    found.greater += std::popcount(lanes((zero < d) & m));
    found.less += std::popcount(lanes((d < zero) & m));
    return d;
  };
  const TileMoments of_all =
      with_shift(shift, alive, [&](auto masked, auto shifted) { return moments_and_bins<decltype(masked)::value, decltype(shifted)::value>(load, alive, width, centre, inverse_step, inverse_bin_width, bins); });
  return {of_all, found};
}

void exact_bins_of(const double* values, const double* alive, int width, const double* exact, int exact_count, std::uint16_t* bins) noexcept {
  const Bits left_out = all_bits(2 * static_cast<std::uint64_t>(exact_count) + 1);
  for (int i = 0; i < width; i += Pack::width) {
    const Pack x = Pack::load(values + i);
    Bits bin = all_bits(0);
    for (int j = 0; j < exact_count; ++j) {
      const Pack v = Pack::all(exact[j]);
      // Each comparison that holds moves one bin up: {v} lies one above the gap below it, the next gap two.
      bin = bin + select(v <= x, all_bits(1), all_bits(0)) + select(v < x, all_bits(1), all_bits(0));
    }
    if (alive) bin = select(living<true>(alive, i), bin, left_out);
    store_low16(bins + i, bin);
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
