#include "analysis/sensitivity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analysis/ishigami_world.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

constexpr double z90 = 1.2815515655446004;

const Bar& bar_of(const Tornado& answer, const std::string& name) {
  return *std::find_if(answer.bars.begin(), answer.bars.end(), [&](const Bar& bar) { return bar.name == name; });
}

TEST(Tornado, ChangesOfALinearModelAreItsCoefficients) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const Tornado answer = tornado(study, {Quantity::Kind::mean, 0.5, 1}, {"push", "pull", "idle"}, factors_of(study.plan), {});
  // A tenth of the bounds: push by 4, pull by 0.3. A shock at its quantile in place of its mean 0.
  EXPECT_NEAR(bar_of(answer, "push").high.change, 2, 1e-9);
  EXPECT_NEAR(bar_of(answer, "pull").low.change, -0.06, 1e-9);
  EXPECT_EQ(bar_of(answer, "idle").size(), 0);
  const Bar& e = bar_of(answer, "e");
  EXPECT_NEAR(e.high.set, 2 * z90, 1e-9);
  EXPECT_NEAR(e.high.change, 2 * z90, 4 * e.high.standard_error);
  EXPECT_NEAR(e.high.standard_error, 2 / std::sqrt(20000), 0.02 * e.high.standard_error);
  EXPECT_EQ(answer.bars.front().name, "e");
  EXPECT_EQ(answer.bars.back().name, "idle");
}

TEST(Tornado, LeverStaysWithinItsBounds) {
  const auto store = models::memory_store({{"linear.toml", std::string(linear_model)}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base", "levers = { pull = 3 }")}});
  const Study study = prepare(*store, "base.toml");
  const Tornado answer = tornado(study, {}, {"pull"}, {}, {});
  EXPECT_EQ(answer.bars[0].high.set, 0);
  EXPECT_NEAR(answer.bars[0].low.set, -0.3, 1e-12);
}

TEST(Tornado, WhatMovesNothingIsRefused) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  EXPECT_THROW(tornado(study, {}, {"idle"}, {}, {}), Error);
  EXPECT_THROW(tornado(study, {}, {}, {}, {}), Error);
}

TEST(SobolIndices, OfALinearGaussianModelAreItsVarianceShares) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  // z = y + w: variances 4 and 1.
  const SobolIndices answer = sobol_indices(study, {Quantity::Kind::mean, 0.5, 1}, {});
  ASSERT_EQ(answer.rows.size(), 2u);
  EXPECT_NEAR(answer.variance, 5, 0.15);
  for (std::size_t i = 0; i < 2; ++i) {
    const double exact = i == 0 ? 0.8 : 0.2;
    for (const Index& index : {answer.rows[i].first, answer.rows[i].total}) {
      EXPECT_NEAR(index.value, exact, 4 * index.standard_error);
      EXPECT_LT(index.standard_error, 0.02);
      EXPECT_GT(index.standard_error, 0.0005);
    }
  }
  // y does not see w at all.
  const SobolIndices of_y = sobol_indices(study, {Quantity::Kind::probability, 0.5, 0}, {});
  EXPECT_EQ(of_y.rows[1].total.value, 0);
  EXPECT_NEAR(of_y.rows[0].total.value, 1, 4 * of_y.rows[0].total.standard_error);
}

TEST(SobolIndices, OfTheIshigamiFunctionAgreeWithClosedForms) {
  const auto store = ishigami_world(50000);
  const Study study = prepare(*store, "base.toml");
  const SobolIndices answer = sobol_indices(study, {}, {});
  // a = 7, b = 0.1 (Sobol and Levitan 1999).
  const double pi4 = std::pow(std::acos(-1.0), 4), a = 7, b = 0.1;
  const double v1 = (1 + b * pi4 / 5) * (1 + b * pi4 / 5) / 2, v2 = a * a / 8, v13 = b * b * pi4 * pi4 * (1.0 / 18 - 1.0 / 50), v = v1 + v2 + v13;
  ASSERT_EQ(answer.rows.size(), 3u);
  const auto expect = [&](const std::string& name, double first, double total) {
    const auto row = std::find_if(answer.rows.begin(), answer.rows.end(), [&](const SobolRow& r) { return drawn(study.plan, r.group.front()).name == name; });
    EXPECT_NEAR(row->first.value, first, 4 * row->first.standard_error) << name;
    EXPECT_NEAR(row->total.value, total, 4 * row->total.standard_error) << name;
    EXPECT_LT(row->first.standard_error, 0.02);
    EXPECT_LT(row->total.standard_error, 0.02);
  };
  expect("x1", v1 / v, (v1 + v13) / v);
  expect("x2", v2 / v, v2 / v);
  expect("x3", 0, v13 / v);
}

TEST(SobolIndices, LeaveOutThePathsThatFailInOneOfTheirRuns) {
  // Where u is below 0.1 there is no solution; y and z know u by nothing else, so the shares are those of a model without failures.
  std::string model(linear_model);
  const std::string shock = "w = 1\n", sum = "z = y + w";
  model.replace(model.find(shock), shock.size(), shock + "u = { law = { uniform = [0, 1] } }\n");
  model.replace(model.find(sum), sum.size(), "z = y + w + 1e-9*sqrt(u - 0.1)");
  const auto store = models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}});
  const Study study = prepare(*store, "base.toml");
  const SobolIndices answer = sobol_indices(study, {Quantity::Kind::mean, 0.5, 1}, {});
  ASSERT_EQ(answer.rows.size(), 3u);
  const double n = 20000, each = 0.1, either = 1 - 0.9 * 0.9;
  EXPECT_NEAR(static_cast<double>(answer.failed), each * n, 5 * std::sqrt(n * each * (1 - each)));
  EXPECT_NEAR(static_cast<double>(answer.most_left_out()), either * n, 5 * std::sqrt(n * either * (1 - either)));
  EXPECT_NEAR(answer.variance, 5, 0.2);
  const std::pair<const char*, double> exact[] = {{"e", 0.8}, {"w", 0.2}, {"u", 0}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(drawn(study.plan, answer.rows[i].group.front()).name, exact[i].first);
    EXPECT_EQ(answer.rows[i].left_out, answer.most_left_out()) << "C fails where A does, or B when u is drawn anew";
    for (const Index& index : {answer.rows[i].first, answer.rows[i].total}) EXPECT_NEAR(index.value, exact[i].second, 4 * index.standard_error + 1e-9) << exact[i].first;
  }
}

TEST(SobolIndices, TooFewPathsWithASolutionAreRefused) {
  std::string model(linear_model);
  const std::string sum = "z = y + w";
  model.replace(model.find(sum), sum.size(), "z = y + sqrt(w - 1.9)");   // 2.9 % have one, 0.08 % in two runs
  const auto store = models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}});
  const Study study = prepare(*store, "base.toml");
  try {
    sobol_indices(study, {Quantity::Kind::mean, 0.5, 1}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("of 20000 paths have a solution in all three runs"));
  }
}

TEST(SobolIndices, HaveTheSameBitsForAnyThreads) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  engine::RunControl one, several;
  one.threads = 1;
  several.threads = 3;
  several.tile_width = 64;
  const SobolIndices a = sobol_indices(study, {Quantity::Kind::probability, 0.5, 1}, one), b = sobol_indices(study, {Quantity::Kind::probability, 0.5, 1}, several);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.rows[i].first.value, b.rows[i].first.value);
    EXPECT_EQ(a.rows[i].total.standard_error, b.rows[i].total.standard_error);
  }
}

TEST(SobolIndices, QuantilesAndTooFewPathsAreRefused) {
  const auto store = linear_world();
  Study study = prepare(*store, "base.toml");
  EXPECT_THROW(sobol_indices(study, {Quantity::Kind::quantile, 0.1, 0}, {}), Error);
  study.plan.path_count = 999;
  EXPECT_THROW(sobol_indices(study, {}, {}), Error);
}

TEST(Factors, CorrelatedOnesAreOneGroup) {
  engine::Plan plan;
  plan.shocks = {{"a", engine::NormalLaw{}}, {"b", engine::NormalLaw{}}, {"c", engine::NormalLaw{}}, {"d", engine::EmpiricalLaw{{1, 2}, "t"}}, {"e", engine::EmpiricalLaw{{3, 4}, "t"}}};
  plan.shock_correlations = {{0, 2, 0.5}};
  const auto groups = factor_groups(plan);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0], (FactorGroup{{Factor::Kind::shock, 0}, {Factor::Kind::shock, 2}}));
  EXPECT_EQ(groups[2], (FactorGroup{{Factor::Kind::shock, 3}, {Factor::Kind::shock, 4}}));
  EXPECT_EQ(redrawn(plan, groups[0]).shocks[2].stream, 1u);
  EXPECT_EQ(redrawn(plan, groups[0]).shocks[1].stream, 0u);
}

TEST(Factors, LawsOfFewValuesHaveTheirQuantilesInOrder) {
  EXPECT_EQ(low_and_high(engine::BernoulliLaw{0.3}), (std::pair{0.0, 1.0}));
  EXPECT_EQ(low_and_high(engine::DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}), (std::pair{1.0, 9.0}));
  EXPECT_EQ(low_and_high(engine::EmpiricalLaw{{4, 2, 3, 1}, "t"}), (std::pair{1.0, 4.0}));
}

}  // namespace
}  // namespace jingchu::analysis::testing
