// A run as a whole: the same bits however it is cut up, what it counts, how it is stopped.
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "tests/engine/available_isas.hpp"
#include "tests/engine/simulated.hpp"

namespace jingchu::engine {
namespace {

using testing::available_isas;
using testing::control;
using testing::everything;
using testing::fading;
using testing::loop_of_four;
using testing::plan_for;
using testing::random_block;
using testing::SystemBuilder;

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
  for (EquationSystem (*make)() : {+[] { return loop_of_four(); }, +[] { return random_block(30, 3); }, +[] { return many_kinds(); }}) {
    const Program p(make());
    Plan plan = plan_for(p, 6, 0.02, 1700);
    plan.variable_has_histogram.assign(p.system().equations.size(), 1);
    if (!p.system().outputs.empty()) plan.targets = {{0, Sense::at_least, 1.0, 0, 0.1}};
    const std::string reference = everything(simulate(p, plan, control(1, 128)));
    using Pair = std::pair<int, int>;
    for (const auto& [threads, width] : {Pair{1, 8}, Pair{2, 64}, Pair{3, 136}, Pair{7, 256}, Pair{16, 128}})
      EXPECT_EQ(everything(simulate(p, plan, control(threads, width))), reference) << threads << " threads, width " << width;
    for (const Isa isa : available_isas())
      EXPECT_EQ(everything(simulate(p, plan, control(2, 128, isa))), reference) << isa_name(isa);
  }
}

TEST(Simulate, PathsOfTwoRangesAddUpToThoseOfOne) {
  const Program p = fading(0.5);
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
  const Program p(loop_of_four());
  Plan plan = plan_for(p, 4, 0.05, 1);
  plan.history = {1.0, 0.5, 1.4, 2.0};
  // With one path the run's mean is that path's value.
  const Outcome o = simulate(p, plan, control(1, 128));
  const PathRecord r = replay(p, plan, 0);
  for (std::size_t t = 0; t < 4; ++t)
    for (std::size_t v = 0; v < 4; ++v)
      EXPECT_EQ(o.statistics.summary(t * 4 + v, {}).min, r.values[v * 4 + t]);
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

TEST(Simulate, AnIdentityThatIsUndefinedDoesNotHold) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.shock());
  b.system.identities.push_back({"undefined", b.v(x), b.log(b.sub(b.c(-1), b.mul(b.v(x), b.v(x))))});
  const Program p(std::move(b.system));
  EXPECT_EQ(simulate(p, plan_for(p, 1, 1.0, 8), control(1, 8)).identity_residuals[0], std::numeric_limits<double>::infinity());
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

TEST(Simulate, StopsBetweenUnitsWhenAsked) {
  const Program p = fading(0.5);
  std::atomic<bool> stop{false};
  RunControl c = control(2, 64);
  c.stop = &stop;
  c.progress = [&](std::int64_t, std::int64_t) { stop = true; };
  const Outcome o = simulate(p, plan_for(p, 2, 1.0, 100000), c);
  EXPECT_GT(o.paths, 0);
  EXPECT_LT(o.paths, 100000);
}

TEST(Simulate, StopsWhileItMakesReadyWhenAsked) {
  const Program p = fading(0.5);
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

}  // namespace
}  // namespace jingchu::engine
