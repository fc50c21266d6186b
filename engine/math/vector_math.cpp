#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

namespace avx512 {
void apply_function(VectorFunction function, const double* x, double* y, int n) noexcept;
void apply_power(const double* base, const double* exponent, double* y, int n) noexcept;
void apply_inverse_normal(const double* u, double* z, int n) noexcept;
}  // namespace avx512
namespace avx2 {
void apply_function(VectorFunction function, const double* x, double* y, int n) noexcept;
void apply_power(const double* base, const double* exponent, double* y, int n) noexcept;
void apply_inverse_normal(const double* u, double* z, int n) noexcept;
}  // namespace avx2
namespace plain {
void apply_function(VectorFunction function, const double* x, double* y, int n) noexcept;
void apply_power(const double* base, const double* exponent, double* y, int n) noexcept;
void apply_inverse_normal(const double* u, double* z, int n) noexcept;
}  // namespace plain

void apply(Isa isa, VectorFunction function, const double* x, double* y, int n) noexcept {
  JINGCHU_DISPATCH(isa, apply_function)(function, x, y, n);
}

void power(Isa isa, const double* base, const double* exponent, double* y, int n) noexcept {
  JINGCHU_DISPATCH(isa, apply_power)(base, exponent, y, n);
}

void inverse_normal(Isa isa, const double* u, double* z, int n) noexcept { JINGCHU_DISPATCH(isa, apply_inverse_normal)(u, z, n); }

namespace {

double scalar(VectorFunction function, double x) noexcept {
  double y = 0;
  plain::apply_function(function, &x, &y, 1);
  return y;
}

}  // namespace

double scalar_exp(double x) noexcept { return scalar(VectorFunction::exp, x); }
double scalar_log(double x) noexcept { return scalar(VectorFunction::log, x); }
double scalar_cos(double x) noexcept { return scalar(VectorFunction::cos, x); }
double scalar_normal_cdf(double x) noexcept { return scalar(VectorFunction::normal_cdf, x); }
double scalar_inverse_normal(double u) noexcept { return scalar(VectorFunction::inverse_normal, u); }

double scalar_pow(double base, double exponent) noexcept {
  double y = 0;
  plain::apply_power(&base, &exponent, &y, 1);
  return y;
}

}  // namespace jingchu::engine
