#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "tests/engine/accumulated.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::accumulate;
using testing::grid_of;
using testing::mean_of;
using testing::normals;
using testing::one;
using testing::sample;
using testing::sd_of;
using testing::usual_levels;
using ::testing::ElementsAre;

/// Type 7, on the values themselves.
double quantile_of(std::vector<double> v, double level) {
  std::sort(v.begin(), v.end());
  const double position = level * static_cast<double>(v.size() - 1);
  const auto k = static_cast<std::size_t>(position);
  return k + 1 < v.size() ? v[k] + (position - static_cast<double>(k)) * (v[k + 1] - v[k]) : v[k];
}

TEST(Quantiles, LieWithinTheResolutionOfThoseOfTheValues) {
  const std::vector<std::pair<const char*, std::vector<double>>> samples = {
      {"normal", normals(30000, 11, 5, 2)},
      {"few", normals(37, 12)},
      {"lognormal", sample(30000, std::lognormal_distribution<double>(0.0, 2.0), 13)},
      {"cauchy", sample(30000, std::cauchy_distribution<double>(), 14)},
      {"uniform", sample(30000, std::uniform_real_distribution<double>(-1, 1), 15)},
      {"clamped", sample(30000, [n = std::normal_distribution<double>()](auto& r) mutable { return std::max(n(r), 0.5); }, 16)},
      {"two humps", sample(30000, [n = std::normal_distribution<double>()](auto& r) mutable { return n(r) + (r() % 2 ? 1e4 : 0); }, 17)},
  };
  for (const auto& [name, values] : samples) {
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
    EXPECT_GT(s.quantile_resolution, 0) << name;
    for (std::size_t i = 0; i < usual_levels.size(); ++i)
      EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), s.quantile_resolution) << name << ", level " << usual_levels[i];
  }
}

TEST(Quantiles, InterpolationErrorIsSmallAgainstTheSamplingError) {
  const auto values = normals(400000, 21);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
  EXPECT_LT(s.quantile_resolution, 0.05);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) {
    // The values of a bin do not lie evenly: with k of them that is 1 / sqrt(12 k) of a bin, whatever its width.
    EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), 0.25 * s.quantile_errors[i]) << usual_levels[i];
  }
}

TEST(Quantiles, ShortSideOfASkewedSeriesHasFineBins) {
  const auto values = sample(100000, std::lognormal_distribution<double>(0.0, 2.0), 22);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
  for (std::size_t i = 0; i < usual_levels.size(); ++i)
    EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), 0.25 * s.quantile_errors[i]) << usual_levels[i];
}

TEST(Quantiles, RiseWithTheirLevelAndStayBetweenMinimumAndMaximum) {
  std::vector<double> levels;
  for (int i = 0; i <= 2000; ++i) levels.push_back(i / 2000.0);
  for (const double df : {1.0, 3.0, 50.0}) {
    const auto values = sample(3000, std::student_t_distribution<double>(df), 31);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, levels);
    EXPECT_TRUE(std::is_sorted(s.quantiles.begin(), s.quantiles.end()));
    EXPECT_EQ(s.quantiles.front(), s.min);
    EXPECT_EQ(s.quantiles.back(), s.max);
  }
}

TEST(Quantiles, OfDiscreteValuesAreExact) {
  auto values = sample(5000, std::poisson_distribution<int>(2.0), 41);
  for (double& x : values) x /= 10;
  const Grid grid = grid_of(values);
  ASSERT_FALSE(grid.exact.empty());
  const SeriesSummary s = accumulate(grid, values).summary(0, usual_levels);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_EQ(s.quantiles[i], quantile_of(values, usual_levels[i]));
  EXPECT_EQ(s.quantile_resolution, 0);
}

TEST(Quantiles, ValuesThePilotOfADiscreteSeriesMissedAreCountedBetween) {
  std::vector<double> values(10000, 1.0);
  std::fill(values.begin() + 4000, values.end(), 3.0);
  std::fill(values.begin() + 1024, values.begin() + 3024, 2.0);
  for (std::size_t i = 0; i < 1024; i += 2) values[i] = 3.0;
  const Grid grid = grid_of(values);
  ASSERT_THAT(grid.exact, ElementsAre(1.0, 3.0));
  const SeriesSummary s = accumulate(grid, values).summary(0, std::vector{0.05, 0.2, 0.9});
  EXPECT_THAT(s.quantiles, ElementsAre(1.0, ::testing::AllOf(::testing::Gt(1.0), ::testing::Lt(3.0)), 3.0));
  EXPECT_EQ(s.quantile_resolution, 2);
}

TEST(Quantiles, CountsBeyond32BitsAreKept) {
  const auto values = normals(3000, 51);
  const Grid grid = grid_of(values);
  Accumulator wide = accumulate(grid, values);
  const SeriesSummary before = wide.summary(0, usual_levels);
  for (int i = 0; i < 34; ++i) wide.merge(wide);  // 2e11 in the fullest bin
  const SeriesSummary after = wide.summary(0, usual_levels);
  EXPECT_EQ(after.n, std::int64_t{3000} << 34);
  EXPECT_EQ(after.mean, before.mean);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_NEAR(after.quantiles[i], before.quantiles[i], before.quantile_resolution);
  Accumulator read(one(grid));
  read.restore(wide.serialise());
  read.merge(accumulate(grid, values));
  wide.merge(accumulate(grid, values));
  EXPECT_EQ(read.serialise(), wide.serialise());
}

TEST(StandardErrors, EqualTheSpreadOverRepeatedSamples) {
  constexpr int repetitions = 200;
  constexpr std::size_t n = 2000;
  const Grid grid = grid_of(normals(1024, 1000));
  std::vector<double> means, mean_errors;
  std::vector<std::vector<double>> quantiles(usual_levels.size()), errors(usual_levels.size());
  for (int r = 0; r < repetitions; ++r) {
    const SeriesSummary s = accumulate(grid, normals(n, 2000 + static_cast<std::uint64_t>(r))).summary(0, usual_levels);
    means.push_back(s.mean);
    mean_errors.push_back(s.mean_se);
    for (std::size_t i = 0; i < usual_levels.size(); ++i) {
      quantiles[i].push_back(s.quantiles[i]);
      errors[i].push_back(s.quantile_errors[i]);
    }
  }
  // A spread over 200 samples has itself a relative error of 1 / sqrt(400) = 5 %: four of these.
  EXPECT_NEAR(mean_of(mean_errors) / sd_of(means), 1, 0.2);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_NEAR(mean_of(errors[i]) / sd_of(quantiles[i]), 1, 0.2) << usual_levels[i];
}

}  // namespace
}  // namespace jingchu::engine
