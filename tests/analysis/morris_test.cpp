#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/sensitivity.hpp"
#include "tests/analysis/ishigami_world.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

const MorrisRow& row_of(const Morris& answer, const std::string& name) {
  return *std::find_if(answer.rows.begin(), answer.rows.end(), [&](const MorrisRow& row) { return row.name == name; });
}

constexpr double tenth = 1.2815515655446004;   // the 0.9 quantile of the standard normal distribution

TEST(Morris, OfALinearModelTheSizeIsTheCoefficientAndTheSpreadNothing) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const Morris answer = morris(study, {Quantity::Kind::mean, 0.5, 0}, {"push", "pull", "idle"}, {{Factor::Kind::shock, 0}}, 6, {});
  // Ranges: a tenth of the bounds to both sides, so 8 of push and 0.6 of pull; e of sd 2 from its 0.1 to its 0.9 quantile.
  const std::pair<const char*, double> exact[] = {{"push", 0.5 * 8}, {"pull", 0.2 * 0.6}, {"idle", 0}, {"e", 2 * 2 * tenth}};
  ASSERT_EQ(answer.rows.size(), 4u);
  EXPECT_EQ(answer.rows.front().name, "e");
  for (const auto& [name, size] : exact) {
    EXPECT_NEAR(row_of(answer, name).size.value, size, 1e-10) << name;
    EXPECT_NEAR(row_of(answer, name).mean.value, size, 1e-10) << name;
    EXPECT_NEAR(row_of(answer, name).spread.value, 0, 1e-10) << name;
  }
}

TEST(Morris, WhatActsTogetherHasASpread) {
  // In 0.5 push pull the effect of push is 4 pull, with pull on one of four levels from 0.7 to 1.3.
  std::string model(linear_model);
  const std::string sum = "10 + 0.5*push + 0.2*pull";
  model.replace(model.find(sum), sum.size(), "10 + 0.5*push*pull");
  const auto store = models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}});
  scenarios::Overrides few;
  few.paths = 256;   // what is drawn moves the effects by nothing
  const Study study = prepare(*store, "base.toml", few);
  const Morris answer = morris(study, {}, {"push", "pull"}, {}, 200, {});
  const MorrisRow& push = row_of(answer, "push");
  EXPECT_NEAR(push.mean.value, 4, 4 * push.mean.standard_error);
  EXPECT_NEAR(push.spread.value, 4 * 0.6 * std::sqrt(5.0 / 36), 4 * push.spread.standard_error);
  EXPECT_GT(push.spread.standard_error, 0.005);
  const MorrisRow& pull = row_of(answer, "pull");   // its effect 0.3 push has no mean: push is as often below 0 as above
  EXPECT_NEAR(pull.mean.value, 0, 4 * pull.mean.standard_error);
  EXPECT_NEAR(pull.size.value, 0.3 * 4 * (2.0 / 3), 4 * pull.size.standard_error);
}

TEST(Morris, OfTheIshigamiFunctionAgreesWithItsGrid) {
  const auto store = ishigami_world(64);
  const Study study = prepare(*store, "base.toml");
  const Morris answer = morris(study, {}, {}, factors_of(study.plan), 400, {});
  // All effects on the grid of four levels from the 0.1 to the 0.9 quantile: jumps of two thirds up, from both lower levels.
  const double pi = std::acos(-1.0);
  const auto at = [&](int level) { return pi * (-0.8 + 1.6 * level / 3); };
  const auto f = [&](int a, int b, int c) { return std::sin(at(a)) + 7 * std::pow(std::sin(at(b)), 2) + 0.1 * std::pow(at(c), 4) * std::sin(at(a)); };
  const char* const names[] = {"x1", "x2", "x3"};
  for (int input = 0; input < 3; ++input) {
    double size = 0, mean = 0, squares = 0;
    for (int from = 0; from < 2; ++from)
      for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) {
          const auto value = [&](int level) { return input == 0 ? f(level, i, j) : input == 1 ? f(i, level, j) : f(i, j, level); };
          const double effect = (value(from + 2) - value(from)) / (2.0 / 3);
          size += std::abs(effect) / 32;
          mean += effect / 32;
          squares += effect * effect / 32;
        }
    const MorrisRow& row = row_of(answer, names[input]);
    EXPECT_NEAR(row.size.value, size, 4 * row.size.standard_error + 1e-9) << names[input];
    EXPECT_NEAR(row.mean.value, mean, 4 * row.mean.standard_error + 1e-9) << names[input];
    EXPECT_NEAR(row.spread.value, std::sqrt(squares - mean * mean), 4 * row.spread.standard_error + 1e-9) << names[input];
  }
}

TEST(Morris, CountsThePathsThatFailWhereMostDo) {
  // Without a solution where e is below -3 - push; push goes from -4 to 4 about 6, so most fail at 2: e, of sd 2, below -5.
  std::string model(linear_model);
  const std::string sum = "z = y + w";
  model.replace(model.find(sum), sum.size(), "z = y + sqrt(3 + push + e)");
  const auto store = models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base", "levers = { push = 6 }")}});
  const Study study = prepare(*store, "base.toml");
  const Morris answer = morris(study, {Quantity::Kind::mean, 0.5, 1}, {"push"}, {}, 10, {});
  const double share = normal_cdf(-2.5), n = 20000;
  EXPECT_NEAR(static_cast<double>(answer.failed), n * share, 5 * std::sqrt(n * share));
}

TEST(Morris, AnotherInputMovesNoOtherPoint) {
  // push and pull are at the same points with and without idle, which moves nothing.
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const Quantity probability{Quantity::Kind::probability, 0.5, 0};
  const Morris two = morris(study, probability, {"push"}, {}, 8, {});
  const Morris three = morris(study, probability, {"idle", "push"}, {}, 8, {});
  EXPECT_EQ(row_of(two, "push").size.value, row_of(three, "push").size.value);
  EXPECT_EQ(row_of(three, "idle").size.value, 0);
}

TEST(Morris, HasTheSameBitsForAnyThreads) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  engine::RunControl one, several;
  one.threads = 1;
  several.threads = 3;
  several.tile_width = 64;
  const Quantity probability{Quantity::Kind::probability, 0.5, 1};
  const Morris a = morris(study, probability, {"push", "pull"}, {}, 5, one), b = morris(study, probability, {"push", "pull"}, {}, 5, several);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.rows[i].size.value, b.rows[i].size.value);
    EXPECT_EQ(a.rows[i].spread.standard_error, b.rows[i].spread.standard_error);
  }
}

TEST(Morris, LeverMovedTwiceIsRefused) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  EXPECT_THROW(morris(study, {}, {"push", "push[2024]"}, {}, 5, {}), Error);
}

}  // namespace
}  // namespace jingchu::analysis::testing
