#include "engine/math/chebyshev.hpp"

#include <algorithm>
#include <cmath>

#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

std::vector<double> ChebyshevSeries::powers() const {
  // T_0 = 1, T_1 = x, T_k = 2 x T_(k-1) - T_(k-2).
  const std::size_t n = coefficients.size();
  std::vector<double> sum(n, 0.0), before(n, 0.0), current(n, 0.0);
  current[0] = 1;
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i <= k; ++i) sum[i] += coefficients[k] * current[i];
    std::vector<double> next(n, 0.0);
    for (std::size_t i = 0; i + 1 < n; ++i) next[i + 1] = (k == 0 ? 1.0 : 2.0) * current[i];
    for (std::size_t i = 0; i < n; ++i) next[i] -= before[i];
    before = current;
    current = next;
  }
  return sum;
}

ChebyshevSeries fit_chebyshev(const std::function<double(double)>& function, double low, double high, int nodes, double tolerance) {
  constexpr double pi = 3.14159265358979323846;
  const auto n = static_cast<std::size_t>(nodes);
  std::vector<double> cosines(4 * n);
  for (std::size_t i = 0; i < cosines.size(); ++i) cosines[i] = scalar_cos(pi * static_cast<double>(i) / (2.0 * nodes));

  ChebyshevSeries series;
  series.centre = 0.5 * (low + high);
  series.scale = 2 / (high - low);
  std::vector<double> values(n);
  for (std::size_t k = 0; k < n; ++k) values[k] = function(series.centre + cosines[2 * k + 1] / series.scale);
  series.coefficients.assign(n, 0.0);
  double largest = 0;
  for (std::size_t j = 0; j < n; ++j) {
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += values[k] * cosines[j * (2 * k + 1) % (4 * n)];
    series.coefficients[j] = sum * (j == 0 ? 1.0 : 2.0) / nodes;
    largest = std::max(largest, std::abs(series.coefficients[j]));
  }
  while (series.coefficients.size() > 1 && std::abs(series.coefficients.back()) < tolerance * largest) series.coefficients.pop_back();
  return series;
}

}  // namespace jingchu::engine
