// Paths that have no numbers or leave the bounds of the model, and models that have no solution at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "engine/core/error.hpp"
#include "tests/engine/simulated.hpp"

namespace jingchu::engine {
namespace {

using testing::control;
using testing::everything;
using testing::plan_for;
using testing::SystemBuilder;
using ::testing::HasSubstr;

/// log(1 + e): fails where the shock is below -1.
Program sometimes_fails() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.log(b.add(b.c(1), b.shock())));
  b.define(y, b.add(b.v(y, 1), b.c(1)));
  return Program(std::move(b.system));
}

TEST(Simulate, APathThatTurnsNaNIsCountedNamedAndLeftOut) {
  const Program p = sometimes_fails();
  const Plan plan = plan_for(p, 3, 0.45, 20000);
  const Outcome o = simulate(p, plan, control(2, 64));
  // P(e < -1) with sd 0.45 is 0.0131 a period.
  const double share = 1 - std::pow(1 - 0.013134, 3);
  EXPECT_NEAR(static_cast<double>(o.failed) / 20000, share, 4 * std::sqrt(share / 20000));
  EXPECT_EQ(o.statistics.summary(1, {}).n, 20000 - o.failed);
  ASSERT_FALSE(o.failures.empty());
  const Failure& f = o.failures.front();
  EXPECT_EQ(f.kind, FailureKind::not_finite);
  EXPECT_EQ(f.equation, 0);
  const PathRecord r = replay(p, plan, f.path);
  EXPECT_TRUE(r.failed);
  EXPECT_THAT(r.failure_detail, HasSubstr("log(-"));
  EXPECT_TRUE(std::isnan(r.values[static_cast<std::size_t>(f.period)]));
  EXPECT_EQ(simulate(p, plan, control(7, 8)).failures.size(), o.failures.size());
}

TEST(Simulate, OtherPathsKeepTheirBitsWhenOneFails) {
  const Program p = sometimes_fails();
  const Plan plan = plan_for(p, 3, 0.45, 64);
  const Outcome narrow = simulate(p, plan, control(1, 8)), wide = simulate(p, plan, control(1, 64));
  ASSERT_GT(wide.failed, 0);
  EXPECT_EQ(everything(narrow), everything(wide));
  // The lowest value among the paths of the run is that of the path replayed alone.
  double lowest = 1e9;
  for (std::int64_t path = 0; path < 64; ++path)
    if (const PathRecord r = replay(p, plan, path); !r.failed) lowest = std::min(lowest, r.values[0]);
  EXPECT_EQ(wide.statistics.summary(0, {}).min, lowest);
}

/// x is a draw within [-2, 2]; y is the sum of those so far, solved together with z = y.
Program with_bounds() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y"), z = b.declare("z");
  b.define(x, b.shock());
  b.define(y, b.add(b.add(b.v(y, 1), b.v(x)), b.mul(b.c(0.5), b.sub(b.v(z), b.v(y)))));
  b.define(z, b.v(y));
  b.system.bounds = {{x, -2, 2}};
  return Program(std::move(b.system));
}

TEST(Simulate, APathThatLeavesItsBoundsFailsThereAndHasValuesToItsEnd) {
  const Program p = with_bounds();
  const Plan plan = plan_for(p, 3, 1, 20000);
  const Outcome o = simulate(p, plan, control(2, 64));
  // P(|e| > 2) is 0.0455 a period.
  const double share = 1 - std::pow(1 - 0.0455003, 3);
  EXPECT_NEAR(static_cast<double>(o.failed) / 20000, share, 4 * std::sqrt(share * (1 - share) / 20000));
  EXPECT_EQ(o.statistics.summary(0, {}).n, 20000 - o.failed);
  EXPECT_LE(o.statistics.summary(0, {}).max, 2);
  EXPECT_GE(o.statistics.summary(0, {}).min, -2);
  ASSERT_FALSE(o.failures.empty());
  for (std::size_t i = 0; i < 20; ++i) {
    const Failure& f = o.failures[i];
    EXPECT_EQ(f.kind, FailureKind::out_of_bounds);
    EXPECT_EQ(f.equation, 0);
    const PathRecord r = replay(p, plan, f.path);
    EXPECT_TRUE(r.failed);
    EXPECT_THAT(r.failure_detail, HasSubstr("the model states -2 to 2"));
    double sum = plan.history[1];
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(std::abs(r.values[t]) > 2, static_cast<int>(t) == f.period || (std::abs(r.values[t]) > 2 && static_cast<int>(t) > f.period));
      sum += r.values[t];
      EXPECT_NEAR(r.values[6 + t], sum, 1e-9);
    }
  }
  EXPECT_EQ(everything(simulate(p, plan, control(7, 8))), everything(o));
}

TEST(Simulate, BoundsThatAreKeptChangeNoBit) {
  EquationSystem system = with_bounds().system();
  system.bounds = {{VariableId(0), -20, 20}};
  const Program wide(system);
  system.bounds.clear();
  const Program none(std::move(system));
  const Plan plan = plan_for(none, 3, 1, 2000);
  EXPECT_EQ(everything(simulate(wide, plan, control(2, 64))), everything(simulate(none, plan, control(2, 64))));
}

TEST(Simulate, AnOutputThatIsNoNumberFailsInTheLastPeriodThatItReads) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.v(x, 1), b.shock()));
  ExpressionGraph& g = b.system.graph;
  b.system.outputs.push_back({"fine", g.variable_at(x, 3)});
  b.system.outputs.push_back({"logarithm", b.log(b.add(g.variable_at(x, -1), b.sub(g.variable_at(x, 1), b.c(2))))});
  const Program p(std::move(b.system));
  const Plan plan = plan_for(p, 4, 1.0, 100);
  const Outcome outcome = simulate(p, plan, {});
  ASSERT_FALSE(outcome.failures.empty());
  for (const Failure& f : outcome.failures) {
    EXPECT_EQ(f.period, 1);
    EXPECT_EQ(f.equation, 2);
  }
}

TEST(Simulate, WhenAllPathsFailTheErrorHoldsTheFailure) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.v(x, 1));
  b.define(y, b.log(b.sub(b.v(x), b.c(3))));
  const Program p(std::move(b.system));
  try {
    simulate(p, plan_for(p, 2, 1.0, 100), {});
    ADD_FAILURE() << "simulated";
  } catch (const NoSolution& error) {
    EXPECT_EQ(error.failure().equation, y.index);
    EXPECT_EQ(error.failure().period, 0);
    EXPECT_EQ(error.detail(), ": log(-2) is not a finite number");
  }
}

TEST(Simulate, ABlockThatHasNoNumbersToBeginWithNamesTheOperation) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.mul(b.c(0.5), b.v(y)));
  b.define(y, b.add(b.v(x), b.log(b.sub(b.v(x, 1), b.c(5)))));
  const Program p(std::move(b.system));
  const PathRecord path = replay(p, plan_for(p, 2, 1.0, 100), 0);
  ASSERT_TRUE(path.failed);
  EXPECT_EQ(path.failure_detail, "log(-4)");
}

TEST(Simulate, ALoopWithoutSolutionIsRefusedWithItsEquations) {
  SystemBuilder b;   // a = b + 1, b = a + 1
  const VariableId a = b.declare("alpha"), c = b.declare("beta");
  b.define(a, b.add(b.v(c), b.c(1)));
  b.define(c, b.add(b.v(a), b.c(1)));
  const Program p(std::move(b.system));
  try {
    simulate(p, plan_for(p, 2, 0, 100), control(1, 64));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    EXPECT_THAT(e.what(), HasSubstr("no solution"));
    EXPECT_THAT(e.what(), HasSubstr("alpha"));
    EXPECT_THAT(e.what(), HasSubstr("beta"));
  }
}

}  // namespace
}  // namespace jingchu::engine
