#pragma once

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// The functions of engine/math/functions.hpp, where their errors and special values are described.
enum class VectorFunction { exp, log, sin, cos, tan, tanh, floor, normal_cdf, inverse_normal };

/// y[i] = function(x[i]) for i < n; x and y may be the same. The same bits on every instruction set.
void apply(Isa isa, VectorFunction function, const double* x, double* y, int n) noexcept;

/// y[i] = base[i] ^ exponent[i] for i < n.
void power(Isa isa, const double* base, const double* exponent, double* y, int n) noexcept;

/// Standard normal quantiles of `n` uniforms, n a multiple of 8; u and z may be the same. The fast form of
/// apply(VectorFunction::inverse_normal), same bits.
void inverse_normal(Isa isa, const double* u, double* z, int n) noexcept;

// One number at a time, for set-up code whose results must not depend on the C library.
double scalar_exp(double x) noexcept;
double scalar_log(double x) noexcept;
double scalar_cos(double x) noexcept;
double scalar_pow(double base, double exponent) noexcept;
double scalar_normal_cdf(double x) noexcept;
double scalar_inverse_normal(double u) noexcept;

}  // namespace jingchu::engine
