#include "engine/statistics/path_weights.hpp"

#include <cmath>

namespace jingchu::engine {

std::uint64_t whole_weight(double share, std::uint64_t& saturated) noexcept {
  if (share > 1) {
    ++saturated;
    return most_weight;
  }
  // NaN is none.
  return share > 0 ? static_cast<std::uint64_t>(share * static_cast<double>(most_weight) + 0.5) : 0;
}

void WeightedLanes::take(std::span<const std::uint64_t> weights) {
  lane.clear();
  weight.clear();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    lane.push_back(static_cast<std::uint32_t>(i));
    weight.push_back(weights[i]);
  }
}

void WeightSums::add(std::span<const std::uint64_t> weights) noexcept {
  for (const std::uint64_t w : weights) {
    sum += w;
    squares += static_cast<Uint128>(w) * w;
  }
}

void WeightSums::merge(const WeightSums& other) noexcept {
  sum += other.sum;
  squares += other.squares;
  n += other.n;
  saturated += other.saturated;
}

double WeightSums::effective() const noexcept {
  if (sum == 0) return 0;
  const auto total = static_cast<double>(sum);
  return total * (total / static_cast<double>(squares));
}

double WeightSums::mean() const noexcept {
  return static_cast<double>(sum) / (static_cast<double>(most_weight) * static_cast<double>(n));
}

double WeightSums::log_mean_error() const noexcept {
  if (n < 2 || sum == 0) return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(std::max(0.0, 1 / effective() - 1 / static_cast<double>(n)));
}

void WeightSums::serialise(detail::ByteWriter& out) const {
  out.u128(sum);
  out.u128(squares);
  out.i64(n);
  out.i64(saturated);
}

WeightSums WeightSums::restore(detail::ByteReader& in) {
  WeightSums sums;
  sums.sum = in.u128();
  sums.squares = in.u128();
  sums.n = in.i64();
  sums.saturated = in.i64();
  if (sums.n < 0 || sums.saturated < 0 || sums.saturated > sums.n || sums.sum > static_cast<Uint128>(sums.n) * most_weight || sums.squares > sums.sum * most_weight)
    in.fail("contradict themselves");
  return sums;
}

}  // namespace jingchu::engine
