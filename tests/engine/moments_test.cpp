#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "tests/engine/accumulated.hpp"
#include "tests/engine/available_isas.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::accumulate;
using testing::add_range;
using testing::available_isas;
using testing::grid_of;
using testing::infinity;
using testing::mean_of;
using testing::nan;
using testing::normals;
using testing::one;
using testing::sample;
using testing::sd_of;
using testing::usual_levels;
using ::testing::Each;
using ::testing::IsNan;

TEST(Moments, AgreeWithDirectComputation) {
  for (const auto& [mean, sd] : {std::pair{0.0, 1.0}, {1e6, 1e-3}, {-3e-9, 1e-10}, {55803.0, 900.0}}) {
    const auto values = normals(20000, 7, mean, sd);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, {});
    EXPECT_EQ(s.n, 20000);
    // Rounding to steps of at most sd / 2^20, in random directions.
    EXPECT_NEAR(s.mean, mean_of(values), 1e-8 * sd + 1e-15 * std::abs(mean));
    EXPECT_NEAR(s.sd, sd_of(values), 1e-7 * sd);
    EXPECT_DOUBLE_EQ(s.mean_se, s.sd / std::sqrt(20000.0));
    EXPECT_EQ(s.min, *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(s.max, *std::max_element(values.begin(), values.end()));
    EXPECT_EQ(s.saturated, 0);
  }
}

TEST(Moments, SpreadOfASingleStepIsKept) {
  Grid grid;
  grid.step = 0.25;
  EXPECT_DOUBLE_EQ(accumulate(grid, {0, 0.25, 0, 0.25}).summary(0, {}).sd, 0.125 * std::sqrt(4.0 / 3));
  EXPECT_DOUBLE_EQ(accumulate(grid, {-7.25, -7.5, -7.5, -7.5}).summary(0, {}).sd, 0.125);
}

TEST(Moments, ConstantSeriesIsExact) {
  for (const double value : {0.1, -1e-300, 3.7e17, 0.0, 1.0 / 3}) {
    const std::vector<double> values(5000, value);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
    EXPECT_EQ(s.mean, value);
    EXPECT_EQ(s.sd, 0);
    EXPECT_EQ(s.min, value);
    EXPECT_EQ(s.max, value);
    EXPECT_THAT(s.quantiles, Each(value));
    EXPECT_THAT(s.quantile_errors, Each(0.0));
    EXPECT_EQ(s.quantile_resolution, 0);
  }
}

TEST(Moments, NegativeZeroIsZeroInMinimumAndMaximum) {
  const std::vector<double> values(16, -0.0);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, {});
  EXPECT_FALSE(std::signbit(s.min));
  EXPECT_FALSE(std::signbit(s.max));
  EXPECT_FALSE(std::signbit(s.mean));
}

TEST(Moments, HeavyTailsDoNotOverflow) {
  auto values = sample(50000, std::cauchy_distribution<double>(), 3);
  const Grid grid = grid_of(normals(1024));
  const SeriesSummary s = accumulate(grid, values).summary(0, {});
  EXPECT_EQ(s.saturated, 0);
  EXPECT_NEAR(s.mean, mean_of(values), 1e-7);  // steps of 1e-6
  EXPECT_NEAR(s.sd / sd_of(values), 1, 1e-9);
}

TEST(Moments, ValuesBeyondTheLimitAreCountedAsSaturated) {
  const Grid grid = grid_of(normals(1024));
  Accumulator all(one(grid));
  add_range(all, {1e300, -1e300, 1e12, 0.5}, 0, 4, 8, best_isa());
  for (int i = 0; i < 30; ++i) all.merge(all);  // 2^32 paths
  const SeriesSummary s = all.summary(0, usual_levels);
  EXPECT_EQ(s.n, std::int64_t{1} << 32);
  EXPECT_EQ(s.saturated, std::int64_t{3} << 30);
  EXPECT_EQ(s.max, 1e300);
  const double limit = grid.step * 0x1p48;
  EXPECT_NEAR(s.mean / limit, 0.25, 1e-3);
  EXPECT_NEAR(s.sd / limit, std::sqrt(0.75 - 0.0625), 1e-3);
}

TEST(Moments, ValuesThatAreNotFiniteOnLivingPathsAreSaturatedAndOutsideTheRange) {
  const Grid grid = grid_of(normals(1024));
  for (const Isa isa : available_isas()) {
    const SeriesSummary s = accumulate(grid, {1, nan, infinity, -infinity, 2}, 8, isa).summary(0, {});
    EXPECT_EQ(s.n, 5);
    EXPECT_EQ(s.saturated, 3);
    EXPECT_EQ(s.min, 1);
    EXPECT_EQ(s.max, 2);
  }
}

TEST(Moments, TooFewValuesGiveNaN) {
  const Grid grid = grid_of(normals(1024));
  const SeriesSummary none = Accumulator(one(grid)).summary(0, usual_levels);
  for (const double x : {none.mean, none.sd, none.min, none.max, none.mean_se}) EXPECT_THAT(x, IsNan());
  EXPECT_THAT(none.quantiles, Each(IsNan()));
  EXPECT_THAT(none.quantile_errors, Each(IsNan()));
  const SeriesSummary single = accumulate(grid, {0.3}).summary(0, usual_levels);
  EXPECT_NEAR(single.mean, 0.3, grid.step);
  EXPECT_THAT(single.sd, IsNan());
  EXPECT_THAT(single.mean_se, IsNan());
  EXPECT_THAT(single.quantiles, Each(0.3));
  EXPECT_THAT(single.quantile_errors, Each(IsNan()));
}

}  // namespace
}  // namespace jingchu::engine
