#include "engine/random/draws.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include <Random123/philox.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "engine/random/draw_kernels.hpp"

namespace jingchu::engine {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t seed = 20240130;

std::vector<Isa> available() {
  std::vector<Isa> list = {Isa::plain};
  if (best_isa() != Isa::plain) list.push_back(Isa::avx2);
  if (best_isa() == Isa::avx512) list.push_back(Isa::avx512);
  return list;
}

/// Memory on a 64-byte boundary.
class Tile {
 public:
  explicit Tile(std::size_t size) : storage_(size + 8) {}
  double* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    return storage_.data() + (64 - address % 64) % 64 / sizeof(double);
  }

 private:
  std::vector<double> storage_;
};

DrawSource shocks_only(std::vector<DrawnQuantity> shocks, std::vector<Correlation> correlations = {}) {
  return DrawSource(seed, {}, {}, std::move(shocks), std::move(correlations));
}

/// [shock][path] of one period.
std::vector<std::vector<double>> drawn(const DrawSource& source, int period, int paths, std::int64_t first = 0, int width = 256, Isa isa = best_isa()) {
  const std::size_t n = source.shock_count();
  std::vector<std::vector<double>> result(n);
  for (std::int64_t p = first; p < first + paths; p += width) {
    const int now = static_cast<int>(std::min<std::int64_t>(width, first + paths - p));
    Tile tile(2 * n * static_cast<std::size_t>(now));
    source.shocks(isa, p, now, period / 2, tile.data());
    for (std::size_t i = 0; i < n; ++i) {
      const double* row = tile.data() + (static_cast<std::size_t>(period % 2) * n + i) * static_cast<std::size_t>(now);
      result[i].insert(result[i].end(), row, row + now);
    }
  }
  return result;
}

std::vector<double> sample_of(Law law, int paths = 1 << 17) { return drawn(shocks_only({{"e", std::move(law)}}), 0, paths)[0]; }

double mean_of(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }
double sd_of(const std::vector<double>& x) {
  const double m = mean_of(x);
  double sum = 0;
  for (const double v : x) sum += (v - m) * (v - m);
  return std::sqrt(sum / static_cast<double>(x.size()));
}
double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
  const double mx = mean_of(x), my = mean_of(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx) * (y[i] - my);
  return sum / static_cast<double>(x.size()) / sd_of(x) / sd_of(y);
}

/// Kolmogorov and Smirnov's distance times sqrt(n); above 1.95 with probability 0.001 where the law is right.
double ks_distance(std::vector<double> x, const std::function<double(double)>& cdf) {
  std::sort(x.begin(), x.end());
  double worst = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = cdf(x[i]);
    worst = std::max({worst, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
  }
  return worst * std::sqrt(n);
}

// ---- Bits

TEST(Philox, GivesThePublishedKnownAnswers) {
  struct Case {
    std::uint64_t path, key;
    std::uint32_t period, id;
    std::uint64_t first, second;
  };
  // kat_vectors of Random123, "philox4x32 10".
  const Case cases[] = {{0, 0, 0, 0, 0xe169c58d6627e8d5u, 0x9b00dbd8bc57ac4cu},
                        {~0ull, ~0ull, ~0u, ~0u, 0x41c83b0e408f276du, 0x6d5451fda20bc7c6u},
                        {0x85a308d3243f6a88u, 0x299f31d0a4093822u, 0x13198a2eu, 0x03707344u, 0x94fdccebd16cfe09u, 0x24126ea15001e420u}};
  for (const Case& c : cases) {
    std::uint64_t first[8], second[8];
    for (const Isa isa : available()) {
      JINGCHU_DISPATCH(isa, draw_bits)(DrawKey{c.key, c.period, c.id}, static_cast<std::int64_t>(c.path), 8, first, second);
      EXPECT_EQ(first[0], c.first) << isa_name(isa);
      EXPECT_EQ(second[0], c.second) << isa_name(isa);
    }
  }
}

TEST(Philox, AgreesWithRandom123ForManyCountersAndKeys) {
  std::uint64_t first[8], second[8];
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::uint64_t key = i * 0x9e3779b97f4a7c15u;
    const std::int64_t path = static_cast<std::int64_t>(i * 0x2545f4914f6cdd1du >> 1);
    const auto period = static_cast<std::uint32_t>(i * 77), id = static_cast<std::uint32_t>(key >> 17);
    for (const Isa isa : available()) {
      JINGCHU_DISPATCH(isa, draw_bits)(DrawKey{key, period, id}, path, 8, first, second);
      for (std::uint64_t lane = 0; lane < 8; ++lane) {
        const std::uint64_t p = static_cast<std::uint64_t>(path) + lane;
        philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(p >> 32), period, id}};
        philox4x32_key_t k = {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
        const auto expected = philox4x32_R(10, counter, k);
        ASSERT_EQ(first[lane], expected.v[0] | static_cast<std::uint64_t>(expected.v[1]) << 32);
        ASSERT_EQ(second[lane], expected.v[2] | static_cast<std::uint64_t>(expected.v[3]) << 32);
      }
    }
  }
}

std::vector<DrawnQuantity> one_of_each() {
  return {{"normal", NormalLaw{1, 2}},
          {"bounded", NormalLaw{0, 1, -0.5, 2}},
          {"far_tail", NormalLaw{0, 1, 6, unbounded}},
          {"t", StudentTLaw{5, 0, 0.006}},
          {"bounded_t", StudentTLaw{3, 1, 2, 0, 4}},
          {"lognormal", LognormalLaw{2, 0.3}},
          {"uniform", UniformLaw{-1, 3}},
          {"triangular", TriangularLaw{0, 1, 4}},
          {"pert", PertLaw{0, 1, 4}},
          {"bernoulli", BernoulliLaw{0.3}},
          {"discrete", DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}},
          {"row_a", EmpiricalLaw{{1, 2, 3, 4, 5}, "residuals.csv"}},
          {"row_b", EmpiricalLaw{{10, 20, 30, 40, 50}, "residuals.csv"}}};
}

std::vector<Correlation> some_correlations() { return {{0, 3, 0.5}, {3, 6, -0.3}, {4, 5, 0.4}, {8, 9, 0.7}, {1, 10, 0.2}, {2, 7, 0.1}}; }

TEST(DrawSource, GivesTheSameBitsOnEveryInstructionSetAndTileWidth) {
  for (const auto& correlations : {std::vector<Correlation>{}, some_correlations()}) {
    const auto source = shocks_only(one_of_each(), correlations);
    const auto expected = drawn(source, 3, 2048, 5, 2048, Isa::plain);
    for (const Isa isa : available())
      for (const int width : {8, 24, 128, 136, 1024}) EXPECT_EQ(drawn(source, 3, 2048, 5, width, isa), expected) << isa_name(isa) << " width " << width;
    const auto later = drawn(source, 3, 1000, 5 + 1003, 256);
    for (std::size_t i = 0; i < later.size(); ++i)
      EXPECT_TRUE(std::equal(later[i].begin(), later[i].end(), expected[i].begin() + 1003)) << one_of_each()[i].name;
  }
}

TEST(DrawSource, ParametersHaveTheSameBitsOnEveryInstructionSet) {
  const DrawSource source(seed, one_of_each(), some_correlations(), {}, {});
  const std::size_t size = source.parameter_count() * 64;
  Tile expected(size), found(size);
  source.parameters(Isa::plain, 1'000'000'007, 64, expected.data());
  for (const Isa isa : available()) {
    source.parameters(isa, 1'000'000'007, 64, found.data());
    EXPECT_EQ(std::memcmp(expected.data(), found.data(), size * sizeof(double)), 0) << isa_name(isa);
  }
}

TEST(DrawSource, UniformsComeFromTheHighBitsOfTheCounterOfPathPeriodAndName) {
  const std::int64_t path = (std::int64_t{3} << 32) + 8;
  philox4x32_key_t key = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto expected = [&](std::int64_t lane, std::uint32_t period_word, std::size_t half) {
    philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(path + lane), 3, period_word, draw_id("e")}};
    const auto words = philox4x32_R(10, counter, key);
    const std::uint64_t bits = words.v[2 * half] | static_cast<std::uint64_t>(words.v[2 * half + 1]) << 32;
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
  };
  const DrawSource source(seed, {{"e", UniformLaw{0, 1}}}, {}, {{"e", UniformLaw{0, 1}}}, {});
  const auto even = drawn(source, 22, 64, path), odd = drawn(source, 23, 64, path);
  Tile once(64);
  source.parameters(best_isa(), path, 64, once.data());
  for (std::size_t i = 0; i < 64; ++i) {
    const auto lane = static_cast<std::int64_t>(i);
    ASSERT_EQ(even[0][i], expected(lane, 11, 0));
    ASSERT_EQ(odd[0][i], expected(lane, 11, 1));
    ASSERT_EQ(once.data()[i], expected(lane, 0xffffffffu, 0));
  }
}

TEST(DrawSource, OtherShocksDoNotMoveAShock) {
  const auto alone = drawn(shocks_only({{"e_c", NormalLaw{}}, {"e_w", StudentTLaw{}}}, {{0, 1, 0.4}}), 7, 512);
  const auto reordered = drawn(shocks_only({{"z", UniformLaw{}}, {"e_w", StudentTLaw{}}, {"a", NormalLaw{}}, {"e_c", NormalLaw{}}}, {{3, 1, 0.4}, {0, 2, 0.9}}), 7, 512);
  EXPECT_EQ(alone[0], reordered[3]);
  EXPECT_EQ(alone[1], reordered[1]);
}

TEST(DrawSource, SeedPathPeriodAndNameEachChangeTheDraw) {
  const auto base = drawn(shocks_only({{"e", NormalLaw{}}}), 0, 64);
  EXPECT_NE(base, drawn(DrawSource(seed + 1, {}, {}, {{"e", NormalLaw{}}}, {}), 0, 64));
  EXPECT_NE(base, drawn(shocks_only({{"f", NormalLaw{}}}), 0, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 1, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 2, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 0, 64, std::int64_t{1} << 32));
  EXPECT_EQ(std::set<double>(base[0].begin(), base[0].end()).size(), 64u);
}

TEST(DrawSource, SuccessiveDrawsAreUncorrelated) {
  const auto source = shocks_only({{"e", NormalLaw{}}, {"f", NormalLaw{}}});
  const int n = 1 << 16;
  const auto now = drawn(source, 4, n), next = drawn(source, 5, n), after = drawn(source, 6, n), shifted = drawn(source, 4, n, 1);
  const double bound = 4 / std::sqrt(n);
  EXPECT_NEAR(correlation_of(now[0], now[1]), 0, bound);
  EXPECT_NEAR(correlation_of(now[0], next[0]), 0, bound);
  EXPECT_NEAR(correlation_of(next[0], after[0]), 0, bound);
  EXPECT_NEAR(correlation_of(now[0], shifted[0]), 0, bound);
}

// ---- Laws

struct MomentCase {
  const char* name;
  Law law;
  double mean, sd;
};

TEST(Laws, HaveTheirStatedMeansAndDeviations) {
  const double pert_sd = std::sqrt((1.5 - 0) * (4 - 1.5) / 7);
  const MomentCase cases[] = {{"normal", NormalLaw{1, 2}, 1, 2},
                              {"student t", StudentTLaw{5, 3, 0.5}, 3, 0.5},
                              {"lognormal", LognormalLaw{2, 0.3}, 2, 0.6},
                              {"uniform", UniformLaw{-1, 3}, 1, 4 / std::sqrt(12.0)},
                              {"triangular", TriangularLaw{0, 1, 4}, 5.0 / 3, std::sqrt((0 + 1 + 16 - 0 - 0 - 4.0) / 18)},
                              {"pert", PertLaw{0, 1.25, 4}, 1.5, pert_sd},
                              {"bernoulli", BernoulliLaw{0.3}, 0.3, std::sqrt(0.21)},
                              {"discrete", DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}, 4.2, std::sqrt(0.2 * 25 + 0.5 + 0.3 * 81 - 4.2 * 4.2)},
                              {"empirical", EmpiricalLaw{{1, 2, 3, 4}, "t.csv"}, 2.5, std::sqrt(1.25)}};
  for (const MomentCase& c : cases) {
    const auto x = sample_of(c.law);
    const auto n = static_cast<double>(x.size());
    EXPECT_NEAR(mean_of(x), c.mean, 4 * c.sd / std::sqrt(n)) << c.name;
    double fourth = 0;
    for (const double v : x) fourth += std::pow(v - c.mean, 4);
    // The standard error of a variance is sqrt((m4 - sd^4) / n), that of the deviation is by 2 sd smaller.
    const double error = std::sqrt((fourth / n - std::pow(c.sd, 4)) / n) / (2 * c.sd);
    EXPECT_NEAR(sd_of(x), c.sd, 4 * error + 1e-12) << c.name;
  }
}

TEST(Laws, HaveTheirDistributionFunctions) {
  using namespace boost::math;
  const double t_scale = 0.5 * std::sqrt(3.0 / 5);
  const students_t t5(5);
  const normal standard;
  const double s = std::sqrt(std::log(1.09));
  const lognormal log_law(std::log(2.0) - s * s / 2, s);
  const triangular triangle(0, 1, 4);
  const beta_distribution<> pert_law(2, 4);
  const double low = cdf(standard, -0.5), high = cdf(standard, 2.0);
  EXPECT_LT(ks_distance(sample_of(NormalLaw{1, 2}), [&](double x) { return cdf(standard, (x - 1) / 2); }), 1.95);
  EXPECT_LT(ks_distance(sample_of(StudentTLaw{5, 3, 0.5}), [&](double x) { return cdf(t5, (x - 3) / t_scale); }), 1.95);
  EXPECT_LT(ks_distance(sample_of(LognormalLaw{2, 0.3}), [&](double x) { return cdf(log_law, x); }), 1.95);
  EXPECT_LT(ks_distance(sample_of(UniformLaw{-1, 3}), [](double x) { return (x + 1) / 4; }), 1.95);
  EXPECT_LT(ks_distance(sample_of(TriangularLaw{0, 1, 4}), [&](double x) { return cdf(triangle, x); }), 1.95);
  EXPECT_LT(ks_distance(sample_of(PertLaw{0, 1, 4}), [&](double x) { return cdf(pert_law, x / 4); }), 1.95);
  EXPECT_LT(ks_distance(sample_of(NormalLaw{0, 1, -0.5, 2}), [&](double x) { return (cdf(standard, x) - low) / (high - low); }), 1.95);
}

TEST(Laws, TruncationIsRespectedAndKeepsTheShapeInside) {
  for (const Law& law : {Law(NormalLaw{0, 1, -0.5, 2}), Law(StudentTLaw{3, 0, 1, -0.5, 2})}) {
    const auto x = sample_of(law);
    EXPECT_GE(*std::min_element(x.begin(), x.end()), -0.5);
    EXPECT_LE(*std::max_element(x.begin(), x.end()), 2);
    EXPECT_LT(*std::min_element(x.begin(), x.end()), -0.499);
    EXPECT_GT(*std::max_element(x.begin(), x.end()), 1.99);
  }
  // Far in the upper tail the law is close to exponential with rate z + 1/z.
  const auto far = sample_of(NormalLaw{0, 1, 6, unbounded});
  EXPECT_GE(*std::min_element(far.begin(), far.end()), 6);
  const boost::math::normal standard;
  const double tail = cdf(complement(standard, 6));
  EXPECT_LT(ks_distance(far, [&](double v) { return 1 - cdf(complement(standard, v)) / tail; }), 1.95);
  const auto t = sample_of(StudentTLaw{3, 0, std::sqrt(3.0), 4, unbounded});
  const boost::math::students_t t3(3);
  const double t_tail = cdf(complement(t3, 4));
  EXPECT_LT(ks_distance(t, [&](double v) { return 1 - cdf(complement(t3, v)) / t_tail; }), 1.95);
}

TEST(Laws, RiseWithTheUniformEvenWhenDrawnFromAbove) {
  const auto u = sample_of(UniformLaw{0, 1}, 512);
  for (const Law& law : {Law(NormalLaw{0, 1, 6, unbounded}), Law(NormalLaw{0, 1, -1, 1}), Law(StudentTLaw{3, 0, 1, 2, 9}), Law(PertLaw{0, 1, 4}), Law(TriangularLaw{0, 1, 4})}) {
    const auto x = sample_of(law, 512);
    for (std::size_t i = 1; i < u.size(); ++i) ASSERT_EQ(u[i] > u[i - 1], x[i] > x[i - 1]) << "law " << law.index();
  }
}

TEST(Laws, StudentTFollowsBoostsQuantilesOutToTheLastUniform) {
  for (const double df : {2.01, 2.5, 3.0, 4.0, 5.0, 8.0, 30.0, 300.0, 9000.0, 20000.0, 1e9}) {
    const auto code = prepare_draw({"e", StudentTLaw{df, 0, 1}});
    const boost::math::students_t_distribution<long double> t(static_cast<long double>(df));
    const boost::math::normal_distribution<long double> normal;
    const double scale = std::sqrt((df - 2) / df);
    for (double z = 1.0 / 64; z <= 8.5; z += 8 * 0.0137) {
      std::vector<double> row = {z, -z, z + 0.0137, z + 2 * 0.0137, z + 3 * 0.0137, z + 4 * 0.0137, z + 5 * 0.0137, z + 6 * 0.0137};
      const auto score = row;
      JINGCHU_DISPATCH(best_isa(), values_of_scores)(code, 8, row.data());
      EXPECT_EQ(row[1], -row[0]);
      for (const std::size_t k : {0u, 4u}) {
        const auto tail = cdf(complement(normal, static_cast<long double>(score[k])));
        const double exact = scale * static_cast<double>(quantile(complement(t, tail)));
        ASSERT_NEAR(row[k] / exact, 1, 1e-9) << "df " << df << " score " << score[k];
      }
    }
  }
}

TEST(Laws, PertFollowsBoostsQuantiles) {
  for (const double mode : {0.0, 0.1, 0.5, 0.93, 1.0}) {
    const auto code = prepare_draw({"e", PertLaw{0, mode, 1}});
    const boost::math::beta_distribution<long double> law(1 + 4 * static_cast<long double>(mode), 5 - 4 * static_cast<long double>(mode));
    const boost::math::normal_distribution<long double> normal;
    for (double z = -8.2; z <= 8.2; z += 0.137) {
      std::vector<double> row(8, z);
      JINGCHU_DISPATCH(best_isa(), values_of_scores)(code, 8, row.data());
      const auto tail = cdf(normal, -static_cast<long double>(std::abs(z)));
      const auto exact = static_cast<double>(z > 0 ? quantile(complement(law, tail)) : quantile(law, tail));
      ASSERT_NEAR(row[0], exact, 1e-9) << "mode " << mode << " score " << z;
    }
  }
}

TEST(Laws, BernoulliIsOneWhereTheUniformIsBelowP) {
  const auto u = drawn(shocks_only({{"e", UniformLaw{0, 1}}}), 0, 1000)[0];
  const auto b = drawn(shocks_only({{"e", BernoulliLaw{0.3}}}), 0, 1000)[0];
  for (std::size_t i = 0; i < u.size(); ++i) EXPECT_EQ(b[i], u[i] < 0.3 ? 1.0 : 0.0);
  EXPECT_THAT(sample_of(BernoulliLaw{0}, 1000), testing::Each(0.0));
  EXPECT_THAT(sample_of(BernoulliLaw{1}, 1000), testing::Each(1.0));
}

TEST(Laws, ColumnsOfOneTableShareTheRow) {
  const auto x = drawn(shocks_only({{"a", EmpiricalLaw{{1, 2, 3}, "t.csv"}}, {"b", EmpiricalLaw{{10, 20, 30}, "t.csv"}}, {"c", EmpiricalLaw{{1, 2, 3}, "u.csv"}}}), 1, 512);
  EXPECT_NE(x[0], x[2]);
  for (std::size_t i = 0; i < 512; ++i) ASSERT_EQ(x[1][i], 10 * x[0][i]);
}

TEST(Laws, ZeroDeviationIsAConstant) {
  EXPECT_THAT(sample_of(NormalLaw{3, 0}, 64), testing::Each(3.0));
  EXPECT_THAT(sample_of(NormalLaw{3, 0, 1, 4}, 64), testing::Each(3.0));
}

// ---- Correlation

TEST(Correlations, AreRecoveredFromTheNormalScores) {
  const int n = 1 << 17;
  const auto x = drawn(shocks_only({{"c", NormalLaw{0, 2}}, {"a", NormalLaw{5, 1}}, {"b", NormalLaw{}}, {"d", NormalLaw{}}}, {{0, 1, 0.6}, {1, 2, -0.5}, {0, 2, 0.1}}), 1, n);
  const auto within = [](double r) { return 4 * (1 - r * r) / std::sqrt(n); };
  EXPECT_NEAR(correlation_of(x[0], x[1]), 0.6, within(0.6));
  EXPECT_NEAR(correlation_of(x[1], x[2]), -0.5, within(0.5));
  EXPECT_NEAR(correlation_of(x[0], x[2]), 0.1, within(0.1));
  EXPECT_NEAR(correlation_of(x[0], x[3]), 0, within(0));
  EXPECT_NEAR(sd_of(x[0]), 2, 4 * 2 / std::sqrt(2.0 * n));
}

TEST(Correlations, KeepTheLawsOfCorrelatedQuantities) {
  const auto x = drawn(shocks_only({{"a", NormalLaw{}}, {"u", UniformLaw{}}, {"t", StudentTLaw{4, 0, std::sqrt(2.0)}}, {"b", BernoulliLaw{0.2}}, {"n", NormalLaw{0, 1, 0, unbounded}}},
                                   {{0, 1, 0.6}, {0, 2, 0.5}, {0, 3, 0.3}, {0, 4, 0.5}}),
                       0, 1 << 17);
  const boost::math::students_t t4(4);
  const boost::math::normal normal;
  EXPECT_LT(ks_distance(x[1], [](double v) { return v; }), 1.95);
  EXPECT_LT(ks_distance(x[2], [&](double v) { return cdf(t4, v); }), 1.95);
  EXPECT_LT(ks_distance(x[4], [&](double v) { return 2 * cdf(normal, v) - 1; }), 1.95);
  EXPECT_NEAR(mean_of(x[3]), 0.2, 4 * 0.4 / std::sqrt(1 << 17));
  // Of a uniform with its own normal score the correlation is sqrt(3 / pi).
  EXPECT_NEAR(correlation_of(x[0], x[1]), 0.6 * std::sqrt(3 / 3.14159265358979), 0.01);
}

TEST(Correlations, PerfectCorrelationIsAccepted) {
  const auto x = drawn(shocks_only({{"a", NormalLaw{}}, {"b", NormalLaw{}}, {"c", NormalLaw{}}}, {{0, 1, 1}, {1, 2, -1}, {0, 2, -1}}), 0, 256);
  EXPECT_EQ(x[0], x[1]);
  for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(x[2][i], -x[0][i]);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    return e.what();
  }
  return "nothing thrown";
}

TEST(Correlations, ThatContradictEachOtherAreReportedWithEigenvalueAndPair) {
  const auto text = message_of([] {
    shocks_only({{"a", NormalLaw{}}, {"b", NormalLaw{}}, {"c", NormalLaw{}}, {"d", NormalLaw{}}}, {{0, 1, 0.9}, {1, 2, 0.9}, {0, 2, -0.95}, {2, 3, 0.1}});
  });
  EXPECT_THAT(text, HasSubstr("the correlations of 4 quantities contradict each other: their matrix has the eigenvalue -0.83"));
  EXPECT_THAT(text, HasSubstr("the correlation -0.95 of 'a' and 'c' weighs most"));
  EXPECT_THAT(text, HasSubstr("0.54 times"));
}

TEST(Correlations, MistakesAreReportedTogether) {
  const auto text = message_of([] {
    shocks_only({{"a", NormalLaw{}}, {"b", NormalLaw{}}, {"r", EmpiricalLaw{{1}, "t.csv"}}}, {{0, 1, 1.5}, {1, 0, 0.2}, {0, 0, 0.1}, {0, 2, 0.1}, {0, 7, 0.1}});
  });
  EXPECT_THAT(text, HasSubstr("the correlation of 'a' and 'b' is 1.5, outside -1 to 1"));
  EXPECT_THAT(text, HasSubstr("the correlation of 'b' and 'a' is given twice"));
  EXPECT_THAT(text, HasSubstr("'a' is correlated with itself"));
  EXPECT_THAT(text, HasSubstr("'r' is drawn from the rows of a table"));
  EXPECT_THAT(text, HasSubstr("names a quantity that is not drawn"));
}

// ---- Set-up

TEST(DrawSource, RefusesLawsThatAreNoDistribution) {
  const double nan = std::nan("");
  const std::pair<Law, const char*> cases[] = {
      {NormalLaw{0, -1}, "standard deviation -1"},
      {NormalLaw{nan, 1}, "not finite"},
      {NormalLaw{0, 1, 2, 1}, "bounds in the wrong order"},
      {NormalLaw{0, 1, 60, 70}, "no probability between its bounds"},
      {NormalLaw{0, 0, 1, 2}, "outside the bounds"},
      {StudentTLaw{2, 0, 1}, "2 degrees of freedom"},
      {LognormalLaw{-1, 1}, "above 0"},
      {UniformLaw{1, 1}, "lower end below its upper end"},
      {TriangularLaw{0, 2, 1}, "mode 2 outside 0 to 1"},
      {PertLaw{0, -1, 1}, "mode -1 outside 0 to 1"},
      {BernoulliLaw{1.1}, "probability 1.1"},
      {DiscreteLaw{{1, 2}, {0.5}}, "2 values and 1 probabilities"},
      {DiscreteLaw{{1, 2}, {0.5, 0.4}}, "sum to 0.9"},
      {EmpiricalLaw{{}, "t.csv"}, "no rows"},
      {EmpiricalLaw{{nan}, "t.csv"}, "not finite"}};
  for (const auto& [law, expected] : cases) {
    const Law refused = law;
    EXPECT_THAT(message_of([&] { shocks_only({{"e_c", refused}}); }), testing::AllOf(HasSubstr("the law of 'e_c'"), HasSubstr(expected)));
  }
}

TEST(DrawSource, RefusesTwoNamesWithTheSameId) {
  // Found by search; FNV-1a is one to one on the last four letters only.
  std::map<std::uint32_t, std::string> seen;
  std::string first, second;
  for (int i = 0; first.empty(); ++i) {
    const std::string name = "e_" + std::to_string(i * 7919LL);
    const auto [found, added] = seen.try_emplace(draw_id(name), name);
    if (!added) first = found->second, second = name;
  }
  const auto text = message_of([&] { shocks_only({{first, NormalLaw{}}, {second, NormalLaw{}}}); });
  EXPECT_THAT(text, testing::AllOf(HasSubstr(first), HasSubstr(second), HasSubstr("same random numbers")));
  EXPECT_THAT(message_of([&] { shocks_only({{"a", NormalLaw{}}, {"a", NormalLaw{}}}); }), HasSubstr("'a' is drawn twice"));
}

TEST(DrawSource, CentralValuesAreStatedMeansOrMedians) {
  const std::vector<DrawnQuantity> all = {{"n", NormalLaw{1, 2}}, {"t", StudentTLaw{5, 3, 0.5}}, {"l", LognormalLaw{2, 0.3}}, {"u", UniformLaw{-1, 3}},
                                          {"b", BernoulliLaw{0.6}}, {"d", DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}}, {"p", PertLaw{0, 0.5, 1}}};
  const DrawSource source(seed, all, {}, all, {});
  const auto near = [](std::vector<double> v) { return testing::Pointwise(testing::DoubleNear(1e-12), v); };
  EXPECT_THAT(source.central_parameters(), near({1, 3, 2, 1, 1, 1, 0.5}));
  EXPECT_THAT(source.central_shocks(), near({1, 3, 2 / std::sqrt(1.09), 1, 1, 1, 0.5}));
}

TEST(DrawSource, AnotherStreamChangesOneQuantityAndLeavesTheOthers) {
  const int n = 1 << 16;
  const std::vector<DrawnQuantity> quantities = {{"a", NormalLaw{}}, {"b", NormalLaw{}}};
  std::vector<DrawnQuantity> moved = quantities;
  moved[1].stream = 1;
  const DrawSource source(seed, quantities, {}, quantities, {}), other(seed, moved, {}, moved, {});
  const auto base = drawn(source, 3, n), apart = drawn(other, 3, n);
  EXPECT_EQ(apart[0], base[0]);
  EXPECT_NEAR(correlation_of(apart[1], base[1]), 0, 4 / std::sqrt(n));
  EXPECT_LT(ks_distance(apart[1], [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }), 1.95);
  Tile own(2 * 64), theirs(2 * 64);
  source.parameters(best_isa(), 0, 64, own.data());
  other.parameters(best_isa(), 0, 64, theirs.data());
  EXPECT_TRUE(std::equal(own.data(), own.data() + 64, theirs.data()));
  EXPECT_FALSE(std::equal(own.data() + 64, own.data() + 128, theirs.data() + 64));
}

TEST(DrawSource, RefusesStreamsWithSobolPoints) {
  const DrawnQuantity moved{"a", NormalLaw{}, 1};
  EXPECT_THROW(DrawSource(seed, {}, {}, {moved}, {}, {Sampling::Kind::sobol, 4}, 2), std::logic_error);
}

TEST(Law, QuantilesInvertTheDistribution) {
  EXPECT_NEAR(quantile(NormalLaw{1, 2}, 0.9), 1 + 2 * 1.2815515655446004, 1e-12);
  EXPECT_NEAR(quantile(NormalLaw{0, 1, 0, unbounded}, 0.5), 0.6744897501960817, 1e-12);
  EXPECT_NEAR(quantile(UniformLaw{-1, 3}, 0.1), -0.6, 1e-14);
  EXPECT_EQ(quantile(DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}, 0.9), 9);
}

TEST(DrawId, KeepsItsValues) {
  // A change here would change every stored result.
  EXPECT_EQ(draw_id("e_c"), 0x1890288eu);
  EXPECT_EQ(draw_id("residuals.csv"), 0x356839ffu);
}

}  // namespace
}  // namespace jingchu::engine
