// The largest error of exp, log and pow on 10^7 arguments each, against the 64-bit significand of long double.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "benchmarks/measure.hpp"
#include "engine/math/vector_math.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

constexpr int points = 10'000'000;

std::vector<double> uniform(double low, double high, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::vector<double> x(points);
  for (double& v : x) v = low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53);
  return x;
}

/// Positive numbers of every size, denormals included.
std::vector<double> any_size(unsigned seed) {
  std::mt19937_64 bits(seed);
  std::vector<double> x(points);
  for (double& v : x) {
    const std::uint64_t b = bits() % 0x7ff0000000000000u;
    std::memcpy(&v, &b, 8);
  }
  return x;
}

/// Distance from the exact value in units in the last place of it; 0 where both overflow.
double ulps(double value, long double exact) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double rounded = std::abs(static_cast<double>(exact));
  if (rounded == infinity) return std::abs(value) == infinity ? 0 : infinity;
  const double unit = std::max(std::nextafter(rounded, infinity) - rounded, std::numeric_limits<double>::denorm_min());
  return static_cast<double>(std::abs(static_cast<long double>(value) - exact) / static_cast<long double>(unit));
}

template <class Exact>
void largest(std::string_view what, const std::vector<double>& got, Exact exact) {
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, ulps(got[i], exact(i)));
  row(what, worst, "ulp");
}

template <class Exact>
void one_argument(std::string_view what, VectorFunction function, const std::vector<double>& x, Exact exact) {
  std::vector<double> y(x.size());
  apply(best_isa(), function, x.data(), y.data(), points);
  largest(what, y, [&](std::size_t i) { return exact(static_cast<long double>(x[i])); });
}

void of_power(std::string_view what, const std::vector<double>& base, const std::vector<double>& exponent) {
  std::vector<double> y(base.size());
  power(best_isa(), base.data(), exponent.data(), y.data(), points);
  largest(what, y, [&](std::size_t i) { return std::pow(static_cast<long double>(base[i]), static_cast<long double>(exponent[i])); });
}

}  // namespace

void accuracy() {
  head("largest errors on 10^7 arguments each");
  const auto exp_of = [](long double x) { return std::exp(x); };
  const auto log_of = [](long double x) { return std::log(x); };
  one_argument("exp, -745 to 709.7", VectorFunction::exp, uniform(-745, 709.7, 1), exp_of);
  one_argument("exp, -1 to 1", VectorFunction::exp, uniform(-1, 1, 2), exp_of);
  one_argument("log, numbers of every size", VectorFunction::log, any_size(3), log_of);
  one_argument("log, 0.5 to 2", VectorFunction::log, uniform(0.5, 2, 4), log_of);
  of_power("pow, 0.5 to 2 to the power of -1000 to 1000", uniform(0.5, 2, 5), uniform(-1000, 1000, 6));
  of_power("pow, 0 to 100 to the power of -20 to 20", uniform(0, 100, 7), uniform(-20, 20, 8));
  of_power("pow, numbers of every size to the power of -1.05 to 1.05", any_size(9), uniform(-1.05, 1.05, 10));
}

}  // namespace jingchu::benchmarks
