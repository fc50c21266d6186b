#include "analysis/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/simulation/path_outputs.hpp"
#include "tests/analysis/explained.hpp"
#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::HasSubstr;

/// With v = 3.5 + 0.5 push * pull: contributions depend on the order.
std::unique_ptr<models::SourceStore> crossed_world(std::string other) {
  std::string model(linear_model);
  const std::string sum = "10 + 0.5*push + 0.2*pull";
  model.replace(model.find(sum), sum.size(), "10 + 0.5*push*pull");
  return models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}, {"other.toml", std::move(other)}});
}

TEST(Explain, ContributionsToAMeanOfALinearModelAreItsCoefficients) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 4, pull = 2, idle = 1 }"));
  const Explanation answer = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(answer.contributions.size(), 3u);
  // In order of name: idle, pull, push. Draws cancel path by path, so that only rounding is left.
  EXPECT_NEAR(answer.contributions[0].value, 0, 1e-12);
  EXPECT_NEAR(answer.contributions[1].value, 0.2, 1e-12);
  EXPECT_NEAR(answer.contributions[2].value, 2, 1e-12);
  EXPECT_LT(answer.contributions[2].standard_error, 1e-12);
  EXPECT_NEAR(sum_of(answer), answer.change, 1e-12);
  EXPECT_TRUE(is_noise(answer.contributions[0].value, answer.contributions[0].standard_error, answer.base));
  EXPECT_FALSE(is_noise(answer.contributions[1].value, answer.contributions[1].standard_error, answer.base));
  EXPECT_EQ(answer.cases, 8);
}

TEST(Explain, ProductIsSharedIndependentlyOfTheOrder) {
  // push: 0 -> 4, pull: 1 -> 2 in 0.5 push pull. pull first: 0, then 4; push first: 2, then 2. Shapley: push 3, pull 1.
  const auto store = crossed_world(linear_scenario("other", "levers = { push = 4, pull = 2 }"));
  const Explanation answer = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(answer.contributions.size(), 2u);
  EXPECT_NEAR(answer.contributions[0].value, 1, 1e-12);
  EXPECT_NEAR(answer.contributions[1].value, 3, 1e-12);
}

TEST(Explain, ProbabilityAndQuantileAgreeWithClosedForms) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 2, pull = 3 }"));
  const Explanation p = explained(*store, {Quantity::Kind::probability, 0.5, 0});
  const auto at = [](double mean) { return normal_cdf((mean - 11) / 2); };
  // Means: 10.2, with push 11.2, with pull 10.6, with both 11.6.
  const double push = ((at(11.2) - at(10.2)) + (at(11.6) - at(10.6))) / 2, pull = ((at(10.6) - at(10.2)) + (at(11.6) - at(11.2))) / 2;
  EXPECT_NEAR(p.contributions[0].value, pull, 4 * p.contributions[0].standard_error);
  EXPECT_NEAR(p.contributions[1].value, push, 4 * p.contributions[1].standard_error);
  // A switch has probability `push`: the paired error is below that of one probability.
  EXPECT_LT(p.contributions[1].standard_error, p.base_error);
  EXPECT_GT(p.contributions[1].standard_error, 0.0005);
  EXPECT_NEAR(sum_of(p), p.change, 1e-14);
  const Explanation q = explained(*store, {Quantity::Kind::quantile, 0.1, 0});
  EXPECT_NEAR(q.base, 10.2 - 2 * 1.2815515655446004, 4 * q.base_error);
  EXPECT_NEAR(q.base_error, std::sqrt(0.1 * 0.9 / 20000) / (0.17549833 / 2), 0.1 * q.base_error);
  EXPECT_NEAR(q.contributions[1].value, 1, 1e-9);
}

TEST(Explain, TunesAndLeversAreInputs) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 4 }\ntune = { i = 3 }"));
  const Explanation answer = explained(*store, {Quantity::Kind::mean, 0.5, 0});
  ASSERT_EQ(answer.contributions.size(), 2u);
  EXPECT_EQ(answer.contributions[1].input, (Input{Input::Kind::tune, "i"}));
  EXPECT_NEAR(answer.contributions[1].value, 0, 1e-12);
}

TEST(Explain, AnswerHasTheSameBitsForAnyThreadsAndTiles) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 2, pull = 3 }"));
  engine::RunControl one, several;
  one.threads = 1;
  several.threads = 4;
  several.tile_width = 64;
  const Explanation a = explained(*store, {Quantity::Kind::quantile, 0.9, 1}, one), b = explained(*store, {Quantity::Kind::quantile, 0.9, 1}, several);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.contributions[i].value, b.contributions[i].value);
    EXPECT_EQ(a.contributions[i].standard_error, b.contributions[i].standard_error);
  }
}

TEST(Explain, EqualScenariosAreRefused) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 0 }"));
  try {
    explained(*store, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("nothing to explain"));
  }
}

/// y is the product of 1 + lever over 12 levers and noise around 0.
std::string product_model() {
  std::string text = "format = \"jingchu-model 1\"\nname = \"product\"\ntitle = { zh = \"积\", en = \"product\" }\nfrequency = \"annual\"\norigin = \"2024\"\nhistory = [\"history.csv\"]\n[shocks]\ne = 1\n";
  std::string equation = "y = e";
  for (int i = 10; i < 22; ++i) {
    const std::string name = "a" + std::to_string(i);
    text += "[levers." + name + "]\nlabel = { zh = \"杠杆\", en = \"lever\" }\nunit = \"1\"\ndefault = 0\nbounds = [0, 1]\n";
    equation += (i == 10 ? " + (1 + " : "*(1 + ") + name + ")";
  }
  return text + "[variables.y]\nlabel = { zh = \"产出\", en = \"output\" }\nunit = \"1\"\nmeasure = \"flow\"\nreport = true\nequation = \"" + equation + "\"\n";
}

TEST(Explain, ManyInputsAreSampledAndStillSumToTheWhole) {
  std::string levers;
  for (int i = 10; i < 22; ++i) levers += (i == 10 ? "a" : ", a") + std::to_string(i) + " = 0.1";
  const auto scenario = [](const std::string& name, const std::string& more) {
    return "format = \"jingchu-scenario 1\"\nname = \"" + name + "\"\nmodel = \"product.toml\"\nhorizon = { from = \"2024\", to = \"2024\" }\npaths = 200\nseed = 5\n" + more +
           "\n[[targets]]\nname = \"y\"\nmeasure = \"annual(y, 2024)\"\nsense = \"at least\"\nthreshold = 1\nunit = \"1\"\n";
  };
  const auto store = models::memory_store({{"product.toml", product_model()}, {"history.csv", "variable,2023\ny,1\n"}, {"base.toml", scenario("base", "")}, {"other.toml", scenario("other", "levers = { " + levers + " }")}});
  const Explanation answer = explained(*store, {});
  EXPECT_FALSE(answer.exact);
  ASSERT_EQ(answer.contributions.size(), 12u);
  EXPECT_NEAR(answer.change, std::pow(1.1, 12) - 1, 1e-9);
  EXPECT_NEAR(sum_of(answer), answer.change, 1e-9);
  for (const Contribution& c : answer.contributions) {
    // Equal inputs: a twelfth each.
    EXPECT_NEAR(c.value, answer.change / 12, 4 * c.standard_error);
    EXPECT_GT(c.standard_error, 0);
    EXPECT_LT(c.standard_error, 0.05 * c.value);
  }
}

}  // namespace
}  // namespace jingchu::analysis::testing
