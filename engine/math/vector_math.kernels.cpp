#include "engine/math/vector_math.hpp"

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
    for (int k = 0; k < Pack::width; ++k) rest[k] = i + k < n ? x[i + k] : 1.0;
    function(Pack::loadu(rest)).storeu(rest);
    for (int k = 0; i + k < n; ++k) y[i + k] = rest[k];
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
    for (int k = 0; k < Pack::width; ++k) {
      x[k] = i + k < n ? base[i + k] : 1.0;
      p[k] = i + k < n ? exponent[i + k] : 1.0;
    }
    pow(Pack::loadu(x), Pack::loadu(p)).storeu(x);
    for (int k = 0; i + k < n; ++k) y[i + k] = x[k];
  }
}

void apply_inverse_normal(const double* u, double* z, int n) noexcept { inverse_normal_tile(u, z, n); }

}  // namespace jingchu::engine::JINGCHU_ISA
