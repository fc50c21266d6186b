#include "engine/math/vector_math.hpp"

#include <algorithm>

#include "engine/math/functions.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

/// y = function(x), the last pack filled up with ones where n is not a multiple of the width.
template <class F>
void map(F function, const double* x, double* y, int n) {
  int i = 0;
  for (; i + Pack::width <= n; i += Pack::width) function(Pack::loadu(x + i)).storeu(y + i);
  if (i < n) {
    double rest[Pack::width];
    std::fill(rest, rest + Pack::width, 1.0);
    std::copy(x + i, x + n, rest);
    function(Pack::loadu(rest)).storeu(rest);
    std::copy(rest, rest + (n - i), y + i);
  }
}

}  // namespace

void apply_function(VectorFunction function, const double* x, double* y, int n) noexcept {
  switch (function) {
    case VectorFunction::exp: return map([](Pack a) { return exp(a); }, x, y, n);
    case VectorFunction::log: return map([](Pack a) { return log(a); }, x, y, n);
    case VectorFunction::sin: return map([](Pack a) { return sin(a); }, x, y, n);
    case VectorFunction::cos: return map([](Pack a) { return cos(a); }, x, y, n);
    case VectorFunction::tan: return map([](Pack a) { return tan(a); }, x, y, n);
    case VectorFunction::tanh: return map([](Pack a) { return tanh(a); }, x, y, n);
    case VectorFunction::floor: return map([](Pack a) { return floor(a); }, x, y, n);
    case VectorFunction::normal_cdf: return map([](Pack a) { return normal_cdf(a); }, x, y, n);
    case VectorFunction::inverse_normal: return map([](Pack a) { return inverse_normal(a); }, x, y, n);
  }
}

void apply_power(const double* base, const double* exponent, double* y, int n) noexcept {
  int i = 0;
  for (; i + Pack::width <= n; i += Pack::width) pow(Pack::loadu(base + i), Pack::loadu(exponent + i)).storeu(y + i);
  if (i < n) {
    double x[Pack::width], p[Pack::width];
    std::fill(x, x + Pack::width, 1.0);
    std::fill(p, p + Pack::width, 1.0);
    std::copy(base + i, base + n, x);
    std::copy(exponent + i, exponent + n, p);
    pow(Pack::loadu(x), Pack::loadu(p)).storeu(x);
    std::copy(x, x + (n - i), y + i);
  }
}

void apply_inverse_normal(const double* u, double* z, int n) noexcept { inverse_normal_tile(u, z, n); }

}  // namespace jingchu::engine::JINGCHU_ISA
