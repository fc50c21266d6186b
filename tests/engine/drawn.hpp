#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "engine/random/draws.hpp"

namespace jingchu::engine::testing {

inline constexpr std::uint64_t seed = 20240130;

/// Memory on a 64-byte boundary.
class Tile {
 public:
  explicit Tile(std::size_t size) : storage_(size + 8) {}
  double* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    return storage_.data() + (64 - address % 64) % 64 / sizeof(double);
  }

 private:
  std::vector<double> storage_;
};

inline DrawSource shocks_only(std::vector<DrawnQuantity> shocks, std::vector<Correlation> correlations = {}) {
  return DrawSource(seed, {}, {}, std::move(shocks), std::move(correlations));
}

/// [shock][path] of one period.
inline std::vector<std::vector<double>> drawn(const DrawSource& source, int period, int paths, std::int64_t first = 0, int width = 256, Isa isa = best_isa()) {
  const std::size_t n = source.shock_count();
  std::vector<std::vector<double>> result(n);
  for (std::int64_t p = first; p < first + paths; p += width) {
    const int now = static_cast<int>(std::min<std::int64_t>(width, first + paths - p));
    Tile tile(2 * n * static_cast<std::size_t>(now));
    source.shocks(isa, p, now, period / 2, tile.data());
    for (std::size_t i = 0; i < n; ++i) {
      const double* row = tile.data() + (static_cast<std::size_t>(period % 2) * n + i) * static_cast<std::size_t>(now);
      result[i].insert(result[i].end(), row, row + now);
    }
  }
  return result;
}

inline std::vector<double> sample_of(Law law, int paths = 1 << 17) { return drawn(shocks_only({{"e", std::move(law)}}), 0, paths)[0]; }

/// Kolmogorov and Smirnov's distance times sqrt(n); above 1.95 with probability 0.001 where the law is right.
inline double ks_distance(std::vector<double> x, const std::function<double(double)>& cdf) {
  std::sort(x.begin(), x.end());
  double worst = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = cdf(x[i]);
    worst = std::max({worst, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
  }
  return worst * std::sqrt(n);
}

/// What the error says that `action` throws.
inline std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    return e.what();
  }
  return "nothing thrown";
}

}  // namespace jingchu::engine::testing
