#include "analysis/spending.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "analysis/aims.hpp"
#include "analysis/seek.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double z80 = 0.8416212335729143;   // normal quantile of 0.8

struct Spent {
  LeverMix levers;
  SeekAnswer answer;
  std::optional<Exchange> exchange;
};

/// A model in which y of 2024 is `mean` and noise of standard deviation 2.
std::unique_ptr<models::SourceStore> world_of(const std::string& mean) {
  std::string model(linear_model);
  const std::string sum = "10 + 0.5*push + 0.2*pull";
  model.replace(model.find(sum), sum.size(), mean);
  return models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}});
}

Spent spent(models::SourceStore& store, std::string_view levers, std::string_view costs, double probability, double most = 1e9, const std::string& target = "y_24") {
  const Aims aims = read_aims(target);
  const Study study = std::move(prepare_together({{&store, "base.toml", {}, aims.written}}).front());
  SeekQuestion question{find_aims(aims, study.scenario), probability, {}};
  const engine::RunControl control;
  const Nearness nearness = nearness_of(study, question, control);
  const LeverMix asked(study, levers);
  LeverMix mix = spend_in_order(study, asked, read_costs(asked, costs), nearness);
  question.bounds = {0, std::min(most, mix.bounds().upper)};
  SeekAnswer answer = seek(study, mix, question, control);
  const auto exchange = answer.end == Search::End::reached ? cheaper_exchange(mix, answer.amount, nearness) : std::nullopt;
  return {std::move(mix), std::move(answer), exchange};
}

template <class Action>
std::string complaint_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "no error";
}

TEST(Spending, WhatDoesMostForItsCostHasItsTurnFirst) {
  const auto store = linear_world();
  // Pull brings 2 for a cost of 1, push 0.5. Pull is moved by the 2 that the model allows, which cost 0.2 and bring 0.4; the rest is push.
  const Spent found = spent(*store, "push,pull", "push=1,pull=0.1", 0.8);
  ASSERT_EQ(found.answer.end, Search::End::reached);
  const double push = (0.8 + 2 * z80 - 0.4) / 0.5;
  EXPECT_NEAR(found.answer.amount, 0.2 + push, 4 * found.answer.amount_error);
  EXPECT_NEAR(found.levers.moves()[1].change(found.answer.amount), 2, 1e-12);
  EXPECT_NEAR(found.levers.moves()[1].spent(found.answer.amount), 0.2, 1e-12);
  EXPECT_NEAR(found.levers.moves()[0].change(found.answer.amount), push, 4 * found.answer.amount_error);
  EXPECT_FALSE(found.exchange) << "effects are straight";
}

TEST(Spending, WhatIsTooDearIsNotMoved) {
  const auto store = linear_world();
  const Spent found = spent(*store, "push,pull,idle", "pull=1,push=1,idle=0.001", 0.8);
  EXPECT_NEAR(found.answer.amount, (0.8 + 2 * z80) / 0.5, 4 * found.answer.amount_error);
  EXPECT_EQ(found.levers.moves()[1].change(found.answer.amount), 0);
  EXPECT_EQ(found.levers.moves()[2].spent(1e9), 0) << "idle does nothing, however little it costs";
}

TEST(Spending, LeversAreMovedToTheSideThatHelps) {
  const auto store = world_of("10 - 0.5*push + 0.2*pull");
  const Spent found = spent(*store, "push", "push=3", 0.8);
  EXPECT_NEAR(found.answer.amount, 3 * (0.8 + 2 * z80) / 0.5, 4 * found.answer.amount_error);
  EXPECT_LT(found.levers.moves()[0].change(found.answer.amount), -4);
  EXPECT_EQ(found.levers.bounds().upper, 60);
}

TEST(Spending, WhatNothingMuchCanBeDoneForIsOutOfReach) {
  const auto store = linear_world();
  const Spent found = spent(*store, "push,pull", "push=1,pull=0.1", 0.8, 2.2);
  EXPECT_EQ(found.answer.end, Search::End::out_of_reach);
  EXPECT_EQ(found.answer.amount, 2.2);
  EXPECT_NEAR(found.answer.probability.value, normal_cdf((0.4 + 0.5 * 2 - 0.8) / 2), 4 * found.answer.probability.standard_error);
}

TEST(Spending, NothingIsSpentOnWhatIsReachedAlready) {
  const auto store = linear_world();
  const Spent found = spent(*store, "push,pull", "push=1,pull=0.1", 0.3);
  EXPECT_EQ(found.answer.end, Search::End::already);
  EXPECT_EQ(found.answer.amount, 0);
}

TEST(Spending, ATargetThatNoPathMeetsHasAnOrderToo) {
  const auto store = linear_world();
  // 22 is nearly 6 standard deviations away: a tenth of the room of push brings no path there, all of it about a sixth.
  const Spent found = spent(*store, "push", "push=1", 0.1, 1e9, "annual(y, 2024) >= 22");
  EXPECT_NEAR(found.answer.amount, (11.8 - 2 * 1.2815515655446004) / 0.5, 4 * found.answer.amount_error);
}

TEST(Spending, EffectsThatWearOffAreTold) {
  // At first push brings 0.5 for 1, after 17 of it 0.08, less than the 0.2 of pull.
  const auto store = world_of("10 + 0.5*push - 0.0125*push^2 + 0.2*pull");
  EXPECT_FALSE(spent(*store, "push,pull", "push=1,pull=1", 0.8).exchange);
  const Spent found = spent(*store, "push,pull", "push=1,pull=1", 0.98);
  ASSERT_EQ(found.answer.end, Search::End::reached);
  ASSERT_TRUE(found.exchange);
  EXPECT_EQ(found.exchange->more, 1u);
  EXPECT_EQ(found.exchange->less, 0u);
}

TEST(Spending, OnTheCentralPathTheOrderIsThatOfTheThreshold) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  SeekQuestion question{{0}, 0.8, {}};
  const LeverMix asked(study, "push,pull");
  const LeverMix mix = spend_in_order(study, asked, read_costs(asked, "push=1,pull=0.1"), central_nearness_of(study, question));
  question.bounds = mix.bounds();
  const CentralAnswer answer = seek_central(study, mix, question);
  EXPECT_NEAR(answer.amount, 0.2 + 0.4 / 0.5, 1e-6);
}

TEST(BadSpending, CostsAreCheckedAtOnce) {
  const auto store = linear_world();
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, "push,pull[2024]");
  EXPECT_THAT(complaint_of([&] { read_costs(mix, "pusch=1,pull[2024]=-2"); }), AllOf(HasSubstr("'pusch' is not among the levers that may be moved"), HasSubstr("'-2' is no cost")));
  EXPECT_THAT(complaint_of([&] { read_costs(mix, "push=1,push=2,pull[2024]=1"); }), HasSubstr("'push' has a cost already"));
  EXPECT_THAT(complaint_of([&] { read_costs(mix, "push=1"); }), HasSubstr("lever 'pull[2024]' has no cost"));
  EXPECT_THAT(complaint_of([&] { read_costs(mix, "push"); }), HasSubstr("'' is no cost"));
  EXPECT_THAT(complaint_of([&] { read_costs(LeverMix(study, "push=2"), "push=1"); }), HasSubstr("lever 'push' has a weight"));
}

TEST(BadSpending, LeversThatBringNothingNearerAreRefused) {
  const auto store = linear_world();
  EXPECT_THAT(complaint_of([&] { spent(*store, "idle,push[2025]", "idle=1,push[2025]=1", 0.8); }), HasSubstr("none of the levers, moved alone, brings the target nearer"));
}

}  // namespace
}  // namespace jingchu::analysis::testing
