#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace jingchu::engine::testing {

/// Shifted by the first value, so that the rounding of the sum is that of the spread.
inline double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x - v.front();
  return v.front() + sum / static_cast<double>(v.size());
}

inline double sd_of(const std::vector<double>& v) {
  const double m = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - m) * (x - m);
  return std::sqrt(sum / static_cast<double>(v.size() - 1));
}

inline double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
  const double mx = mean_of(x), my = mean_of(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx) * (y[i] - my);
  return sum / static_cast<double>(x.size() - 1) / sd_of(x) / sd_of(y);
}

}  // namespace jingchu::engine::testing
