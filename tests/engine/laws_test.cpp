#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/math/vector_math.hpp"
#include "engine/random/draw_kernels.hpp"
#include "engine/random/law_density.hpp"
#include "tests/engine/drawn.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::drawn;
using testing::ks_distance;
using testing::mean_of;
using testing::message_of;
using testing::sample_of;
using testing::sd_of;
using testing::shocks_only;
using ::testing::HasSubstr;

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
  EXPECT_THAT(sample_of(BernoulliLaw{0}, 1000), ::testing::Each(0.0));
  EXPECT_THAT(sample_of(BernoulliLaw{1}, 1000), ::testing::Each(1.0));
}

TEST(Laws, ColumnsOfOneTableShareTheRow) {
  const auto x = drawn(shocks_only({{"a", EmpiricalLaw{{1, 2, 3}, "t.csv"}}, {"b", EmpiricalLaw{{10, 20, 30}, "t.csv"}}, {"c", EmpiricalLaw{{1, 2, 3}, "u.csv"}}}), 1, 512);
  EXPECT_NE(x[0], x[2]);
  for (std::size_t i = 0; i < 512; ++i) ASSERT_EQ(x[1][i], 10 * x[0][i]);
}

TEST(Laws, ZeroDeviationIsAConstant) {
  EXPECT_THAT(sample_of(NormalLaw{3, 0}, 64), ::testing::Each(3.0));
  EXPECT_THAT(sample_of(NormalLaw{3, 0, 1, 4}, 64), ::testing::Each(3.0));
}

TEST(Law, QuantilesInvertTheDistribution) {
  EXPECT_NEAR(quantile(NormalLaw{1, 2}, 0.9), 1 + 2 * 1.2815515655446004, 1e-12);
  EXPECT_NEAR(quantile(NormalLaw{0, 1, 0, unbounded}, 0.5), 0.6744897501960817, 1e-12);
  EXPECT_NEAR(quantile(UniformLaw{-1, 3}, 0.1), -0.6, 1e-14);
  EXPECT_EQ(quantile(DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}, 0.9), 9);
}

TEST(LawDensity, IntegratesToOneAndToTheQuantiles) {
  const Law laws[] = {NormalLaw{1, 2}, NormalLaw{1, 2, 0, 3}, StudentTLaw{5, 1, 2}, StudentTLaw{4, 0, 1, -1, 2}, LognormalLaw{2, 0.4}, UniformLaw{1, 3}, TriangularLaw{0, 1, 4}, PertLaw{0, 1, 4}};
  for (const Law& law : laws) {
    const LawDensity density(law);
    const double low = quantile(law, 0.1), high = quantile(law, 0.7);
    double inside = 0;
    constexpr int points = 20'000;
    for (int i = 0; i < points; ++i) inside += std::exp(density.log_at(low + (high - low) * (i + 0.5) / points)) * (high - low) / points;
    EXPECT_NEAR(inside, 0.6, 1e-6) << "law " << law.index();
    for (const double share : {0.01, 0.3, 0.5, 0.9}) EXPECT_NEAR(density.score_at(quantile(law, share)), scalar_inverse_normal(share), 1e-8) << "law " << law.index();
  }
}

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
    EXPECT_THAT(message_of([&] { shocks_only({{"e_c", refused}}); }), ::testing::AllOf(HasSubstr("the law of 'e_c'"), HasSubstr(expected)));
  }
}

}  // namespace
}  // namespace jingchu::engine
