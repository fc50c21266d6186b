// Differences between two cases whose paths have weights of their own.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/core/error.hpp"
#include "engine/statistics/bins.hpp"
#include "engine/statistics/weighted_contrast.hpp"

namespace jingchu::engine {
namespace {

constexpr double error = 0.3, published = 0.5, published_after = 0.7, effect = 1.2;

std::shared_ptr<const std::vector<Grid>> grid_of(double centre, double step) {
  Grid grid;
  grid.centre = centre;
  grid.step = step;
  grid.histogram = false;
  return std::make_shared<const std::vector<Grid>>(std::vector<Grid>{grid});
}

WeightedContrast empty() { return {grid_of(0.3, 0x1p-20), grid_of(-0.1, 0x1p-19), 1}; }

/// z_1 and z_2 are standard normal; x = z_1 + z_2 in the base and 1.2 z_1 + z_2 in the other. Published is z_1 with an error: another value in each.
/// \param same  both are weighted as the base
WeightedContrast sample(unsigned seed, int tiles, bool same = false) {
  constexpr int width = 192;
  std::mt19937_64 source(seed);
  std::normal_distribution<double> normal;
  WeightedContrast contrast = empty();
  for (int tile = 0; tile < tiles; ++tile) {
    std::vector<std::uint64_t> v, w;
    std::vector<double> x, y;
    std::vector<char> in_base, in_other;
    for (int i = 0; i < width; ++i) {
      const double a = normal(source), b = normal(source);
      const auto weight = [&](double value) {
        std::uint64_t saturated = 0;
        const double z = (a - value) / error;
        return whole_weight(std::exp(-0.5 * z * z), saturated);
      };
      v.push_back(weight(published));
      w.push_back(same ? v.back() : weight(published_after));
      x.push_back(a + b);
      y.push_back(effect * a + b);
      in_base.push_back(x.back() > 1);
      in_other.push_back(y.back() > 1);
    }
    contrast.begin(v, w, width);
    contrast.add(0, x.data(), y.data());
    contrast.add_target(0, in_base, in_other);
  }
  return contrast;
}

double mean_given(double value) { return value / (1 + error * error); }

double above(double mean_of_first, double load) {
  const double variance = load * load * error * error / (1 + error * error) + 1;
  return 0.5 * std::erfc((1 - load * mean_of_first) / std::sqrt(2 * variance));
}

TEST(WeightedContrast, DifferencesAreThoseOfTheTwoConditionedLaws) {
  const WeightedContrast contrast = sample(1, 1000);
  const auto difference = contrast.difference(0), change = contrast.change(0);
  EXPECT_NEAR(difference.value, effect * mean_given(published_after) - mean_given(published), 4 * difference.standard_error);
  EXPECT_NEAR(change.value, above(mean_given(published_after), effect) - above(mean_given(published), 1), 4 * change.standard_error);
  EXPECT_EQ(contrast.n(), 192'000);
  EXPECT_GT(contrast.unlike(), 0);
}

TEST(WeightedContrast, OnePathWithAllTheWeightHasNoErrorRatherThanNone) {
  WeightedContrast contrast = empty();
  const std::vector<std::uint64_t> v = {most_weight, 0}, w = {most_weight, most_weight};
  const std::vector<double> x = {1, 2}, y = {1, 3};
  contrast.begin(v, w, 2);
  contrast.add(0, x.data(), y.data());
  EXPECT_NEAR(contrast.difference(0).value, 1, 1e-4);
  EXPECT_TRUE(std::isnan(contrast.difference(0).standard_error));
}

TEST(WeightedContrast, PairedErrorsAreThoseOfRepeatedRunsAndSmallerThanThoseOfTwoRuns) {
  constexpr int seeds = 80;
  std::vector<double> means, changes;
  double mean_error = 0, change_error = 0;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    const WeightedContrast contrast = sample(100 + seed, 20);
    means.push_back(contrast.difference(0).value);
    changes.push_back(contrast.change(0).value);
    mean_error += contrast.difference(0).standard_error / seeds;
    change_error += contrast.change(0).standard_error / seeds;
  }
  const auto spread = [](const std::vector<double>& x) {
    double mean = 0, squares = 0;
    for (const double value : x) mean += value / seeds;
    for (const double value : x) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / (seeds - 1));
  };
  // The spread of 80 runs is known to within 8 %.
  EXPECT_NEAR(mean_error / spread(means), 1, 0.28);
  EXPECT_NEAR(change_error / spread(changes), 1, 0.28);
  const double of_two = std::sqrt(2.0 * (1 + error * error / (1 + error * error)) / (0.27 * 20 * 192));   // some 27 % of the paths are effective
  EXPECT_LT(mean_error, 0.7 * of_two);
}

TEST(WeightedContrast, WithEqualWeightsItIsTheWeightedMeanOfTheDifferences) {
  const WeightedContrast contrast = sample(3, 500, true);
  EXPECT_EQ(contrast.unlike(), 0);
  const auto difference = contrast.difference(0);
  EXPECT_NEAR(difference.value, (effect - 1) * mean_given(published), 4 * difference.standard_error);
  // y - x = 0.2 z_1. The squares of the weights are a normal law too, of an error smaller by the root of 2: with it the variance of the
  // weighted mean is an integral in closed form.
  const double squared = error * error / 2, weight = std::sqrt(error * error / (1 + error * error)) * std::exp(-0.5 * published * published / (1 + error * error));
  const double squares = std::sqrt(squared / (1 + squared)) * std::exp(-0.5 * published * published / (1 + squared));
  const double off = published / (1 + squared) - mean_given(published), about = squared / (1 + squared) + off * off;
  EXPECT_NEAR(difference.standard_error / (0.2 * std::sqrt(squares * about / (500.0 * 192)) / weight), 1, 0.05);
}

TEST(WeightedContrast, AnyOrderOfMergingGivesTheSameBytes) {
  const WeightedContrast a = sample(5, 7), b = sample(6, 3), c = sample(7, 11);
  WeightedContrast first = empty(), second = empty();
  for (const WeightedContrast* part : {&a, &b, &c}) first.merge(*part);
  for (const WeightedContrast* part : {&c, &a, &b}) second.merge(*part);
  const auto bytes = [](const WeightedContrast& contrast) {
    detail::ByteWriter out;
    contrast.serialise(out);
    return std::move(out).take();
  };
  EXPECT_EQ(bytes(first), bytes(second));
  const auto written = bytes(first);
  detail::ByteReader in(written);
  WeightedContrast read = empty();
  read.restore(in);
  in.finish();
  EXPECT_EQ(bytes(read), written);
  EXPECT_EQ(read.difference(0).value, first.difference(0).value);
}

TEST(WeightedContrast, ValuesFarFromTheGridsCountInFull) {
  WeightedContrast contrast = empty();
  constexpr int width = 64;
  std::vector<std::uint64_t> weights(width, most_weight);
  std::vector<double> x, y;
  for (int i = 0; i < width; ++i) {
    x.push_back(i % 2 == 0 ? 1e6 : -1e6);
    y.push_back(1.25 * x.back());
  }
  contrast.begin(weights, weights, width);
  contrast.add(0, x.data(), y.data());
  EXPECT_NEAR(contrast.difference(0).value, 0, 1e-6);
  EXPECT_NEAR(contrast.difference(0).standard_error, 0.25e6 / std::sqrt(width - 1), 1e-6);
  EXPECT_NEAR(contrast.size(0), 0, 1e-6);
}

TEST(WeightedContrast, AShareThatIsCertainInBothHasTheErrorOfOne) {
  WeightedContrast contrast = empty();
  const std::vector<std::uint64_t> v(64, most_weight), w(64, most_weight / 2);
  const std::vector<char> none(64, 0);
  contrast.begin(v, w, 64);
  contrast.add_target(0, none, none);
  EXPECT_EQ(contrast.change(0).value, 0);
  EXPECT_NEAR(contrast.change(0).standard_error, std::sqrt(1.0 / 66 * 65 / 66 / 64), 1e-12);
}

TEST(WeightedContrast, WithoutWeightThereIsNoDifference) {
  EXPECT_TRUE(std::isnan(empty().difference(0).value));
  EXPECT_TRUE(std::isnan(empty().change(0).standard_error));
}

}  // namespace
}  // namespace jingchu::engine
