#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>

#include "engine/core/error.hpp"
#include "engine/program/operation.hpp"
#include "engine/program/reachable.hpp"
#include "engine/simulation/simulate.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

using testing::plan_for;
using testing::SystemBuilder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<double> no_levels;

RunControl control(int threads, int width, Isa isa = best_isa()) {
  RunControl c;
  c.threads = threads;
  c.tile_width = width;
  c.isa = isa;
  return c;
}

std::vector<Isa> isas_here() {
  std::vector<Isa> list{Isa::plain};
  if (best_isa() != Isa::plain) list.push_back(Isa::avx2);
  if (best_isa() == Isa::avx512) list.push_back(Isa::avx512);
  return list;
}

Program autoregression(double r) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.mul(b.c(r), b.v(x, 1)), b.shock()));
  return Program(std::move(b.system));
}

TEST(Simulate, AutoregressionHasTheMeanAndVarianceOfItsClosedForm) {
  const double r = 0.8, sd = 0.5;
  const int periods = 12;
  const std::int64_t paths = 60000;
  const Program p = autoregression(r);
  const Outcome o = simulate(p, plan_for(p, periods, sd, paths), control(2, 128));
  ASSERT_EQ(o.paths, paths);
  EXPECT_EQ(o.failed, 0);
  for (int h = 1; h <= periods; ++h) {
    const SeriesSummary s = o.statistics.summary(static_cast<std::size_t>(h - 1), no_levels);
    const double variance = sd * sd * (1 - std::pow(r, 2 * h)) / (1 - r * r);
    const double n = static_cast<double>(paths);
    EXPECT_NEAR(s.mean, std::pow(r, h), 4 * std::sqrt(variance / n)) << h;
    EXPECT_NEAR(s.sd * s.sd, variance, 4 * variance * std::sqrt(2 / n)) << h;
  }
}

TEST(Simulate, SolvesALoopToItsTolerance) {
  const Program p(testing::loop_of_four());
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

/// A block of `n` log-linear equations, each using three others at random.
EquationSystem random_block(int n, unsigned seed) {
  SystemBuilder b;
  std::vector<VariableId> x;
  for (int i = 0; i < n; ++i) x.push_back(b.declare(std::string("x").append(std::to_string(i))));
  const auto next = [&seed] { return seed = seed * 1664525u + 1013904223u, seed >> 8; };
  for (int i = 0; i < n; ++i) {
    ExprId sum = b.shock();
    for (int j = 0; j < 3; ++j) {
      const VariableId other = x[next() % static_cast<unsigned>(n)];
      const double weight = 0.1 + 0.2 * static_cast<double>(next() % 1000) / 1000;
      sum = b.add(sum, b.mul(b.c(weight), b.log(b.v(other))));
    }
    b.define(x[static_cast<std::size_t>(i)], b.exp(sum));
  }
  return std::move(b.system);
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

/// All that a run says, as text that is equal only for equal bits.
std::string everything(const Outcome& o) {
  std::string text;
  for (const std::byte b : o.statistics.serialise()) text += static_cast<char>(b);
  for (const std::byte b : o.targets.serialise()) text += static_cast<char>(b);
  for (const double x : o.identity_residuals) text += std::to_string(std::bit_cast<std::uint64_t>(x)) + ' ';
  for (const Failure& f : o.failures)
    text += std::to_string(f.path) + '/' + std::to_string(f.period) + '/' + std::to_string(f.equation) + ' ';
  for (const auto& [cause, paths] : o.failure_counts) text += std::to_string(cause.equation) + '=' + std::to_string(paths) + ' ';
  return text + std::to_string(o.failed) + ' ' + std::to_string(o.slow_solves);
}

/// A block with an implicit equation, an equation that fails now and then, an identity and a measure.
EquationSystem many_kinds() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y"), z = b.declare("z");
  b.define(x, b.sub(b.add(b.v(x), b.log(b.v(x))), b.add(b.v(y), b.shock())), true);
  b.define(y, b.add(b.c(1), b.mul(b.c(0.2), b.log(b.v(x)))));
  b.define(z, b.log(b.add(b.c(1), b.mul(b.c(12), b.shock()))));
  b.system.identities.push_back({"sum", b.add(b.v(x), b.v(y)), b.add(b.v(y), b.v(x, 1))});
  b.system.outputs.push_back({"x1", b.system.graph.variable_at(x, 1)});
  return std::move(b.system);
}

TEST(Simulate, SameBitsForAnyThreadsTileWidthAndInstructionSet) {
  for (EquationSystem (*make)() : {+[] { return testing::loop_of_four(); }, +[] { return random_block(30, 3); }, +[] { return many_kinds(); }}) {
    const Program p(make());
    Plan plan = plan_for(p, 6, 0.02, 1700);
    plan.variable_has_histogram.assign(p.system().equations.size(), 1);
    if (!p.system().outputs.empty()) plan.targets = {{0, Sense::at_least, 1.0, 0, 0.1}};
    const std::string reference = everything(simulate(p, plan, control(1, 128)));
    using Pair = std::pair<int, int>;
    for (const auto& [threads, width] : {Pair{1, 8}, Pair{2, 64}, Pair{3, 136}, Pair{7, 256}, Pair{16, 128}})
      EXPECT_EQ(everything(simulate(p, plan, control(threads, width))), reference) << threads << " threads, width " << width;
    for (const Isa isa : isas_here())
      EXPECT_EQ(everything(simulate(p, plan, control(2, 128, isa))), reference) << isa_name(isa);
  }
}

TEST(Simulate, PathsOfTwoRangesAddUpToThoseOfOne) {
  const Program p = autoregression(0.5);
  Plan whole = plan_for(p, 5, 1.0, 3 * work_unit + 100), first = whole, second = whole;
  first.path_count = work_unit;
  second.first_path = work_unit;
  second.path_count = 2 * work_unit + 100;
  Outcome a = simulate(p, second, control(2, 64));
  const Outcome b = simulate(p, first, control(1, 128));
  a.statistics.merge(b.statistics);
  EXPECT_EQ(a.statistics.serialise(), simulate(p, whole, control(2, 128)).statistics.serialise());
}

TEST(Replay, EqualsWhatTheRunSimulated) {
  const Program p(testing::loop_of_four());
  Plan plan = plan_for(p, 4, 0.05, 1);
  plan.history = {1.0, 0.5, 1.4, 2.0};
  // With one path the run's mean is that path's value.
  const Outcome o = simulate(p, plan, control(1, 128));
  const PathRecord r = replay(p, plan, 0);
  for (std::size_t t = 0; t < 4; ++t)
    for (std::size_t v = 0; v < 4; ++v)
      EXPECT_EQ(o.statistics.summary(t * 4 + v, no_levels).min, r.values[v * 4 + t]);
}

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
  EXPECT_EQ(o.statistics.summary(1, no_levels).n, 20000 - o.failed);
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
  EXPECT_EQ(wide.statistics.summary(0, no_levels).min, lowest);
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
  EXPECT_EQ(o.statistics.summary(0, no_levels).n, 20000 - o.failed);
  EXPECT_LE(o.statistics.summary(0, no_levels).max, 2);
  EXPECT_GE(o.statistics.summary(0, no_levels).min, -2);
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

TEST(Simulate, AnIdentityThatIsUndefinedDoesNotHold) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.shock());
  b.system.identities.push_back({"undefined", b.v(x), b.log(b.sub(b.c(-1), b.mul(b.v(x), b.v(x))))});
  const Program p(std::move(b.system));
  EXPECT_EQ(simulate(p, plan_for(p, 1, 1.0, 8), control(1, 8)).identity_residuals[0], std::numeric_limits<double>::infinity());
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

TEST(Simulate, FixedPeriodsOfTheHorizonAreThoseOfTheSamePath) {
  SystemBuilder b;   // y = x / x[first period]
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.mul(b.v(x, 1), b.exp(b.shock())));
  b.define(y, b.div(b.v(x), b.system.graph.variable_at(x, 0)));
  const Program p(std::move(b.system));
  const Plan plan = plan_for(p, 5, 0.1, 2000);
  const Outcome o = simulate(p, plan, control(2, 64));
  EXPECT_EQ(o.failed, 0);
  EXPECT_EQ(o.statistics.summary(1, no_levels).sd, 0);
  EXPECT_EQ(o.statistics.summary(1, no_levels).mean, 1);
}

TEST(Simulate, IdentityResidualsAreTheLargestOverPathsAndPeriods) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.mul(b.v(x, 1), b.exp(b.shock())));
  b.define(y, b.mul(b.v(x), b.c(2)));
  b.system.identities.push_back({"holds", b.v(y), b.add(b.v(x), b.v(x))});
  b.system.identities.push_back({"off", b.v(y), b.mul(b.v(x), b.c(2.2))});
  const Program p(std::move(b.system));
  const Outcome o = simulate(p, plan_for(p, 3, 0.1, 3000), control(2, 64));
  EXPECT_EQ(o.identity_residuals[0], 0);
  EXPECT_NEAR(o.identity_residuals[1], 0.2 / 2.2, 1e-12);
}

TEST(Simulate, TargetsAreCountedOnOutputs) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.shock());
  b.system.outputs.push_back({"x0", b.system.graph.variable_at(x, 0)});
  b.system.outputs.push_back({"x1", b.system.graph.variable_at(x, 1)});
  const Program p(std::move(b.system));
  Plan plan = plan_for(p, 2, 1.0, 40000);
  plan.targets = {{0, Sense::at_least, 0.0, 0, 0}, {1, Sense::at_most, 1.0, 0, 0}};
  plan.target_sets = {{"both", {0, 1}}};
  plan.counted_targets = {0, 1};
  const Outcome o = simulate(p, plan, control(2, 128));
  EXPECT_NEAR(o.targets.probability(0, 0).value, 0.5, 4 * 0.0025);
  EXPECT_NEAR(o.targets.probability(1, 0).value, 0.841345, 4 * 0.00183);
  EXPECT_NEAR(o.targets.joint(0, 0).value, 0.420672, 4 * 0.00247);
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

TEST(Simulate, StopsBetweenUnitsWhenAsked) {
  const Program p = autoregression(0.5);
  std::atomic<bool> stop{false};
  RunControl c = control(2, 64);
  c.stop = &stop;
  c.progress = [&](std::int64_t, std::int64_t) { stop = true; };
  const Outcome o = simulate(p, plan_for(p, 2, 1.0, 100000), c);
  EXPECT_GT(o.paths, 0);
  EXPECT_LT(o.paths, 100000);
}

TEST(Simulate, StopsWhileItMakesReadyWhenAsked) {
  const Program p = autoregression(0.5);
  const std::atomic<bool> stop{true};
  RunControl c = control(2, 64);
  c.stop = &stop;
  try {
    simulate(p, plan_for(p, 2, 1.0, 100000), c);
    FAIL() << "it was not stopped";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::come_back);
  }
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
