#pragma once

// Coefficients of the elementary functions that both the kernels (functions.hpp) and machine code made at run time (engine/jit)
// evaluate, in the same order of operations.

namespace jingchu::engine {

/// Adding this number rounds to an integer and leaves that integer in the low bits.
constexpr double rounder = 0x1.8p52;

/// exp: 1/log(2), log(2) in two parts, and exp(r) - 1 - r over r^2 for |r| <= log(2) / 2 (Chebyshev). The short road is for |x| <= exp_limit.
constexpr double log2_of_e = 0x1.71547652b82fep+0, log2_high = 0x1.62e42fefa39efp-1, log2_low = 0x1.abc9e3b39803fp-56;
constexpr double exp_limit = 708.0;
constexpr double exp_coefficients[] = {0x1.0000000000001p-1,  0x1.5555555555556p-3,  0x1.5555555553d5dp-5,  0x1.11111111109b1p-7,  0x1.6c16c1788e279p-10,
                                       0x1.a01a01a7c588ap-13, 0x1.a019b90435244p-16, 0x1.71de0da8e0958p-19, 0x1.289190088364dp-22, 0x1.af38b6cc9f96ap-26};

/// log: the atanh form of fdlibm's e_log.c (Sun Microsystems 1993, freely granted); log(2) in two parts, the high one of 32 bits.
constexpr double log_coefficients[] = {6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
                                       1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01};
constexpr double log2_high32 = 6.93147180369123816490e-01, log2_low32 = 1.90821492927058770002e-10;
/// Bits of sqrt(1/2) and 1, which split a number into a mantissa in [sqrt(1/2), sqrt(2)) and an exponent.
constexpr unsigned long long bits_of_sqrt_half = 0x3fe6a09e667f3bcdu, bits_of_one = 0x3ff0000000000000u;
constexpr unsigned long long mantissa_bits = 0x000fffffffffffffu, bits_of_two_to_52 = 0x4330000000000000u;
constexpr double exponent_offset = 0x1p52 + 1023;

}  // namespace jingchu::engine
