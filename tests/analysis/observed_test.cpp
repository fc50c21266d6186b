// Questions about scenarios with published values, against the exact answers of the linear model: z = y + w published as `seen` leaves y
// normal with mean m + gain (seen - m) and variance 4 (1 - gain), where m is the model's mean of y.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/seek.hpp"
#include "analysis/sensitivity.hpp"
#include "tests/analysis/explained.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::HasSubstr;

constexpr double mean = 10.2, seen = 12, noise = 0.5, gain = 4 / (4 + 1 + noise * noise);
const double sd = 2 * std::sqrt(1 - gain);

double given(double m) { return m + gain * (seen - m); }
double odds(double m) { return normal_cdf((given(m) - 11) / sd); }

std::string published(const std::string& more = "error = 0.5") { return "[observed]\n\"z[2024]\" = { value = 12, " + more + " }\n"; }

std::unique_ptr<models::SourceStore> world(const std::string& base, const std::string& other) {
  return models::memory_store({{"linear.toml", std::string(linear_model)}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"},
                               {"base.toml", linear_scenario("base", base)}, {"other.toml", linear_scenario("other", other)}});
}

TEST(ObservedExplain, LeverMovesWhatPublishedValuesLeaveOpen) {
  const auto store = world(published(), "levers = { push = 2 }\n" + published());
  const Explanation of_mean = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(of_mean.contributions.size(), 1u);
  EXPECT_NEAR(of_mean.base, given(mean), 4 * of_mean.base_error);
  EXPECT_NEAR(of_mean.change, 1 - gain, 4 * of_mean.change_error);
  EXPECT_LT(of_mean.change_error, std::hypot(of_mean.base_error, of_mean.other_error)) << "the draws are common";
  EXPECT_LT(of_mean.effective_paths, 15000);

  const Explanation p = explained(*store, {Quantity::Kind::probability, 0.5, 0});
  EXPECT_NEAR(p.base, odds(mean), 4 * p.base_error);
  EXPECT_NEAR(p.change, odds(mean + 1) - odds(mean), 4 * p.change_error);

  const Explanation q = explained(*store, {Quantity::Kind::quantile, 0.9, 0});
  EXPECT_NEAR(q.base, given(mean) + 1.2815515655446004 * sd, 4 * q.base_error);
  EXPECT_NEAR(q.change, 1 - gain, 4 * q.change_error);
}

TEST(ObservedExplain, PublishedValueIsAnInputThatContributes) {
  const auto store = world("", "levers = { push = 2 }\n" + published());
  const Explanation answer = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(answer.contributions.size(), 2u);
  const Contribution &push = answer.contributions[0], &value = answer.contributions[1];
  EXPECT_EQ(value.input, (Input{Input::Kind::published, "z[2024]"}));
  // push first: 1, then gain (seen - mean - 1); the value first: gain (seen - mean), then 1 - gain.
  EXPECT_NEAR(push.value, 1 - gain / 2, 4 * push.standard_error);
  EXPECT_NEAR(value.value, gain * (seen - mean - 0.5), 4 * value.standard_error);
  EXPECT_NEAR(sum_of(answer), answer.change, 1e-12);
  EXPECT_NEAR(answer.change, given(mean + 1) - mean, 4 * answer.change_error);
}

TEST(ObservedExplain, RevisedValueIsTheDifferenceOfBoth) {
  const auto store = world("[observed]\n\"z[2024]\" = { value = 11, error = 0.5 }\n", published());
  const Explanation answer = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(answer.contributions.size(), 1u);
  EXPECT_NEAR(answer.change, gain, 4 * answer.change_error);
}

TEST(ObservedExplain, ExactValuesAndGuidedPathsHaveTheSameAnswer) {
  // Exactly by w: y is weighted with the density of w that z = 12 needs, as by an error of sd 1.
  constexpr double exact_gain = 4.0 / 5;
  const auto exact = world(published("shock = \"w\""), "levers = { push = 2 }\n" + published("shock = \"w\""));
  const Explanation answer = explained(*exact, {Quantity::Kind::mean, 0.5, 0});
  EXPECT_NEAR(answer.base, mean + exact_gain * (seen - mean), 4 * answer.base_error);
  EXPECT_NEAR(answer.change, 1 - exact_gain, 4 * answer.change_error);

  const std::string guided = "proposal = \"guided\"\n" + published("error = 0.05");
  const auto near = world(guided, "levers = { push = 2 }\n" + guided);
  const Explanation of_guided = explained(*near, {Quantity::Kind::mean, 0.5, 0});
  constexpr double narrow = 4 / (5 + 0.05 * 0.05);
  EXPECT_NEAR(of_guided.base, mean + narrow * (seen - mean), 4 * of_guided.base_error);
  EXPECT_NEAR(of_guided.change, 1 - narrow, 4 * of_guided.change_error);
  EXPECT_GT(of_guided.effective_paths, 5000);
}

TEST(ObservedExplain, HasTheSameBitsForAnyThreadsAndTiles) {
  const auto store = world(published(), "levers = { push = 2 }\n");
  engine::RunControl one, three;
  one.threads = 1;
  three.threads = 3;
  three.tile_width = 64;
  const Quantity quantity{Quantity::Kind::quantile, 0.2, 0};
  const Explanation a = explained(*store, quantity, one), b = explained(*store, quantity, three);
  EXPECT_EQ(a.change, b.change);
  EXPECT_EQ(a.change_error, b.change_error);
  EXPECT_EQ(a.contributions[1].standard_error, b.contributions[1].standard_error);
}

TEST(ObservedExplain, ErrorsAreTheScatterOverSeeds) {
  constexpr int seeds = 60;
  double sum = 0, squares = 0, error = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const auto store = world(published(), "levers = { push = 2 }\n" + published());
    scenarios::Overrides overrides;
    overrides.seed = seed;
    overrides.paths = 2000;
    const auto studies = prepare_together({{store.get(), "base.toml", overrides}, {store.get(), "other.toml", overrides}});
    const Explanation answer = explain(studies[0], studies[1], {Quantity::Kind::probability, 0.5, 0}, {});
    sum += answer.change;
    squares += answer.change * answer.change;
    error += answer.change_error / seeds;
  }
  const double scatter = std::sqrt((squares - sum * sum / seeds) / (seeds - 1));
  // A standard deviation of 60 numbers scatters by 9 %.
  EXPECT_NEAR(error / scatter, 1, 0.36);
}

TEST(ObservedExplain, TwoExactValuesByOneShockCannotBeMixed) {
  const auto store = world(published("shock = \"w\""), "[observed]\n\"2 * z[2024]\" = { value = 24, shock = \"w\" }\n");
  try {
    explained(*store, {Quantity::Kind::mean, 0.5, 0});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_THAT(error.what(), HasSubstr("are both exact by shock 'w' in one period"));
  }
}

TEST(ObservedTornado, BarsAreThoseGivenTheValue) {
  const auto store = world(published("shock = \"w\""), "");
  const Study study = prepare(*store, "base.toml");
  const Tornado answer = tornado(study, {Quantity::Kind::mean, 0.5, 0}, {"push"}, factors_of(study.plan), {});
  const auto bar = [&](const std::string& name) { return std::find_if(answer.bars.begin(), answer.bars.end(), [&](const Bar& one) { return one.name == name; }); };
  ASSERT_NE(bar("push"), answer.bars.end());
  EXPECT_NEAR(bar("push")->high.change, 2 * (1 - 0.8), 4 * bar("push")->high.standard_error);
  // With e held y is known.
  ASSERT_NE(bar("e"), answer.bars.end());
  EXPECT_NEAR(bar("e")->low.change, mean - 2 * 1.2815515655446004 - (mean + 0.8 * (seen - mean)), 4 * bar("e")->low.standard_error);
  EXPECT_EQ(bar("w"), answer.bars.end()) << "it is found, not drawn";
}

TEST(ObservedTornado, EndWithoutPathsThatAgreeIsLeftOpenAndTheOtherIsTold) {
  // z = 5 needs w at -2.6 with e held low, which some paths have, and at -7.8 with e held high, which none has.
  const auto store = world("[observed]\n\"z[2024]\" = { value = 5, error = 0.01 }\n", "");
  const Study study = prepare(*store, "base.toml");
  const Tornado answer = tornado(study, {Quantity::Kind::mean, 0.5, 0}, {}, factors_of(study.plan), {});
  const auto e = std::find_if(answer.bars.begin(), answer.bars.end(), [](const Bar& bar) { return bar.name == "e"; });
  ASSERT_NE(e, answer.bars.end());
  EXPECT_NEAR(e->low.change, mean - 2 * 1.2815515655446004 - (mean + 0.8 * (5 - mean)), 4 * e->low.standard_error);
  EXPECT_TRUE(std::isnan(e->high.change));
  EXPECT_TRUE(std::isnan(e->high.standard_error));
  EXPECT_LT(e->high.effective_paths, 2);
  EXPECT_GE(e->low.effective_paths, 2);
  EXPECT_EQ(answer.fewest_effective(), std::min({answer.base_effective, e->low.effective_paths, e->high.effective_paths}));
  EXPECT_EQ(e->size(), std::abs(e->low.change));
}

TEST(ObservedTornado, EndWhereAllPathsAreEquallyFarIsLeftOpen) {
  // i is idle on every path: moved by 0.2 it is 200 errors from what was published, and no path nearer than another.
  const auto store = world("[observed]\n\"i[2024]\" = { value = 0, error = 0.001 }\n", "");
  const Tornado answer = tornado(prepare(*store, "base.toml"), {Quantity::Kind::mean, 0.5, 0}, {"idle", "push"}, {}, {});
  ASSERT_EQ(answer.bars.size(), 2u);
  EXPECT_EQ(answer.bars[0].name, "push");
  EXPECT_EQ(answer.bars[0].high.effective_paths, 20000);
  EXPECT_TRUE(std::isnan(answer.bars[1].low.change));
  EXPECT_TRUE(std::isnan(answer.bars[1].high.change));
}

TEST(ObservedSeek, AmountIsTheClosedFormGivenTheValue) {
  const auto store = world(published(), "");
  const Study study = prepare(*store, "base.toml");
  const LeverMix mix(study, "push");
  const SeekAnswer answer = seek(study, mix, {{0}, 0.9, mix.bounds()}, {});
  ASSERT_EQ(answer.end, Search::End::reached);
  const double exact = (11 + 1.2815515655446004 * sd - given(mean)) / (0.5 * (1 - gain));
  EXPECT_NEAR(answer.amount, exact, 4 * answer.amount_error);
  EXPECT_NEAR(answer.base.value, odds(mean), 4 * answer.base.standard_error);
  EXPECT_LT(answer.base.n, 15000) << "effective paths";
  EXPECT_GE(answer.probability.value, 0.9);
}

TEST(BadObserved, OnePathWithAllTheWeightIsNoAnswer) {
  const auto store = world(published("error = 1e-6"), "levers = { push = 2 }\n" + published());
  try {
    explained(*store, {Quantity::Kind::mean, 0.5, 0});
    FAIL() << "its error would be 0";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_THAT(error.what(), HasSubstr("has nearly all the weight"));
  }
}

TEST(BadObserved, ValueEquallyFarFromAllPathsIsRefusedAsARunDoes) {
  const std::string far = "[observed]\n\"i[2024]\" = { value = 1, error = 0.001 }\n";
  const auto number_of_refused = [](const auto& ask) {
    try {
      ask();
    } catch (const engine::NoAgreement& error) {
      return error.case_number();
    }
    return -1;
  };
  const auto of_other = world("", far), of_base = world(far, "");
  EXPECT_EQ(number_of_refused([&] { explained(*of_other, {Quantity::Kind::mean, 0.5, 0}); }), 1);
  EXPECT_EQ(number_of_refused([&] { explained(*of_base, {Quantity::Kind::mean, 0.5, 0}); }), 0);
  EXPECT_EQ(number_of_refused([&] { tornado(prepare(*of_base, "base.toml"), {Quantity::Kind::mean, 0.5, 0}, {"push"}, {}, {}); }), 0);
}

TEST(BadObserved, AnswersThatNeedIndependentInputsSayWhy) {
  const auto store = world(published(), "");
  const Study study = prepare(*store, "base.toml");
  const auto refused = [&](const auto& action, const std::string& reason) {
    try {
      action();
      ADD_FAILURE() << reason;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      EXPECT_THAT(error.what(), HasSubstr(reason));
    }
  };
  refused([&] { sobol_indices(study, {}, {}); }, "Sobol indices have no meaning");
  refused([&] { morris(study, {}, {"push"}, {}, 4, {}); }, "a screening moves inputs");
  refused([&] { seek_central(study, LeverMix(study, "push"), {{0}, 0.8, {-1, 1}}); }, "the central path knows nothing of them");
}

}  // namespace
}  // namespace jingchu::analysis::testing
