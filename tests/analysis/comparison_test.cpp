#include "analysis/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/simulation/simulate.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::HasSubstr;

/// The base and other.toml, with its overrides.
std::vector<Study> two(models::SourceStore& store, std::vector<std::string> set = {}) { return prepare_together({{&store, "base.toml", {}}, {&store, "other.toml", {{}, {}, {}, std::move(set)}}}); }

engine::Tally simulate(const Comparison& comparison, const engine::Simulation& simulation) {
  engine::Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, comparison.studies.front().plan.path_count}, {});
  return tally;
}

std::string complaint(std::string other) {
  const auto store = linear_world(std::move(other));
  try {
    comparison_of(two(*store));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(PrepareTogether, ScenariosOfOneModelAndHorizonShareTheCompiledModel) {
  const auto store = linear_world(linear_scenario("other", "[tune]\ny = { \"2025\" = 12 }\n[levers]\npush = { \"2024\" = 4 }\n"));
  const auto studies = two(*store);
  EXPECT_EQ(studies[0].compiled, studies[1].compiled);
  // Held in the other alone: the base's own equation stands.
  EXPECT_NEAR(engine::central_path(studies[0].compiled->program, studies[0].plan).values[1], 10.2, 1e-12);
  EXPECT_EQ(engine::central_path(studies[1].compiled->program, studies[1].plan).values[1], 12);
}

TEST(PrepareTogether, OtherTargetsHaveOutputsOfTheirOwn) {
  std::string other = linear_scenario("other");
  other.replace(other.find("annual(y, 2024)"), 15, "annual(y, 2026)");
  const auto store = linear_world(other);
  const auto studies = two(*store);
  EXPECT_EQ(studies[0].compiled, studies[1].compiled);
  const Study alone = prepare(*store, "other.toml");
  const auto together = engine::replay(studies[1].compiled->program, studies[1].plan, 17), apart = engine::replay(alone.compiled->program, alone.plan, 17);
  for (std::size_t t = 0; t < 2; ++t)
    EXPECT_EQ(together.outputs[static_cast<std::size_t>(studies[1].plan.targets[t].output)], apart.outputs[static_cast<std::size_t>(alone.plan.targets[t].output)]);
}

TEST(PrepareTogether, AnotherHorizonIsCompiledApart) {
  std::string other = linear_scenario("other");
  other.replace(other.find("to = \"2026\""), 11, "to = \"2025\"");
  const auto store = linear_world(other);
  const auto comparison = comparison_of(two(*store));
  EXPECT_FALSE(comparison.shares_model(1));
  // For two years: y and z by period, y and z by year, and the measure.
  EXPECT_EQ(comparison.pairings[0].series.size(), 2u * (2 + 2 + 1));
  EXPECT_EQ(comparison.pairings[0].targets.size(), 2u);
  for (std::size_t s = 0; s < comparison.pairings[0].series.size(); ++s)
    EXPECT_EQ(comparison.pairings[0].plan.series[s].in_joined_bins, comparison.pairings[0].series[s].kind == Pairing::Kind::variable) << s;
}

TEST(Compare, DifferenceOfALinearModelIsExactOnEveryPath) {
  const auto store = linear_world(linear_scenario("other", "[levers]\npush = 4\n"));
  const Comparison comparison = comparison_of(two(*store));
  const engine::Simulation simulation(comparison.cases(), comparison.contrasts(), {});
  const auto tally = simulate(comparison, simulation);
  const auto& contrast = tally.contrasts.front();
  for (std::size_t s = 0; s < comparison.pairings[0].series.size(); ++s) {
    const auto difference = contrast.difference(s, std::vector{0.05, 0.95});
    EXPECT_NEAR(difference.mean, 2, 1e-6);
    EXPECT_NEAR(difference.sd, 0, 1e-5);
    EXPECT_EQ(contrast.greater(s), contrast.n());
    EXPECT_EQ(contrast.less(s), 0);
  }
}

TEST(Compare, ChangeOfAProbabilityHasTheClosedFormAndASmallerErrorThanTwoRuns) {
  const auto store = linear_world(linear_scenario("other", "[levers]\npush = 0.4\n"));
  const Comparison comparison = comparison_of(two(*store));
  const engine::Simulation simulation(comparison.cases(), comparison.contrasts(), {});
  const auto tally = simulate(comparison, simulation);
  // y24 >= 11: from P(2 e >= 0.8) to P(2 e >= 0.6).
  const double exact = normal_cdf(-0.3) - normal_cdf(-0.4);
  const auto change = engine::change(tally.contrasts[0].target(0), tally.contrasts[0].n());
  EXPECT_NEAR(change.value, exact, 4 * change.standard_error);
  EXPECT_NEAR(change.standard_error, std::sqrt(exact * (1 - exact) / 20000), 0.1 * change.standard_error);
  const double separate = std::hypot(tally.cases[0].targets.probability(0, 0).standard_error, tally.cases[1].targets.probability(0, 0).standard_error);
  EXPECT_LT(change.standard_error, 0.35 * separate);
}

TEST(Compare, ScenarioWithoutAnyDifferenceDiffersOnNoPath) {
  const auto store = linear_world(linear_scenario("other", "[levers]\nidle = 1\n"));
  const Comparison comparison = comparison_of(two(*store));
  const engine::Simulation simulation(comparison.cases(), comparison.contrasts(), {});
  const auto tally = simulate(comparison, simulation);
  EXPECT_EQ(tally.contrasts[0].target(0).gained + tally.contrasts[0].target(0).lost, 0);
  for (std::size_t s = 0; s < comparison.pairings[0].series.size(); ++s) EXPECT_EQ(tally.contrasts[0].greater(s) + tally.contrasts[0].less(s), 0);
}

TEST(Compare, OtherSeedsAndPathsAreToldAtOnce) {
  std::string other = linear_scenario("other");
  other.replace(other.find("paths = 20000\nseed = 5"), 22, "paths = 10000\nseed = 6");
  const std::string text = complaint(other);
  EXPECT_THAT(text, HasSubstr("--seed"));
  EXPECT_THAT(text, HasSubstr("--paths"));
}

TEST(Compare, TwoScenariosOfOneNameAreRefused) { EXPECT_THAT(complaint(linear_scenario("base")), HasSubstr("named 'base'")); }

TEST(Compare, TargetThatMeasuresSomethingElseIsRefused) {
  std::string other = linear_scenario("other");
  other.replace(other.find("annual(z, 2024)"), 15, "annual(z, 2025)");
  EXPECT_THAT(complaint(other), ::testing::AllOf(HasSubstr("'z_24'"), HasSubstr("another measure")));
}

TEST(Compare, OtherFrequencyIsRefused) {
  std::string model(linear_model);
  model.replace(model.find("frequency = \"annual\"\norigin = \"2024\""), 36, "frequency = \"quarterly\"\norigin = \"2024Q1\"");
  std::string scenario = linear_scenario("other");
  scenario.replace(scenario.find("from = \"2024\", to = \"2026\""), 26, "from = \"2024Q1\", to = \"2026Q4\"");
  const auto yearly = linear_world();
  const auto quarterly = models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2023Q3,2023Q4\ny,10,10\nz,10,10\ni,0,0\n"}, {"other.toml", scenario}});
  try {
    comparison_of(prepare_together({{yearly.get(), "base.toml", {}}, {quarterly.get(), "other.toml", {}}}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("periods of other lengths"));
  }
}

}  // namespace
}  // namespace jingchu::analysis::testing
