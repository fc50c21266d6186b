// A path solves the equations: against closed forms, and by putting its values into them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

#include "engine/program/operation.hpp"
#include "engine/program/reachable.hpp"
#include "tests/engine/simulated.hpp"

namespace jingchu::engine {
namespace {

using testing::control;
using testing::fading;
using testing::loop_of_four;
using testing::plan_for;
using testing::random_block;
using testing::SystemBuilder;
using ::testing::ElementsAre;

TEST(Simulate, AutoregressionHasTheMeanAndVarianceOfItsClosedForm) {
  const double r = 0.8, sd = 0.5;
  const int periods = 12;
  const std::int64_t paths = 60000;
  const Program p = fading(r);
  const Outcome o = simulate(p, plan_for(p, periods, sd, paths), control(2, 128));
  ASSERT_EQ(o.paths, paths);
  EXPECT_EQ(o.failed, 0);
  for (int h = 1; h <= periods; ++h) {
    const SeriesSummary s = o.statistics.summary(static_cast<std::size_t>(h - 1), {});
    const double variance = sd * sd * (1 - std::pow(r, 2 * h)) / (1 - r * r);
    const double n = static_cast<double>(paths);
    EXPECT_NEAR(s.mean, std::pow(r, h), 4 * std::sqrt(variance / n)) << h;
    EXPECT_NEAR(s.sd * s.sd, variance, 4 * variance * std::sqrt(2 / n)) << h;
  }
}

TEST(Simulate, SolvesALoopToItsTolerance) {
  const Program p(loop_of_four());
  Plan plan = plan_for(p, 8, 0.02, 8);
  plan.history = {1.0, 0.5, 1.4, 2.0};
  for (std::int64_t path = 0; path < 8; ++path) {
    const PathRecord r = replay(p, plan, path);
    ASSERT_FALSE(r.failed);
    const auto value = [&](int v, int t) { return t < 0 ? plan.history[static_cast<std::size_t>(v)] : r.values[static_cast<std::size_t>(v * 8 + t)]; };
    for (int t = 0; t < 8; ++t) {
      const double cons = value(0, t - 1) * std::exp(0.4 * std::log(value(2, t) / value(2, t - 1)) + r.shocks[static_cast<std::size_t>(t)]);
      const double inv = value(1, t - 1) * std::exp(0.8 * std::log(value(3, t) / value(3, t - 1)) + r.shocks[static_cast<std::size_t>(8 + t)]);
      EXPECT_NEAR(value(0, t), cons, 1e-10 * cons);
      EXPECT_NEAR(value(1, t), inv, 1e-10 * inv);
      EXPECT_NEAR(value(3, t), value(0, t) + value(1, t) + 0.5, 1e-9 * value(3, t));
    }
  }
}

/// Right side of an equation that uses shocks and variables of the same period, at the values of a path.
double value_of(const EquationSystem& system, const PathRecord& r, std::size_t equation, int period, int periods) {
  std::map<ExprId, double> known;
  for (const ExprId id : reachable(system.graph, system.equations[equation].value)) {
    const ExprNode& n = system.graph.node(id);
    const auto cell = [&] { return static_cast<std::size_t>(n.index * periods + period); };
    if (n.op == Op::constant) known[id] = n.value();
    else if (n.op == Op::shock) known[id] = r.shocks[cell()];
    else if (n.op == Op::variable) known[id] = r.values[cell()];
    else known[id] = apply(n.op, known[n.a], n.b.valid() ? known[n.b] : 0, n.c.valid() ? known[n.c] : 0);
  }
  return known.at(system.equations[equation].value);
}

TEST(Simulate, SolvesRandomBlocksOfManySizes) {
  for (const int n : {4, 20, 60, 200}) {
    const Program p(random_block(n, 7u + static_cast<unsigned>(n)));
    const Plan plan = plan_for(p, 3, 0.03, 256);
    const Outcome o = simulate(p, plan, control(2, 64));
    EXPECT_EQ(o.failed, 0) << n;
    for (const std::int64_t path : {0, 5, 100}) {
      const PathRecord r = replay(p, plan, path);
      ASSERT_FALSE(r.failed) << n;
      for (std::size_t t = 0; t < 3; ++t)
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
          const double value = r.values[i * 3 + t];
          EXPECT_NEAR(value, value_of(p.system(), r, i, static_cast<int>(t), 3), 1e-9 * value) << n << " equations, x" << i;
        }
    }
  }
}

TEST(Simulate, ImplicitEquationsAreSolved) {
  SystemBuilder b;   // x + log(x) = 2 + e
  const VariableId x = b.declare("x");
  b.define(x, b.sub(b.add(b.v(x), b.log(b.v(x))), b.add(b.c(2), b.shock())), true);
  const Program p(std::move(b.system));
  const Plan plan = plan_for(p, 4, 0.3, 512);
  EXPECT_EQ(simulate(p, plan, control(1, 64)).failed, 0);
  const PathRecord r = replay(p, plan, 3);
  for (std::size_t t = 0; t < 4; ++t) EXPECT_NEAR(r.values[t] + std::log(r.values[t]), 2 + r.shocks[t], 1e-9);
}

TEST(Simulate, AStepThatIsSmallNextToAPoleIsNoSolution) {
  SystemBuilder b;   // 1/x = 1 + e has its solution at 1 / (1 + e), and a pole at 0 where Newton steps are small
  const VariableId x = b.declare("x");
  b.define(x, b.sub(b.div(b.c(1), b.v(x)), b.add(b.c(1), b.shock())), true);
  const Program p(std::move(b.system));
  Plan plan = plan_for(p, 1, 1e-12, 8);
  plan.history = {2.0 - 2e-11};
  const PathRecord r = replay(p, plan, 0);
  ASSERT_FALSE(r.failed);
  EXPECT_NEAR(r.values[0], 1.0, 1e-9);
}

TEST(Simulate, FixedPeriodsOfTheHorizonAreThoseOfTheSamePath) {
  SystemBuilder b;   // y = x / x[first period]
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.mul(b.v(x, 1), b.exp(b.shock())));
  b.define(y, b.div(b.v(x), b.system.graph.variable_at(x, 0)));
  const Program p(std::move(b.system));
  const Plan plan = plan_for(p, 5, 0.1, 2000);
  const Outcome o = simulate(p, plan, control(2, 64));
  EXPECT_EQ(o.failed, 0);
  EXPECT_EQ(o.statistics.summary(1, {}).sd, 0);
  EXPECT_EQ(o.statistics.summary(1, {}).mean, 1);
}

TEST(CentralPath, TakesStatedParametersAndMedianShocks) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.mul(b.parameter(), b.v(x, 1)), b.shock()));
  const Program p(std::move(b.system));
  Plan plan = plan_for(p, 3, 1.0, 1);
  plan.parameters[0].law = NormalLaw{0.5, 0.1, 0.2, 0.6};
  EXPECT_THAT(central_path(p, plan).values, ElementsAre(0.5, 0.25, 0.125));
}

}  // namespace
}  // namespace jingchu::engine
