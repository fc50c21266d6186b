#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/engine/accumulated.hpp"

namespace jingchu::engine {
namespace {

using testing::accumulate;
using testing::infinity;
using testing::nan;
using testing::normals;
using testing::usual_levels;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MakeGrid, ConstantPilotHasItsValueAsCentre) {
  const std::vector<double> pilot(1024, 0.1);
  EXPECT_EQ(make_grid(pilot, true).centre, 0.1);
  EXPECT_THAT(make_grid(pilot, true).exact, ElementsAre(0.1));
}

TEST(MakeGrid, FewDistinctValuesAreExact) {
  std::vector<double> pilot(1024, 2.0);
  std::fill_n(pilot.begin(), 300, -1.0);
  std::fill_n(pilot.begin() + 300, 2, 7.5);
  EXPECT_THAT(make_grid(pilot, true).exact, ElementsAre(-1.0, 2.0, 7.5));
  EXPECT_THAT(make_grid(pilot, false).exact, IsEmpty());
}

TEST(MakeGrid, ValuesThatAreMostlySeenOnceAreNotTakenForDiscrete) {
  std::vector<double> pilot(1024, 0.0);
  for (std::size_t i = 0; i < 10; ++i) pilot[i] = 1.0 + 0.1 * static_cast<double>(i);
  EXPECT_THAT(make_grid(pilot, true).exact, IsEmpty());
  EXPECT_THAT(make_grid(std::vector<double>{1, 2, 3}, true).exact, IsEmpty());
}

TEST(MakeGrid, CentreAndStepDoNotDependOnTheHistogram) {
  const auto pilot = normals(1024, 2, 100, 3);
  const Grid with = make_grid(pilot, true), without = make_grid(pilot, false);
  EXPECT_EQ(with.centre, without.centre);
  EXPECT_EQ(with.step, without.step);
}

TEST(MakeGrid, OutliersDoNotCoarsenTheBins) {
  auto pilot = normals(1024, 2);
  const double width = make_grid(pilot, true).bin_width;
  pilot[17] = 5e5;
  // One value more in a tail moves the 1 % quantile of 1024 values a little.
  EXPECT_NEAR(make_grid(pilot, true).bin_width / width, 1, 0.25);
}

TEST(MakeGrid, BinsOfANormalSeriesAreA64thOfItsSdAndOfASkewedOneNarrower) {
  // Quantiles of 1024 values: the 1 % one has a standard error of 12 % of the sd, a 20th of its distance.
  EXPECT_NEAR(make_grid(normals(1024, 3, 7, 2), true).bin_width * 64, 2, 0.3);
  std::vector<double> powers;
  for (int i = 0; i < 1024; ++i) powers.push_back(std::exp2(i / 100.0));
  const double to_one_percent = (std::exp2(5.11) - std::exp2(0.1)) / 2.326;
  EXPECT_NEAR(make_grid(powers, true).bin_width * 64, to_one_percent, 1e-9);
}

TEST(MakeGrid, AnyPilotGivesUsableNumbers) {
  for (const auto& pilot : std::vector<std::vector<double>>{
           {}, {0}, {-0.0}, {5e-324}, {5e-324, 0}, {1e308, -1e308}, {1e308, -1e308, 3}, {nan, infinity}, {nan, 1, 2, 3, 4}, {1, 1, 1, 2}}) {
    const Grid grid = make_grid(pilot, true);
    for (const double x : {grid.step, 1 / grid.step, grid.bin_width, 1 / grid.bin_width})
      EXPECT_TRUE(std::isnormal(x) && x > 0) << x << " for a pilot of " << pilot.size();
    EXPECT_TRUE(std::isfinite(grid.centre));
    const std::vector<double> values{1, -1, 0, 1e308, -1e308, 5e-324, 2, 3};
    EXPECT_EQ(accumulate(grid, values).summary(0, usual_levels).n, 8);
  }
}

}  // namespace
}  // namespace jingchu::engine
