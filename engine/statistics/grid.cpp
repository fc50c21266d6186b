#include "engine/statistics/grid.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace jingchu::engine {

namespace {

// Bounds of scales, so that neither a step nor its reciprocal is denormal or overflows.
constexpr double smallest_scale = 0x1p-960;
constexpr double largest_scale = 0x1p960;
constexpr double linear_bins_a_scale = 64;

double bounded(double scale) { return std::clamp(scale, smallest_scale, largest_scale); }

/// The largest power of two that is not above x, for normal x > 0.
double power_of_two_below(double x) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0x7ff0000000000000u);
}

/// Median of the first few values: near enough to the middle for a centre, and cheap for the thousands of series that
/// have moments only.
double rough_median(std::span<const double> values) {
  double first[127];
  const auto n = std::min<std::size_t>(std::size(first), values.size());
  std::copy_n(values.begin(), n, first);
  std::nth_element(first, first + n / 2, first + n);
  return first[n / 2];
}

struct Spread {
  double sd = 0;
  double largest = 0;   ///< largest distance from the centre
};

Spread spread_about(double centre, std::span<const double> values) {
  Spread spread;
  for (const double x : values) spread.largest = std::max(spread.largest, std::abs(x - centre));
  if (spread.largest == 0) return spread;
  spread.largest = bounded(spread.largest);
  // In units of the largest distance, so that squares neither overflow nor vanish.
  const double unit = 1 / spread.largest;
  double sum = 0;
  for (const double x : values) {
    const double d = std::min(std::abs(x - centre) * unit, 1.0);
    sum += d * d;
  }
  spread.sd = bounded(spread.largest * std::sqrt(sum / static_cast<double>(values.size())));
  return spread;
}

/// The distinct values, ascending, when the series looks discrete; else nothing.
std::vector<double> discrete_values(std::span<const double> values) {
  double seen[max_exact_values];
  int times[max_exact_values];
  std::size_t count = 0;
  for (const double x : values) {
    const auto found = static_cast<std::size_t>(std::find(seen, seen + count, x) - seen);
    if (found < count) {
      ++times[found];
    } else if (count == max_exact_values) {
      return {};
    } else {
      seen[count] = x + 0.0;  // -0.0 becomes 0.0
      times[count++] = 1;
    }
  }
  if (values.size() < 8 * count || std::count(times, times + count, 1) > 2) return {};
  std::sort(seen, seen + count);
  return {seen, seen + count};
}

/// The scale of the middle of the distribution; see make_grid.
double robust_scale(std::vector<double> values, const Spread& spread) {
  const auto at = [&](double p) { return values.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size() - 1)); };
  const auto q01 = at(0.01), q16 = at(0.16), q50 = at(0.5), q84 = at(0.84), q99 = at(0.99);
  // Each search starts at the place of the one before and may move what lies there, so the number is taken first.
  std::nth_element(values.begin(), q01, values.end());
  const double lowest = *q01;
  std::nth_element(q01, q16, values.end());
  const double low = *q16;
  std::nth_element(q16, q50, values.end());
  const double median = *q50;
  std::nth_element(q50, q84, values.end());
  const double high = *q84;
  std::nth_element(q84, q99, values.end());
  const double highest = *q99;
  const double middle = high / 2 - low / 2;
  double scale = middle;
  if (middle > 0) {
    for (const double side : {(median - lowest) / 2.326, (highest - median) / 2.326})
      if (side > 0) scale = std::min(scale, side);
    // A side that is very short is one with an end, such as a clamped variable has; it should not use up the bins.
    scale = std::max(scale, middle / 16);
  } else {
    scale = spread.sd;
  }
  // All of the pilot lies inside the bins that are not open.
  return bounded(std::max(scale, spread.largest * 0x1p-20));
}

}  // namespace

Grid make_grid(std::span<const double> pilot, bool histogram) {
  std::vector<double> finite;
  if (!std::all_of(pilot.begin(), pilot.end(), [](double x) { return std::isfinite(x); })) {
    std::copy_if(pilot.begin(), pilot.end(), std::back_inserter(finite), [](double x) { return std::isfinite(x); });
    pilot = finite;
  }
  Grid grid;
  grid.histogram = histogram;
  if (!pilot.empty()) grid.centre = rough_median(pilot) + 0.0;
  const Spread spread = spread_about(grid.centre, pilot);
  // A series that was constant in the pilot tells nothing of the size of later changes but its own.
  const double size = std::abs(grid.centre) > 0 ? bounded(std::abs(grid.centre)) : 1.0;
  const bool constant = spread.largest == 0;
  grid.step = constant ? power_of_two_below(size) * 0x1p-26 : power_of_two_below(spread.sd) * 0x1p-20;
  if (histogram && !pilot.empty()) {
    grid.exact = discrete_values(pilot);
    if (grid.exact.empty())
      grid.bin_width = (constant ? size / 1024 : robust_scale({pilot.begin(), pilot.end()}, spread)) / linear_bins_a_scale;
  }
  return grid;
}

Grid narrow_grid(const Grid& grid, std::span<const double> pilot, std::span<const double> weights) {
  if (!grid.histogram || !grid.exact.empty()) return grid;
  struct Point {
    double value, weight;
  };
  std::vector<Point> points;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < pilot.size(); ++i) {
    if (!std::isfinite(pilot[i]) || !(weights[i] > 0)) continue;
    points.push_back({pilot[i], weights[i]});
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  constexpr double fewest = 64;
  if (!(sum > 0 && sum * sum >= fewest * squares)) return grid;
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.value < b.value || (a.value == b.value && a.weight < b.weight); });
  const auto quantile = [&](double level, auto weight) {
    double total = 0, passed = 0;
    for (const Point& p : points) total += weight(p);
    for (const Point& p : points)
      if ((passed += weight(p)) >= level * total) return p.value;
    return points.back().value;
  };
  const auto width = [&](auto weight) { return quantile(0.84, weight) - quantile(0.16, weight); };
  const auto own = [](const Point& p) { return p.weight; };
  const double before = width([](const Point&) { return 1.0; }), after = width(own);
  constexpr double worth_it = 0.7, narrowest = 1.0 / 32;
  if (!(before > 0) || !(after < worth_it * before)) return grid;
  Grid narrow = grid;
  narrow.centre = quantile(0.5, own) + 0.0;
  narrow.bin_width = bounded(grid.bin_width * std::max(after / before, narrowest));
  return narrow;
}

}  // namespace jingchu::engine
