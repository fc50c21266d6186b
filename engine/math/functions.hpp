#pragma once

// Elementary functions on packs, for kernel files only (see isa.hpp). They use nothing but the operations of pack.hpp,
// so each gives the same bits on every instruction set, compiler and C library. A lane never depends on its neighbours:
// the branches on any(...) only skip work that no lane needs. NaN in gives NaN out (its sign and payload are not defined).
//
// Errors are maxima over random arguments, in units in the last place (ulp); tests/engine/math_test.cpp measures them.

#include <limits>

#include "engine/math/coefficients.hpp"
#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// c[0] + x c[1] + x^2 c[2] + ... by Horner's rule.
template <std::size_t n>
inline Pack polynomial(Pack x, const double (&c)[n]) {
  Pack sum = Pack::all(c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) sum = fma(sum, x, Pack::all(c[i]));
  return sum;
}

namespace detail {

/// exp(r) - 1 - r over r^2, for |r| <= log(2) / 2.
inline Pack exp_remainder(Pack r) { return polynomial(r, exp_coefficients); }

/// p * 2^n for whole n in [-2100, 2100], with one rounding where the result is denormal.
inline Pack scale(Pack p, Pack n) {
  const Pack half = floor(n * Pack::all(0.5));
  const auto power_of_two = [](Pack k) { return from_bits(shift_left<52>(bits(k + Pack::all(rounder + 1023)))); };
  return p * power_of_two(half) * power_of_two(n - half);
}

[[gnu::noinline, gnu::cold]] inline Pack exp_any(Pack x) {
  const Pack bounded = min(max(x, Pack::all(-746.0)), Pack::all(710.0));
  const Pack t = fma(bounded, Pack::all(log2_of_e), Pack::all(rounder));
  const Pack n = t - Pack::all(rounder);
  const Pack r = fnma(n, Pack::all(log2_low), fnma(n, Pack::all(log2_high), bounded));
  const Pack p = Pack::all(1.0) + fma(r * r, exp_remainder(r), r);
  return select(unordered(x, x), x, scale(p, n));
}

/// x = m * 2^k with m in [sqrt(1/2), sqrt(2)), for positive normal x.
struct Split {
  Pack m, k;
};
inline Split split(Pack x) {
  const Bits shifted = bits(x) + all_bits(bits_of_one - bits_of_sqrt_half);
  const Pack m = from_bits((shifted & all_bits(mantissa_bits)) + all_bits(bits_of_sqrt_half));
  const Pack k = from_bits(shift_right<52>(shifted) | all_bits(bits_of_two_to_52)) - Pack::all(exponent_offset);
  return {m, k};
}

/// log(m) + k log(2).
[[gnu::always_inline]] inline Pack log_split(Pack m, Pack k) {
  const Pack f = m - Pack::all(1.0);
  const Pack s = f / (f + Pack::all(2.0));
  const Pack z = s * s;
  const Pack r = z * polynomial(z, log_coefficients);
  const Pack half_square = Pack::all(0.5) * f * f;
  const Pack low = fma(s, half_square + r, k * Pack::all(log2_low32));
  return fma(k, Pack::all(log2_high32), f - (half_square - low));
}

[[gnu::noinline, gnu::cold]] inline Pack log_any(Pack x) {
  const Mask small = x < Pack::all(0x1p-1022);
  const Split s = split(select(small, x * Pack::all(0x1p54), x));
  Pack result = log_split(s.m, s.k - select(small, Pack::all(54.0), Pack::all(0.0)));
  result = select(x == Pack::all(infinity), x, result);
  result = select(x == Pack::all(0.0), Pack::all(-infinity), result);
  return select((x < Pack::all(0.0)) | unordered(x, x), Pack::all(not_a_number), result);
}

}  // namespace detail

/// Exponential, 1.1 ulp. Above 709.79 infinity; below -708.4 denormal, below -745.2 zero.
[[gnu::always_inline]] inline Pack exp(Pack x) {
  if (any(!(abs(x) <= Pack::all(exp_limit)))) return detail::exp_any(x);
  const Pack t = fma(x, Pack::all(log2_of_e), Pack::all(rounder));
  const Pack n = t - Pack::all(rounder);
  const Pack r = fnma(n, Pack::all(log2_low), fnma(n, Pack::all(log2_high), x));
  const Pack p = Pack::all(1.0) + fma(r * r, detail::exp_remainder(r), r);
  return from_bits(bits(p) + shift_left<52>(bits(t)));
}

/// Natural logarithm, 0.9 ulp, denormal arguments included. log(0) = -infinity, of a negative number NaN.
[[gnu::always_inline]] inline Pack log(Pack x) {
  if (any(!((x >= Pack::all(0x1p-1022)) & (x <= Pack::all(0x1.fffffffffffffp1023))))) return detail::log_any(x);
  const detail::Split s = detail::split(x);
  return detail::log_split(s.m, s.k);
}

/// base ^ exponent, 1.2 ulp. 0^0 = 1, a negative power of 0 is infinite. A negative base takes whole exponents only
/// (else NaN, for -infinity too). NaN when either is NaN.
inline Pack pow(Pack base, Pack exponent) {
  const Pack zero = Pack::all(0.0), one = Pack::all(1.0);
  const Pack x = abs(base);
  const Mask small = x < Pack::all(0x1p-1022);
  const detail::Split s = detail::split(select(small, x * Pack::all(0x1p54), x));
  const Pack k = s.k - select(small, Pack::all(54.0), zero);

  // log(m) = 2 atanh(q) with q = (m - 1) / (m + 1), as pairs high + low: exp makes an absolute error of its argument a
  // relative error of the result, so about 65 bits of the logarithm are needed.
  const Pack f = s.m - one;
  const Pack d = f + Pack::all(2.0), d_low = f - (d - Pack::all(2.0));
  const Pack q = f / d;
  const Pack q_low = fnma(q, d_low, fnma(q, d, f)) / d;
  const Pack z = q * q, z_low = fma(q + q, q_low, fma(q, q, -z));
  constexpr double c[] = {2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25, 2.0 / 27};
  const Pack t = z * polynomial(z, c);
  const Pack a1 = Pack::all(0.4), a1_low = Pack::all(-0x1.999999999999ap-56);
  const Pack p = a1 + t, p_low = ((a1 - p) + t) + a1_low;
  const Pack u = z * p, u_low = fma(z, p, -u) + fma(z, p_low, z_low * p);
  const Pack a0 = Pack::all(0x1.5555555555555p-1), a0_low = Pack::all(0x1.5555555555555p-55);
  const Pack v = a0 + u, v_low = ((a0 - v) + u) + (u_low + a0_low);
  const Pack w = z * v, w_low = fma(z, v, -w) + fma(z, v_low, z_low * v);
  const Pack g = Pack::all(2.0) + w, g_low = ((Pack::all(2.0) - g) + w) + w_low;
  const Pack m = q * g, m_low = fma(q, g, -m) + fma(q, g_low, q_low * g);
  // k times the high part of log(2) is exact: that part has 32 bits.
  const Pack whole = k * Pack::all(log2_high32);
  const Pack sum = whole + m;
  const Pack back = sum - whole;
  const Pack sum_low = (whole - (sum - back)) + (m - back) + fma(k, Pack::all(log2_low32), m_low);

  // Beyond 2^65 the result is 0, 1 or infinity already.
  const Pack y = min(max(exponent, Pack::all(-0x1p65)), Pack::all(0x1p65));
  const Pack e = y * sum, e_low = fma(y, sum, -e) + y * sum_low;
  const Pack bounded = min(max(e, Pack::all(-1400.0)), Pack::all(1400.0));
  const Pack n = fma(bounded, Pack::all(log2_of_e), Pack::all(rounder)) - Pack::all(rounder);
  const Pack r_high = fnma(n, Pack::all(log2_high32), bounded);
  const Pack r_low = fnma(n, Pack::all(log2_low32), select(e == bounded, e_low, zero));
  const Pack r = r_high + r_low, r_rest = (r_high - r) + r_low;
  Pack result = detail::scale(one + (r + fma(r * r, detail::exp_remainder(r), r_rest)), n);

  const Mask growing = exponent > zero, level = exponent == zero;
  result = select(x == zero, select(growing, zero, Pack::all(infinity)), result);
  result = select(x == Pack::all(infinity), select(growing, x, zero), result);
  result = select(level, one, result);
  const Pack half = exponent * Pack::all(0.5);
  const Mask whole_exponent = floor(exponent) == exponent, odd = whole_exponent & !(floor(half) == half);
  result = select(odd, from_bits(bits(result) | (bits(base) & all_bits(0x8000000000000000u))), result);
  const Mask undefined = ((base < zero) & !whole_exponent) | unordered(base, exponent);
  return select(undefined, Pack::all(not_a_number), result);
}

namespace detail {

/// Sine and cosine of the angle left after taking `n` right angles from x, |left| <= pi / 4 and a little.
struct Angle {
  Pack sine, cosine;
  Bits quarter;  ///< low two bits: the right angles taken
  Mask undefined;
};
inline Angle reduce(Pack x) {
  const Pack t = fma(x, Pack::all(0x1.45f306dc9c883p-1), Pack::all(rounder));
  const Pack n = t - Pack::all(rounder);
  // pi / 2 in three doubles; the first step is exact, as its result is a multiple of 2^-53 below 1.
  Pack r = fnma(n, Pack::all(0x1.921fb54442d18p+0), x);
  r = fnma(n, Pack::all(0x1.1a62633145c07p-54), r);
  r = fnma(n, Pack::all(-0x1.f1976b7ed8fbcp-110), r);
  // Kernels of fdlibm's k_sin.c and k_cos.c.
  constexpr double s[] = {-1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
                          2.75573137070700676789e-06,  -2.50507602534068634195e-08, 1.58969099521155010221e-10};
  constexpr double c[] = {4.16666666666666019037e-02,  -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                          -2.75573143513906633035e-07, 2.08757232129817482790e-09,  -1.13596475577881948265e-11};
  const Pack z = r * r;
  const Pack half = Pack::all(0.5) * z, rest = Pack::all(1.0) - half;
  return {fma(r * z, polynomial(z, s), r), rest + (((Pack::all(1.0) - rest) - half) + z * z * polynomial(z, c)), bits(t),
          !(abs(x) <= Pack::all(0x1p30))};
}
inline Mask odd(Bits value) {
  // Compared as numbers 1 + bit * 2^-52, since packs compare only those.
  return Pack::all(1.0) < from_bits((value & all_bits(1)) | all_bits(0x3ff0000000000000u));
}

}  // namespace detail

/// Sine, 1 ulp. NaN for arguments beyond 2^30 (1e9), where a double no longer names an angle usefully.
inline Pack sin(Pack x) {
  const detail::Angle a = detail::reduce(x);
  const Pack value = select(detail::odd(a.quarter), a.cosine, a.sine);
  const Pack sign = from_bits(shift_left<62>(a.quarter & all_bits(2)));
  return select(a.undefined, Pack::all(not_a_number), from_bits(bits(value) ^ bits(sign)));
}

/// Cosine, 1 ulp. NaN for arguments beyond 2^30.
inline Pack cos(Pack x) {
  const detail::Angle a = detail::reduce(x);
  const Pack value = select(detail::odd(a.quarter), a.sine, a.cosine);
  const Bits sign = shift_left<62>((a.quarter + all_bits(1)) & all_bits(2));
  return select(a.undefined, Pack::all(not_a_number), from_bits(bits(value) ^ sign));
}

/// Tangent, 2.5 ulp. NaN for arguments beyond 2^30.
inline Pack tan(Pack x) {
  const detail::Angle a = detail::reduce(x);
  const Mask turned = detail::odd(a.quarter);
  const Pack value = select(turned, -a.cosine, a.sine) / select(turned, a.sine, a.cosine);
  return select(a.undefined, Pack::all(not_a_number), value);
}

/// Hyperbolic tangent, 2 ulp.
inline Pack tanh(Pack x) {
  // Cephes' tanh.c (Moshier): rational below 0.625, by the exponential above.
  const Pack z = x * x;
  constexpr double p[] = {-1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1};
  constexpr double q[] = {4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0};
  const Pack inside = fma(x * z, polynomial(z, p) / polynomial(z, q), x);
  const Pack size = abs(x);
  const Pack outside = Pack::all(1.0) - Pack::all(2.0) / (exp(size + size) + Pack::all(1.0));
  const Pack signed_outside = from_bits(bits(outside) | (bits(x) & all_bits(0x8000000000000000u)));
  return select(size < Pack::all(0.625), inside, select(unordered(x, x), x, signed_outside));
}

/// Standard normal distribution function, relative error 1e-15 (lower tail too, down to denormal results).
/// Source: Cody (1969), "Rational Chebyshev approximations for the error function", Math. Comp. 23.
inline Pack normal_cdf(Pack x) {
  const Pack y = abs(x);
  constexpr double a[] = {18154.981253343561249, 1067.6894854603709582, 161.02823106855587881, 2.2352520354606839287, .065682337918207449113};
  constexpr double b[] = {45507.789335026729956, 10260.932208618978205, 976.09855173777669322, 47.20258190468824187, 1.0};
  constexpr double c[] = {9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326, 2494.5375852903726711, 597.27027639480026226,
                          93.506656132177855979, 8.8831497943883759412, .39894151208813466764, 1.0765576773720192317e-8};
  constexpr double d[] = {19685.429676859990727, 38912.003286093271411, 34900.952721145977266, 18615.571640885098091, 6485.558298266760755,
                          1519.377599407554805,  235.38790178262499861, 22.266688044328115691, 1.0};
  const Pack square = y * y;
  const Pack middle = fma(x, polynomial(square, a) / polynomial(square, b), Pack::all(0.5));
  Pack ratio = polynomial(y, c) / polynomial(y, d);
  const Mask far = y > Pack::all(5.656854249492380195);  // sqrt(32)
  if (any(far)) {
    constexpr double p[] = {2.9112874951168792e-5, .001421619193227893466, .022235277870649807, .1274011611602473639, .21589853405795699,
                            .02307344176494017303};
    constexpr double q[] = {7.29751555083966205e-5, .00378239633202758244, .0659881378689285515, .468238212480865118, 1.28426009614491121, 1.0};
    const Pack inverse = Pack::all(1.0) / square;
    const Pack tail = (Pack::all(.398942280401432677939946) - inverse * (polynomial(inverse, p) / polynomial(inverse, q))) / y;
    ratio = select(far, tail, ratio);
  }
  // exp(-y^2 / 2) with the part of the square that rounding took away.
  const Pack lost = fma(y, y, -square);
  const Pack density = exp(Pack::all(-0.5) * square);
  Pack tail = ratio * fma(density, Pack::all(-0.5) * lost, density);
  tail = select(y > Pack::all(38.6), Pack::all(0.0), tail);
  const Pack outside = select(x > Pack::all(0.0), Pack::all(1.0) - tail, tail);
  return select(unordered(x, x), x, select(y <= Pack::all(0.67448975), middle, outside));
}

namespace detail {

inline constexpr double central_half_width = 0.425;

/// Where |u - 0.5| <= 0.425.
inline Pack inverse_normal_central(Pack q) {
  constexpr double a[] = {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                          4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double b[] = {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
                          2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3};
  const Pack r = fnma(q, q, Pack::all(0.180625));
  return q * polynomial(r, a) / polynomial(r, b);
}

inline Pack inverse_normal_tail(Pack u) {
  constexpr double c[] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
                          1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double d[] = {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                          1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  const Pack p = min(u, Pack::all(1.0) - u);
  const Pack r = sqrt(-log(p));
  const Pack near = r - Pack::all(1.6);
  Pack z = polynomial(near, c) / polynomial(near, d);
  const Mask far = r > Pack::all(5.0);
  if (any(far)) {
    constexpr double e[] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
                            2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr double f[] = {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                            7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
    const Pack rest = r - Pack::all(5.0);
    z = select(far, polynomial(rest, e) / polynomial(rest, f), z);
    z = select(p == Pack::all(0.0), Pack::all(infinity), z);
  }
  return select(u < Pack::all(0.5), -z, z);
}

}  // namespace detail

/// Standard normal quantile, relative error 1e-15. -infinity at 0, infinity at 1, NaN outside.
/// Source: Wichura (1988), AS 241, "The percentage points of the normal distribution", Applied Statistics 37.
inline Pack inverse_normal(Pack u) {
  const Pack q = u - Pack::all(0.5);
  const Mask central = abs(q) <= Pack::all(detail::central_half_width);
  const Pack z = detail::inverse_normal_central(q);
  return any(!central) ? select(central, z, detail::inverse_normal_tail(u)) : z;
}

/// inverse_normal of `n` numbers, n a multiple of Pack::width; `u` and `z` may be the same. Same bits as the function on
/// packs: the tails, needed by every seventh lane, are listed and then computed side by side.
inline void inverse_normal_tile(const double* u, double* z, int n) {
  constexpr int chunk = 1024;
  alignas(64) double tail[chunk + 8];
  int place[chunk + 8];
  for (int first = 0; first < n; first += chunk) {
    const int end = first + chunk < n ? first + chunk : n;
    int count = 0;
    for (int i = first; i < end; i += Pack::width) {
      const Pack x = Pack::loadu(u + i);
      const Pack q = x - Pack::all(0.5);
      const Mask central = abs(q) <= Pack::all(detail::central_half_width);
      select(central, detail::inverse_normal_central(q), x).storeu(z + i);
      count += append_lanes(!central, i, place + count);
    }
    for (int j = 0; j < count; ++j) tail[j] = z[place[j]];
    for (int j = count; j % Pack::width != 0; ++j) tail[j] = 0.5;
    for (int j = 0; j < count; j += Pack::width) detail::inverse_normal_tail(Pack::load(tail + j)).store(tail + j);
    for (int j = 0; j < count; ++j) z[place[j]] = tail[j];
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
