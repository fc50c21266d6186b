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

/// Adds one to the bins that `bin_of` gives for each value.
///
/// Bins of thousands of series do not stay in a core's caches: a first pass finds the bins and asks for their lines, a
/// second counts, so that the waits for memory overlap.
template <bool masked, class BinOf>
void count(const double* values, const double* alive, int width, std::uint32_t* bins, std::size_t bin_total, int shift, BinOf bin_of) {
  constexpr int batch = 256;
  const Bits left_out = all_bits(bin_total);
  std::uint64_t index[batch];
  for (int begin = 0; begin < width; begin += batch) {
    const int end = begin + batch < width ? begin + batch : width;
    for (int i = begin; i < end; i += Pack::width) {
      const Pack x = Pack::load(values + i);
      Bits bin;
      if constexpr (masked) {
        const Mask m = living<masked>(alive, i);
        bin = select(m, bin_of(select(m, x, Pack::all(0.0))), left_out);
      } else {
        bin = bin_of(x);
      }
      store_bits(index + (i - begin), bin);
      for (int j = 0; j < Pack::width; ++j) __builtin_prefetch(bins + (index[i - begin + j] >> shift), 1);
    }
    for (int i = 0; i < end - begin; ++i) ++bins[index[i] >> shift];
  }
}

}  // namespace

TileMoments tile_moments(const double* values, const double* alive, int width, double centre, double inverse_step) noexcept {
  return alive ? moments<true>(values, alive, width, centre, inverse_step)
               : moments<false>(values, alive, width, centre, inverse_step);
}

void count_linear(const double* values, const double* alive, int width, double centre, double inverse_bin_width,
                  int shift, std::uint32_t* bins) noexcept {
  const Pack middle = Pack::all(centre), scale = Pack::all(inverse_bin_width);
  constexpr double first_octave = linear_bins;
  constexpr int linear_shift = 52 - linear_bin_bits, octave_shift = 52 - octave_bin_bits;
  // The largest number below the end of the last octave: what lies farther falls into the last bin.
  const Pack end = Pack::all(std::bit_cast<double>(bits_of(first_octave * static_cast<double>(std::uint64_t{1} << octaves)) - 1));
  const auto bin_of = [&](Pack x) {
    const Pack u = (x - middle) * scale;
    const Pack a = min(abs(u), end);  // NaN becomes `end`
    // In [256, 512) the leading eight bits after the point count in ones.
    const Bits linear = shift_right<linear_shift>(bits(a + Pack::all(first_octave))) - all_bits(bits_of(first_octave) >> linear_shift);
    const Bits octave = shift_right<octave_shift>(bits(a)) - all_bits((bits_of(first_octave) >> octave_shift) - linear_bins);
    const Bits k = select(a < Pack::all(first_octave), linear, octave);
    return select(u < Pack::all(0.0), all_bits(side_bins - 1) - k, k + all_bits(side_bins));
  };
  if (alive)
    count<true>(values, alive, width, bins, 2 * side_bins, shift, bin_of);
  else
    count<false>(values, alive, width, bins, 2 * side_bins, shift, bin_of);
}

void count_exact(const double* values, const double* alive, int width, const double* exact, int exact_count,
                 std::uint32_t* bins) noexcept {
  const auto bin_of = [&](Pack x) {
    Bits bin = all_bits(0);
    for (int j = 0; j < exact_count; ++j) {
      const Pack v = Pack::all(exact[j]);
      // Each comparison that holds moves one bin up: {v} lies one above the gap below it, the next gap two.
      bin = bin + select(v <= x, all_bits(1), all_bits(0)) + select(v < x, all_bits(1), all_bits(0));
    }
    return bin;
  };
  const auto total = 2 * static_cast<std::size_t>(exact_count) + 1;
  if (alive)
    count<true>(values, alive, width, bins, total, 0, bin_of);
  else
    count<false>(values, alive, width, bins, total, 0, bin_of);
}

}  // namespace jingchu::engine::JINGCHU_ISA
