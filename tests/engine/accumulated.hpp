#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bins.hpp"

namespace jingchu::engine::testing {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline const std::vector<double> usual_levels{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

inline std::shared_ptr<const std::vector<Grid>> one(Grid grid) { return std::make_shared<const std::vector<Grid>>(1, std::move(grid)); }

/// A grid from the first 1024 values.
inline Grid grid_of(const std::vector<double>& values, bool histogram = true) {
  return make_grid(std::span(values).first(std::min<std::size_t>(values.size(), 1024)), histogram);
}

/// Adds values [from, to) in tiles of `width`; lanes of the last tile that have no value are not alive and hold NaN.
inline void add_range(Accumulator& to, const std::vector<double>& values, std::size_t from, std::size_t end, int width, Isa isa,
               std::size_t series = 0) {
  const auto lanes = static_cast<std::size_t>(width);
  AlignedDoubles tile(lanes), alive(lanes);
  for (std::size_t i = from; i < end; i += lanes) {
    const std::size_t n = std::min(lanes, end - i);
    std::fill(tile.begin(), tile.end(), nan);
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i), n, tile.begin());
    for (std::size_t k = 0; k < lanes; ++k) alive[k] = k < n;
    to.add(isa, series, tile.data(), n == lanes ? nullptr : alive.data(), width);
  }
}

inline Accumulator accumulate(const Grid& grid, const std::vector<double>& values, int width = 64, Isa isa = best_isa()) {
  Accumulator result(one(grid));
  add_range(result, values, 0, values.size(), width, isa);
  return result;
}

template <class Law>
std::vector<double> sample(std::size_t n, Law law, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<double> values(n);
  for (double& x : values) x = law(random);
  return values;
}

inline std::vector<double> normals(std::size_t n, std::uint64_t seed = 1, double mean = 0, double sd = 1) {
  return sample(n, std::normal_distribution<double>(mean, sd), seed);
}

/// Values of every kind a series may meet: the middle, far tails, both zeros, the centre, bin ends, exact values.
inline std::vector<double> mixed_values(const Grid& grid) {
  std::vector<double> values = sample(3000, std::student_t_distribution<double>(2.0), 5);
  for (const double far : {1e3, 1e6, 1e9, 1e15, 1e300}) {
    values.push_back(far);
    values.push_back(-far);
  }
  for (const double x : {0.0, -0.0, 5e-324, -5e-324, grid.centre}) values.push_back(x);
  for (std::size_t b = 0; b < bin_count(grid); b += 7)
    if (std::isfinite(bin_range(grid, b).low)) values.push_back(bin_range(grid, b).low);
  values.insert(values.end(), grid.exact.begin(), grid.exact.end());
  std::shuffle(values.begin(), values.end(), std::mt19937_64(3));
  return values;
}

}  // namespace jingchu::engine::testing
