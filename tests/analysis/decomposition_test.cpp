#include "analysis/decomposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/analysis/linear_world.hpp"

namespace jingchu::analysis::testing {
namespace {

using ::testing::HasSubstr;
using Kind = Source::Kind;

/// The linear world with other equations for y and z.
std::unique_ptr<models::SourceStore> world_of(const std::string& y, const std::string& z, const std::string& other) {
  std::string model(linear_model);
  const auto put = [&](const std::string& old, const std::string& text) { model.replace(model.find(old), old.size(), text); };
  put("y = 10 + 0.5*push + 0.2*pull + e + 0*y[-1]", y);
  put("z = y + w", z);
  return models::memory_store({{"linear.toml", model}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}, {"other.toml", linear_scenario("other", other)}});
}

Decomposition decomposed(models::SourceStore& store, const std::string& variable) {
  const auto studies = prepare_together({{&store, "base.toml", {}}, {&store, "other.toml", {}}});
  return decompose(studies[0], studies[1], variable);
}

std::vector<double> values_of(const std::vector<CourseContribution>& list, Kind kind, const std::string& name, int lag = 0) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& row) { return row.source.kind == kind && row.source.name == name && row.source.lag == lag; });
  return found == list.end() ? std::vector<double>{} : found->values;
}

void expect_sums(const Decomposition& answer, double tolerance) {
  for (std::size_t t = 0; t < answer.base.size(); ++t) {
    double direct = 0, traced = 0;
    for (const auto& row : answer.direct) direct += row.values[t];
    for (const auto& row : answer.traced) traced += row.values[t];
    EXPECT_NEAR(direct, answer.other[t] - answer.base[t], tolerance) << "period " << t;
    EXPECT_NEAR(traced + answer.remainder[t], answer.other[t] - answer.base[t], 1e-14) << "period " << t;
    EXPECT_NEAR(answer.remainder[t], 0, tolerance) << "period " << t;
  }
}

TEST(Decompose, LinearSimultaneousEquationsHaveTheirClosedForm) {
  // y = 0.5 y[-1] + 0.3 z + push, z = 0.2 y + pull: (1 - 0.06) dy = 0.5 dy[-1] + push + 0.3 pull.
  const auto store = world_of("y = 5 + 0.5*y[-1] + 0.3*z + push + e", "z = 2 + 0.2*y + pull + w", "levers = { push = 1, pull = 3 }");
  const Decomposition answer = decomposed(*store, "y");
  expect_sums(answer, 1e-9);
  const auto push = values_of(answer.traced, Kind::lever, "push"), pull = values_of(answer.traced, Kind::lever, "pull");
  const auto z = values_of(answer.direct, Kind::variable, "z"), before = values_of(answer.direct, Kind::variable, "y", 1), direct_push = values_of(answer.direct, Kind::lever, "push");
  ASSERT_EQ(push.size(), 3u);
  double of_push = 0, of_pull = 0;
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(before[t], 0.5 * (of_push + of_pull), 1e-9);
    of_push = (0.5 * of_push + 1) / 0.94;
    of_pull = (0.5 * of_pull + 0.3 * 2) / 0.94;
    EXPECT_NEAR(push[t], of_push, 1e-8);
    EXPECT_NEAR(pull[t], of_pull, 1e-8);
    EXPECT_NEAR(direct_push[t], 1, 1e-9);
    EXPECT_NEAR(z[t], 0.3 * (0.2 * (of_push + of_pull) + 2), 1e-8);
  }
  EXPECT_EQ(answer.traced.size(), 2u);
  EXPECT_EQ(answer.traced[0].source.equation, "y");
  EXPECT_EQ(answer.traced[1].source.equation, "z") << "pull enters there";
}

TEST(Decompose, NonlinearEquationsSumExactlyToo) {
  const auto store = world_of("log(y) = log(10) + 0.1*log(z)*pull + 0.05*push*pull + 0.2*log(y[-1]/10) + 0.01*e", "z = 5 + y^0.5*max(push, 1) + w", "levers = { push = 4, pull = 2 }");
  const Decomposition answer = decomposed(*store, "y");
  expect_sums(answer, 1e-6);
  EXPECT_GT(std::abs(answer.other[2] - answer.base[2]), 1);
}

TEST(Decompose, ProductIsSharedIndependentlyOfTheOrder) {
  // push: 0 -> 4, pull: 1 -> 2 in 0.5 push pull: 3 and 1, as for a mean.
  const auto store = world_of("y = 10 + 0.5*push*pull + e + 0*y[-1]", "z = y + w", "levers = { push = 4, pull = 2 }");
  const Decomposition answer = decomposed(*store, "z");
  EXPECT_NEAR(values_of(answer.traced, Kind::lever, "push")[0], 3, 1e-12);
  EXPECT_NEAR(values_of(answer.traced, Kind::lever, "pull")[0], 1, 1e-12);
  EXPECT_NEAR(values_of(answer.direct, Kind::variable, "y")[0], 4, 1e-12);
}

TEST(Decompose, OppositeChangesThatCancelAreBothShown) {
  // y does not change at all, and so z does not: the slope at which both would have moved it is the derivative.
  const auto store = world_of("y = 10 + 0.5*push - 2*(pull - 1) + e + 0*y[-1]", "z = y^2 + w", "levers = { push = 4, pull = 2 }");
  const Decomposition answer = decomposed(*store, "z");
  EXPECT_NEAR(values_of(answer.traced, Kind::lever, "push")[0], 40, 1e-6);
  EXPECT_NEAR(values_of(answer.traced, Kind::lever, "pull")[0], -40, 1e-6);
}

TEST(Decompose, HeldVariableOwesItsDifferenceToThat) {
  const auto store = world_of("y = 10 + 0.5*push + e + 0*y[-1]", "z = y + w", "levers = { push = { \"2024\" = 2, \"2026\" = 2 } }\ntune = { y = { \"2025\" = 20 } }");
  const Decomposition answer = decomposed(*store, "z");
  const auto push = values_of(answer.traced, Kind::lever, "push"), tune = values_of(answer.traced, Kind::tune, "y");
  EXPECT_NEAR(push[0], 1, 1e-12);
  EXPECT_NEAR(push[1], 0, 1e-12);
  EXPECT_NEAR(tune[1], 10, 1e-12);
  EXPECT_NEAR(push[2], 1, 1e-12);
}

TEST(Decompose, UnknownVariableIsAnsweredWithTheNearest) {
  const auto store = linear_world(linear_scenario("other", "levers = { push = 4 }"));
  try {
    decomposed(*store, "yy");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("'y'"));
  }
}

TEST(Decompose, EqualScenariosAreRefused) {
  const auto store = linear_world(linear_scenario("other"));
  EXPECT_THROW(decomposed(*store, "y"), Error);
}

}  // namespace
}  // namespace jingchu::analysis::testing
