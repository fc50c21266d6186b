#include "engine/math/beta.hpp"

#include <cmath>

#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

double log_gamma(double x) noexcept {
  // Gamma(x) = Gamma(x + n) / (x (x + 1) ...), then Stirling's series (DLMF 5.11.1), whose ninth term is below 1e-18 here.
  double product = 1;
  while (x < 16) product *= x++;
  constexpr double c[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400};
  const double square = 1 / (x * x);
  double series = 0;
  for (int i = 7; i >= 0; --i) series = series * square + c[i];
  constexpr double half_log_two_pi = 0.91893853320467274178;
  return (x - 0.5) * scalar_log(x) - x + half_log_two_pi + series / x - scalar_log(product);
}

namespace {

/// I_x(a, b) where x < (a + 1) / (a + b + 2), so that the fraction converges fast.
double by_fraction(double a, double b, double log_beta, double x, double rest) noexcept {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), f = d;
  for (int m = 1; m <= 10'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    f *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double step = d * c;
    f *= step;
    if (std::abs(step - 1) < 1e-16) break;
  }
  return scalar_exp(a * scalar_log(x) + b * scalar_log(rest) - log_beta) * f / a;
}

}  // namespace

BetaParts incomplete_beta(double a, double b, double log_beta, double x, double rest) noexcept {
  if (!(x > 0)) return {0, 1};
  if (!(rest > 0)) return {1, 0};
  if (x < (a + 1) / (a + b + 2)) {
    const double lower = by_fraction(a, b, log_beta, x, rest);
    return {lower, 1 - lower};
  }
  const double upper = by_fraction(b, a, log_beta, rest, x);
  return {1 - upper, upper};
}

}  // namespace jingchu::engine
