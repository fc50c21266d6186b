#include "engine/solver/linear.hpp"

#include <cmath>
#include <utility>

namespace jingchu::engine {

namespace {

/// Gauss-Jordan on [a | b] with `columns` right-hand columns; b becomes the solution.
bool eliminate(std::vector<double>& a, std::vector<double>& b, std::size_t k, std::size_t columns) {
  for (std::size_t p = 0; p < k; ++p) {
    std::size_t best = p;
    for (std::size_t i = p + 1; i < k; ++i)
      if (std::abs(a[i * k + p]) > std::abs(a[best * k + p])) best = i;
    const double pivot = a[best * k + p];
    if (!(std::abs(pivot) > 0) || !std::isfinite(pivot)) return false;
    if (best != p) {
      for (std::size_t j = 0; j < k; ++j) std::swap(a[p * k + j], a[best * k + j]);
      for (std::size_t j = 0; j < columns; ++j) std::swap(b[p * columns + j], b[best * columns + j]);
    }
    for (std::size_t i = 0; i < k; ++i) {
      if (i == p || a[i * k + p] == 0) continue;
      const double factor = a[i * k + p] / pivot;
      for (std::size_t j = p; j < k; ++j) a[i * k + j] -= factor * a[p * k + j];
      for (std::size_t j = 0; j < columns; ++j) b[i * columns + j] -= factor * b[p * columns + j];
    }
  }
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      b[i * columns + j] /= a[i * k + i];
      if (!std::isfinite(b[i * columns + j])) return false;
    }
  return true;
}

}  // namespace

bool solve_linear(std::vector<double>& a, std::vector<double>& b, int k) {
  return eliminate(a, b, static_cast<std::size_t>(k), 1);
}

std::vector<double> invert(const std::vector<double>& a, int k) {
  const auto n = static_cast<std::size_t>(k);
  std::vector<double> work = a, inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1.0;
  if (!eliminate(work, inverse, n, n)) return {};
  return inverse;
}

}  // namespace jingchu::engine
