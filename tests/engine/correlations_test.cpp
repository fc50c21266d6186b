#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/drawn.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::correlation_of;
using testing::drawn;
using testing::ks_distance;
using testing::mean_of;
using testing::message_of;
using testing::sd_of;
using testing::shocks_only;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace jingchu::engine
