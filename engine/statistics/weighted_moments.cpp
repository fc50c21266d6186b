#include "engine/statistics/weighted_moments.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/statistics/tile_kernels.hpp"

namespace jingchu::engine {

namespace {

std::int64_t whole_steps(double y) noexcept {
  constexpr double rounder = 0x1.8p52;
  return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(y + rounder) - std::bit_cast<std::uint64_t>(rounder));
}

}  // namespace

void WeightedMoments::add(const Grid& grid, const double* values, const WeightedLanes& lanes) noexcept {
  // With |q| < 2^26 and weights up to 2^31 the largest sum, of w^2 q^2 over 2048 lanes, takes 125 bits.
  const double inverse_step = 1 / grid.step;
  Int128 near_wq = 0, near_wwq = 0;
  Uint128 near_wqq = 0, near_wwqq = 0;
  double low = min, high = max;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const double x = values[lanes.lane[i]];
    const double y = (x - grid.centre) * inverse_step;
    if (!(std::abs(y) < near_limit)) {
      add_far(y, lanes.weight[i]);
      if (!std::isfinite(x)) continue;
    } else {
      const std::int64_t w = static_cast<std::int64_t>(lanes.weight[i]), q = whole_steps(y), wq_now = w * q;
      near_wq += wq_now;
      near_wqq += static_cast<Uint128>(static_cast<Int128>(wq_now) * q);
      near_wwq += static_cast<Int128>(wq_now) * w;
      near_wwqq += static_cast<Uint128>(static_cast<Int128>(wq_now) * wq_now);
    }
    low = x < low ? x : low;
    high = x > high ? x : high;
  }
  wq += WideSum::of(near_wq);
  wqq += WideSum::of_unsigned(near_wqq);
  wwq += WideSum::of(near_wwq);
  wwqq += WideSum::of_unsigned(near_wwqq);
  // -0.0 becomes 0.0: which of the two comes out of a minimum depends on the order of the values.
  min = low + 0.0;
  max = high + 0.0;
}

void WeightedMoments::add_far(double y, std::uint64_t weight) noexcept {
  if (!(y < far_limit && y > -far_limit)) {
    y = y < 0 ? -far_limit : far_limit;
    ++saturated;
  }
  const auto w = static_cast<std::int64_t>(weight);
  const WideSum first = WideSum::of(static_cast<Int128>(whole_steps(y)) * w), second = first.times(whole_steps(y));
  wq += first;
  wqq += second;
  wwq += first.times(w);
  wwqq += second.times(w);
}

void WeightedMoments::merge(const WeightedMoments& other) noexcept {
  wq += other.wq;
  wqq += other.wqq;
  wwq += other.wwq;
  wwqq += other.wwqq;
  saturated += other.saturated;
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

WeightedMoments::Summary WeightedMoments::summary(const Grid& grid, const WeightSums& sums) const noexcept {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (sums.sum == 0) return {missing, missing, missing};
  // About the mean rounded to a whole step, exactly; the sum of w q fits 128 bits.
  const auto total = static_cast<double>(sums.sum);
  const auto whole = static_cast<std::int64_t>(wq.low() / static_cast<Int128>(sums.sum));
  const auto about = [whole](const WideSum& second, const WideSum& first, Uint128 weight) {
    WideSum result = second;
    result -= first.times(whole).times(2);
    return result += WideSum::of_unsigned(weight).times(whole).times(whole);
  };
  const auto rest_of = [whole](WideSum first, Uint128 weight) { return (first -= WideSum::of_unsigned(weight).times(whole)).to_double(); };
  const double part = rest_of(wq, sums.sum) / total;   // the mean is `whole` and this part of a step
  const double squares = about(wqq, wq, sums.sum).to_double() - part * part * total;
  const double squares_of_weights = static_cast<double>(sums.squares);
  const double scatter = about(wwqq, wwq, sums.squares).to_double() - 2 * part * rest_of(wwq, sums.squares) + part * part * squares_of_weights;
  Summary summary{grid.centre + grid.step * (static_cast<double>(whole) + part), missing, missing};
  const double effective = sums.effective();
  if (!(effective > 1 + 1e-9)) return summary;   // one path, and no spread
  const double small_sample = effective / (effective - 1);
  summary.sd = grid.step * std::sqrt(std::max(0.0, squares / total * small_sample));
  summary.mean_se = grid.step * std::sqrt(std::max(0.0, scatter * small_sample)) / total;
  return summary;
}

void WeightedMoments::serialise(detail::ByteWriter& out) const {
  for (const WideSum* sum : {&wq, &wqq, &wwq, &wwqq}) sum->serialise(out);
  out.u64(saturated);
  out.f64(min);
  out.f64(max);
}

WeightedMoments WeightedMoments::restore(detail::ByteReader& in) {
  WeightedMoments moments;
  for (WideSum* sum : {&moments.wq, &moments.wqq, &moments.wwq, &moments.wwqq}) *sum = WideSum::restore(in);
  moments.saturated = in.u64();
  moments.min = in.f64();
  moments.max = in.f64();
  if (std::isnan(moments.min) || std::isnan(moments.max)) in.fail("contradict themselves");
  return moments;
}

}  // namespace jingchu::engine
