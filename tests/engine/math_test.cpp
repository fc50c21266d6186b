#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "engine/math/vector_math.hpp"
#include "tests/engine/available_isas.hpp"

namespace jingchu::engine {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double denormal = std::numeric_limits<double>::denorm_min();
constexpr int points = 1'000'000;

using F = VectorFunction;

std::vector<double> uniform(double low, double high, int n, unsigned seed = 1) {
  std::mt19937_64 bits(seed);
  std::vector<double> x(static_cast<std::size_t>(n));
  for (double& v : x) v = low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53);
  return x;
}

/// Positive numbers of every size, denormals included.
std::vector<double> any_size(int n) {
  std::mt19937_64 bits(2);
  std::vector<double> x(static_cast<std::size_t>(n));
  for (double& v : x) {
    const std::uint64_t b = bits() % 0x7ff0000000000000u;
    std::memcpy(&v, &b, 8);
  }
  return x;
}

std::vector<double> applied(F f, const std::vector<double>& x, Isa isa = best_isa()) {
  std::vector<double> y(x.size());
  apply(isa, f, x.data(), y.data(), static_cast<int>(x.size()));
  return y;
}

double applied(F f, double x) { return applied(f, std::vector<double>{x})[0]; }

/// Distance in units in the last place of the exact value, which must be finite.
double ulps(double value, long double exact) {
  const double rounded = std::abs(static_cast<double>(exact));
  const double unit = std::max(std::nextafter(rounded, inf) - rounded, denormal);
  return static_cast<double>(std::abs(static_cast<long double>(value) - exact) / static_cast<long double>(unit));
}

template <class Exact>
double worst_ulps(F f, const std::vector<double>& x, Exact exact) {
  const auto y = applied(f, x);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double error = ulps(y[i], exact(static_cast<long double>(x[i])));
    worst = error > worst || std::isnan(error) ? error : worst;
    if (std::isnan(error)) break;
  }
  return worst;
}

TEST(Exp, IsWithinOnePointOneUlp) {
  EXPECT_LT(worst_ulps(F::exp, uniform(-708, 709.7, points), [](long double x) { return std::exp(x); }), 1.1);
  EXPECT_LT(worst_ulps(F::exp, uniform(-1, 1, points), [](long double x) { return std::exp(x); }), 1.1);
}

TEST(Exp, UnderflowsThroughTheDenormals) {
  EXPECT_LT(worst_ulps(F::exp, uniform(-745.1, -708, 100'000), [](long double x) { return std::exp(x); }), 1.1);
}

TEST(Exp, HasDefinedLimits) {
  EXPECT_EQ(applied(F::exp, 0.0), 1.0);
  EXPECT_EQ(applied(F::exp, -0.0), 1.0);
  EXPECT_EQ(applied(F::exp, denormal), 1.0);
  EXPECT_EQ(applied(F::exp, inf), inf);
  EXPECT_EQ(applied(F::exp, -inf), 0.0);
  EXPECT_EQ(applied(F::exp, 709.79), inf);
  EXPECT_LT(applied(F::exp, 709.782712893384), inf);
  EXPECT_EQ(applied(F::exp, -746.0), 0.0);
  EXPECT_TRUE(std::isnan(applied(F::exp, nan)));
}

TEST(Log, IsWithinOneUlp) {
  EXPECT_LT(worst_ulps(F::log, any_size(points), [](long double x) { return std::log(x); }), 1.0);
  EXPECT_LT(worst_ulps(F::log, uniform(0.5, 2, points), [](long double x) { return std::log(x); }), 1.0);
}

TEST(Log, HasDefinedLimits) {
  EXPECT_EQ(applied(F::log, 1.0), 0.0);
  EXPECT_EQ(applied(F::log, 0.0), -inf);
  EXPECT_EQ(applied(F::log, -0.0), -inf);
  EXPECT_EQ(applied(F::log, inf), inf);
  EXPECT_NEAR(applied(F::log, denormal), std::log(denormal), 1e-12);
  for (const double x : {-1.0, -denormal, -inf, nan}) EXPECT_TRUE(std::isnan(applied(F::log, x))) << x;
}

double worst_power_ulps(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> z(x.size());
  power(best_isa(), x.data(), y.data(), z.data(), static_cast<int>(x.size()));
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const long double exact = std::pow(static_cast<long double>(x[i]), static_cast<long double>(y[i]));
    if (exact > static_cast<long double>(std::numeric_limits<double>::max())) {
      EXPECT_EQ(z[i], inf) << x[i] << " ^ " << y[i];
    } else {
      worst = std::max(worst, ulps(z[i], exact));
    }
  }
  return worst;
}

TEST(Power, IsWithinOnePointFiveUlp) {
  EXPECT_LT(worst_power_ulps(uniform(0.5, 2, points), uniform(-1000, 1000, points, 7)), 1.5);
  EXPECT_LT(worst_power_ulps(uniform(0, 100, points), uniform(-20, 20, points, 7)), 1.5);
  EXPECT_LT(worst_power_ulps(uniform(0.999, 1.001, 100'000), uniform(-7e5, 7e5, 100'000, 7)), 1.5);
  EXPECT_LT(worst_power_ulps(any_size(points), uniform(-1.05, 1.05, points, 7)), 1.5);
}

TEST(Power, HasDefinedSpecialValues) {
  const std::vector<std::array<double, 3>> cases = {
      {0, 0, 1},     {5, 0, 1},      {-5, 0, 1},   {inf, 0, 1},   {0, 2, 0},        {0, -2, inf},      {0, inf, 0},    {0, -inf, inf},
      {1, 1e300, 1}, {1, inf, 1},    {2, inf, inf}, {2, -inf, 0}, {0.5, inf, 0},    {0.5, -inf, inf},  {inf, 2, inf},  {inf, -2, 0},
      {-2, 3, -8},   {-2, 2, 4},     {-2, -1, -0.5}, {-1, 1e300, 1}, {-2, 0.5, nan}, {-inf, 0.5, nan}, {-inf, 3, -inf}, {-inf, -2, 0},
      {-1, inf, 1},  {nan, 0, nan},  {1, nan, nan}, {2, 1024, inf}, {2, -1074, denormal}, {2, -1080, 0}, {1e300, 1e300, inf},
      {1e300, -1e300, 0}, {denormal, 1, denormal}, {-1, 4503599627370497.0, -1}};
  for (const auto& [x, y, expected] : cases) {
    const double z = scalar_pow(x, y);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(z)) << x << " ^ " << y << " = " << z;
    } else {
      EXPECT_EQ(z, expected) << x << " ^ " << y;
    }
  }
}

TEST(Trigonometry, IsWithinAFewUlpUpToLargeAngles) {
  for (const double range : {0.8, 10.0, 1e5, 1e9}) {
    const auto x = uniform(-range, range, 100'000);
    // Near a zero of sine the reference needs more digits of pi than long double argument reduction keeps: glibc's is exact.
    EXPECT_LT(worst_ulps(F::sin, x, [](long double a) { return std::sin(a); }), 1.5) << range;
    EXPECT_LT(worst_ulps(F::cos, x, [](long double a) { return std::cos(a); }), 1.5) << range;
    EXPECT_LT(worst_ulps(F::tan, x, [](long double a) { return std::tan(a); }), 3.0) << range;
  }
  EXPECT_EQ(applied(F::sin, 0.0), 0.0);
  EXPECT_EQ(applied(F::cos, 0.0), 1.0);
  for (const double x : {2e9, inf, -inf, nan})
    for (const F f : {F::sin, F::cos, F::tan}) EXPECT_TRUE(std::isnan(applied(f, x))) << x;
}

TEST(Tanh, IsWithinTwoUlp) {
  EXPECT_LT(worst_ulps(F::tanh, uniform(-1, 1, points), [](long double x) { return std::tanh(x); }), 2);
  EXPECT_LT(worst_ulps(F::tanh, uniform(-30, 30, points), [](long double x) { return std::tanh(x); }), 2);
  EXPECT_EQ(applied(F::tanh, inf), 1.0);
  EXPECT_EQ(applied(F::tanh, -inf), -1.0);
  EXPECT_EQ(applied(F::tanh, -1000.0), -1.0);
  EXPECT_TRUE(std::isnan(applied(F::tanh, nan)));
}

TEST(NormalCdf, IsAccurateToFifteenDigitsInBothTails) {
  for (const double range : {1.0, 6.0, 37.0}) {
    const auto x = uniform(-range, range, 200'000);
    const auto y = applied(F::normal_cdf, x);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      // In long double: the rounding of x / sqrt(2) costs x^2 units.
      const long double exact = 0.5L * std::erfc(-static_cast<long double>(x[i]) / std::sqrt(2.0L));
      worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(y[i]) / exact - 1)));
    }
    EXPECT_LT(worst, 1.5e-15) << range;
  }
  EXPECT_EQ(applied(F::normal_cdf, -inf), 0.0);
  EXPECT_EQ(applied(F::normal_cdf, inf), 1.0);
  EXPECT_EQ(applied(F::normal_cdf, 0.0), 0.5);
  EXPECT_EQ(applied(F::normal_cdf, 50.0), 1.0);
  EXPECT_TRUE(std::isnan(applied(F::normal_cdf, nan)));
}

TEST(InverseNormal, AgreesWithBoostToFifteenDigits) {
  const boost::math::normal normal;
  auto u = uniform(0, 1, 100'000);
  for (int i = 0; i < 1000; ++i) u.push_back(std::exp(-0.7 * i - 0.1));
  const auto z = applied(F::inverse_normal, u);
  for (std::size_t i = 0; i < u.size(); ++i)
    if (u[i] > 0) {
      const double exact = boost::math::quantile(normal, u[i]);
      ASSERT_NEAR(z[i], exact, 4e-15 * std::abs(exact) + 1e-16) << u[i];
    }
  EXPECT_EQ(applied(F::inverse_normal, 0.5), 0.0);
  EXPECT_EQ(applied(F::inverse_normal, 0.0), -inf);
  EXPECT_EQ(applied(F::inverse_normal, 1.0), inf);
  for (const double x : {-0.1, 1.1, nan, inf}) EXPECT_TRUE(std::isnan(applied(F::inverse_normal, x))) << x;
}

TEST(InverseNormal, TileFormGivesTheSameBitsInPlaceToo) {
  for (const Isa isa : testing::available_isas()) {
    auto u = uniform(0, 1, 1000);
    u[3] = 1e-300, u[4] = 0, u[5] = 1, u[6] = 1e-13;
    const auto expected = applied(F::inverse_normal, u, Isa::plain);
    inverse_normal(isa, u.data(), u.data(), 1000);
    EXPECT_EQ(u, expected) << isa_name(isa);
  }
}

TEST(VectorMath, GivesTheSameBitsOnEveryInstructionSet) {
  std::vector<double> x = any_size(20'000);
  for (const double range : {1.0, 40.0, 800.0, 1e6}) {
    const auto more = uniform(-range, range, 20'001);
    x.insert(x.end(), more.begin(), more.end());
  }
  for (const double special : {0.0, -0.0, inf, -inf, nan, denormal, -denormal}) x.push_back(special);
  auto y = x;
  std::reverse(y.begin(), y.end());
  const auto same = [](double a, double b) { return std::memcmp(&a, &b, 8) == 0 || (std::isnan(a) && std::isnan(b)); };
  for (const Isa isa : testing::available_isas()) {
    for (const F f : {F::exp, F::log, F::sin, F::cos, F::tan, F::tanh, F::floor, F::normal_cdf, F::inverse_normal}) {
      const auto expected = applied(f, x, Isa::plain), found = applied(f, x, isa);
      for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_TRUE(same(expected[i], found[i])) << isa_name(isa) << " function " << static_cast<int>(f) << " of " << x[i];
    }
    std::vector<double> expected(x.size()), found(x.size());
    power(Isa::plain, x.data(), y.data(), expected.data(), static_cast<int>(x.size()));
    power(isa, x.data(), y.data(), found.data(), static_cast<int>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_TRUE(same(expected[i], found[i])) << isa_name(isa) << " power of " << x[i];
  }
}

}  // namespace
}  // namespace jingchu::engine
