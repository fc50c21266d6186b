#include "analysis/seek.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "analysis/aims.hpp"
#include "engine/simulation/simulate.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double z80 = 0.8416212335729143;   // normal quantile of 0.8

SeekAnswer sought(std::string_view levers, std::vector<int> targets, double probability, std::optional<Bounds> bounds = {}) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, levers);
  return seek(study, mix, {std::move(targets), probability, bounds.value_or(mix.bounds())}, {});
}

template <class Action>
std::string complaint_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Seek, AmountIsTheClosedFormWithinItsError) {
  const SeekAnswer answer = sought("push", {0}, 0.8);
  // P(10.2 + 0.5 a + 2 e >= 11) = 0.8 at a = (0.8 + 2 z80) / 0.5; the error is that of P over its slope 0.25 phi(z80).
  const double exact = (0.8 + 2 * z80) / 0.5;
  const double error = std::sqrt(0.8 * 0.2 / 20000) / (0.25 * 0.27996);
  ASSERT_EQ(answer.end, Search::End::reached);
  EXPECT_NEAR(answer.amount_error, error, 0.15 * error);
  EXPECT_NEAR(answer.amount, exact, 4 * error);
  EXPECT_GE(answer.probability.value, 0.8);
  EXPECT_LE(answer.probability.value, 0.8 + 0.2 * answer.probability.standard_error);
  EXPECT_TRUE(answer.monotone);
}

TEST(Seek, AmountIsTheQuantileOverPathsOfWhatEachPathTakes) {
  const SeekAnswer answer = sought("push[2024]", {0}, 0.8);
  // On common draws 16,000 of the 20,000 paths reach the target at the amount, and fewer a little below.
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, "push[2024]");
  const auto hits = [&](double amount) {
    const auto plan = plan_with(study, mix.moved(amount));
    return engine::simulate(study.compiled->program, plan, {}).targets.probability(0, 0).hits;
  };
  EXPECT_GE(hits(answer.amount), 16000);
  EXPECT_LT(hits(answer.amount - 0.5 * answer.amount_error), 16000);
}

TEST(Seek, WeightsMoveSeveralLeversByOneAmount) {
  const SeekAnswer answer = sought("push[2024]=2,pull[2024]=-0.1", {0}, 0.5);
  // The median of y must rise by 0.8: (2 * 0.5 - 0.1 * 0.2) a.
  EXPECT_NEAR(answer.amount, 0.8 / 0.98, 4 * answer.amount_error);
}

TEST(Seek, TargetsHoldJointly) {
  const SeekAnswer alone = sought("push", {1}, 0.8), both = sought("push", {0, 1}, 0.8);
  EXPECT_GT(both.amount, alone.amount + 3 * both.amount_error);
  EXPECT_NEAR(both.probability.value, 0.8, 0.001);
}

TEST(Seek, SmallerProbabilityIsSoughtNowhere) {
  const SeekAnswer answer = sought("push", {0}, 0.3);
  EXPECT_EQ(answer.end, Search::End::already);
  EXPECT_EQ(answer.amount, 0);
  EXPECT_EQ(answer.steps.size(), 1u);
}

TEST(Seek, BoundsThatDoNotDoGiveTheBestOfThem) {
  const SeekAnswer answer = sought("push", {0}, 0.8, Bounds{-1, 2});
  EXPECT_EQ(answer.end, Search::End::out_of_reach);
  EXPECT_EQ(answer.amount, 2);
  EXPECT_NEAR(answer.probability.value, normal_cdf(0.1), 4 * answer.probability.standard_error);
}

TEST(Seek, TakesFewRuns) { EXPECT_LE(sought("push", {0}, 0.8).steps.size(), 9u); }

TEST(Seek, LeverThatMovesNoTargetIsRefused) {
  EXPECT_THAT(complaint_of([] { sought("idle", {0}, 0.8); }), HasSubstr("cannot move the target"));
  EXPECT_THAT(complaint_of([] { sought("push[2025]", {0}, 0.8); }), HasSubstr("cannot move the target"));
}

TEST(SeekCentral, ReachesTheThresholdOnTheCentralPath) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, "push");
  const CentralAnswer answer = seek_central(study, mix, {{0}, 0, mix.bounds()});
  EXPECT_EQ(answer.end, Search::End::reached);
  EXPECT_NEAR(answer.amount, 1.6, 1e-6);
  EXPECT_NEAR(answer.base.front(), 10.2, 1e-12);
  EXPECT_GE(answer.values.front(), 11);
}

TEST(SmallestAmount, ClosesInOnAStep) {
  const auto step = [](double a) { return Trial{a, a >= 0.3 ? 1.0 : -1.0, a >= 0.3, false}; };
  const Search search = smallest_amount(step, {-1, 1});
  EXPECT_EQ(search.end, Search::End::reached);
  EXPECT_NEAR(search.best.amount, 0.3, 1e-8);
  EXPECT_GE(search.best.amount, 0.3);
}

TEST(SmallestAmount, FlatFunctionEndsOutOfReach) {
  const Search search = smallest_amount([](double a) { return Trial{a, -1, false, false}; }, {-1, 1});
  EXPECT_EQ(search.end, Search::End::out_of_reach);
  EXPECT_EQ(search.best.amount, 0);
}

TEST(SmallestAmount, TakesTheNearerSide) {
  const auto valley = [](double a) {
    const double score = std::max(a - 0.8, -a - 0.2);
    return Trial{a, score, score >= 0, score >= 0 && score < 1e-6};
  };
  EXPECT_NEAR(smallest_amount(valley, {-1, 1}).best.amount, -0.2, 1e-5);
}

TEST(SmallestAmount, FindsAReachBetweenEndsThatDoNot) {
  const auto hill = [](double a) {
    const double score = 0.3 - std::abs(a - 0.5);
    return Trial{a, score, score >= 0, score >= 0 && score < 1e-6};
  };
  EXPECT_NEAR(smallest_amount(hill, {0, 1}).best.amount, 0.2, 1e-5);
}

TEST(LeverMix, TellsAllThatIsWrongAtOnce) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const std::string text = complaint_of([&] { LeverMix(study, "pusch,pull[2030],idle=0,push[20x],push,push[2024]"); });
  EXPECT_THAT(text, AllOf(HasSubstr("unknown lever 'pusch'"), HasSubstr("did you mean 'push'?"), HasSubstr("'2030' lies outside the horizon"), HasSubstr("'0' is no weight"), HasSubstr("'20x' is no period"),
                          HasSubstr("moved twice in 2024")));
}

TEST(LeverMix, BoundsAreThoseOfTheLeverThatReachesItsOwnFirst) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, "push,pull=-0.5");
  // pull is 1 within 0 to 3 and falls by half the amount.
  EXPECT_EQ(mix.bounds().lower, -4);
  EXPECT_EQ(mix.bounds().upper, 2);
}

TEST(Aims, IdsAndFormulasAreDividedAtCommasOutsideBrackets) {
  const Aims aims = read_aims("y_24, annual(z, 2025) >= 12.5,level[2026] <= 9");
  EXPECT_THAT(aims.ids, ::testing::ElementsAre("y_24", "annual(z, 2025) >= 12.5", "level[2026] <= 9"));
  ASSERT_EQ(aims.written.size(), 2u);
  EXPECT_EQ(aims.written[0].measure, "annual(z, 2025)");
  EXPECT_EQ(aims.written[0].threshold, 12.5);
  EXPECT_EQ(aims.written[1].sense, scenarios::Sense::at_most);
}

TEST(Aims, UnknownTargetIsAnsweredWithTheNearest) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  EXPECT_THAT(complaint_of([&] { find_aims(read_aims("y_25"), study.scenario); }), AllOf(HasSubstr("no target 'y_25'"), HasSubstr("did you mean 'y_24'?")));
  EXPECT_THAT(complaint_of([&] { read_aims("level[2026] >= much"); }), HasSubstr("'much' is no finite number"));
}

}  // namespace
}  // namespace jingchu::analysis::testing
