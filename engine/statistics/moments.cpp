#include "engine/statistics/moments.hpp"

#include <bit>
#include <cmath>

namespace jingchu::engine {

void Moments::widen_range(double low, double high) noexcept {
  // -0.0 becomes 0.0: which of the two comes out of a minimum depends on the order of the values.
  if (low < min) min = low + 0.0;
  if (high > max) max = high + 0.0;
}

void Moments::add(const TileMoments& tile) noexcept {
  sum += tile.sum;
  squares += tile.squares;
  n += static_cast<std::uint64_t>(tile.n);
  widen_range(tile.min, tile.max);
}

void Moments::add_far(const Grid& grid, const double* values, const double* alive, int width) noexcept {
  constexpr double rounder = 0x1.8p52;
  const double inverse_step = 1 / grid.step;
  for (int i = 0; i < width; ++i) {
    if (alive && !(alive[i] > 0)) continue;
    double y = (values[i] - grid.centre) * inverse_step;
    if (!(y < far_limit && y > -far_limit)) {
      y = y < 0 ? -far_limit : far_limit;
      ++saturated;
    }
    const auto q = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(y + rounder) - std::bit_cast<std::uint64_t>(rounder));
    sum += q;
    squares += static_cast<Uint128>(static_cast<Int128>(q) * q);
    ++n;
    if (std::isfinite(values[i])) widen_range(values[i], values[i]);
  }
}

void Moments::merge(const Moments& other) noexcept {
  sum += other.sum;
  squares += other.squares;
  n += other.n;
  saturated += other.saturated;
  widen_range(other.min, other.max);
}

double Moments::mean(const Grid& grid) const noexcept {
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto count = static_cast<Int128>(n);
  const Int128 whole = sum / count;
  return grid.centre + grid.step * (static_cast<double>(whole) + static_cast<double>(sum - whole * count) / static_cast<double>(n));
}

double Moments::sd(const Grid& grid) const noexcept {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  // About the mean rounded to a whole step, exactly: terms may wrap around, their sum is the sum of (q - whole)^2 and does not.
  const Uint128 count = n;
  const Int128 whole = sum / static_cast<Int128>(n);
  const auto w = static_cast<Uint128>(whole);
  const Uint128 about_whole = squares - 2 * w * static_cast<Uint128>(sum) + w * w * count;
  const auto rest = static_cast<double>(sum - whole * static_cast<Int128>(n));
  const double total = static_cast<double>(about_whole) - rest * rest / static_cast<double>(n);
  return grid.step * std::sqrt(total > 0 ? total / static_cast<double>(n - 1) : 0.0);
}

}  // namespace jingchu::engine
