#pragma once

namespace jingchu::engine {

/// log of the gamma function for x > 0, absolute error 1e-14 up to x = 30, relative 1e-15 beyond.
double log_gamma(double x) noexcept;

/// Both parts of the regularised incomplete beta function, each with its full relative accuracy.
struct BetaParts {
  double lower = 0;  ///< I_x(a, b), the probability below x
  double upper = 0;  ///< 1 - I_x(a, b)
};

/// \param x, rest  the point and 1 - x, given apart since either may be too small to be found from the other.
/// \param log_beta  log B(a, b) = log_gamma(a) + log_gamma(b) - log_gamma(a + b).
/// Source: continued fraction DLMF 8.17.22 by Lentz's method (Thompson and Barnett 1986).
BetaParts incomplete_beta(double a, double b, double log_beta, double x, double rest) noexcept;

}  // namespace jingchu::engine
