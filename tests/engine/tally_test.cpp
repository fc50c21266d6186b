#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "engine/simulation/simulation.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

using ::testing::ElementsAre;
using testing::plan_for;
using testing::SystemBuilder;

RunControl control(int threads, int width) {
  RunControl c;
  c.threads = threads;
  c.tile_width = width;
  return c;
}

TEST(PathSet, RangesThatTouchOrOverlapBecomeOne) {
  PathSet set;
  set.add(PathRange{10, 20});
  set.add(PathRange{30, 40});
  set.add(PathRange{0, 5});
  EXPECT_THAT(set.ranges(), ElementsAre(PathRange{0, 5}, PathRange{10, 20}, PathRange{30, 40}));
  set.add(PathRange{20, 30});
  EXPECT_THAT(set.ranges(), ElementsAre(PathRange{0, 5}, PathRange{10, 40}));
  set.add(PathRange{3, 12});
  EXPECT_THAT(set.ranges(), ElementsAre(PathRange{0, 40}));
  EXPECT_EQ(set.count(), 40);
}

TEST(PathSet, MissingPathsAreTheRestOfWhatIsWanted) {
  PathSet set(PathRange{10, 20});
  set.add(PathRange{30, 40});
  EXPECT_THAT(set.missing({0, 50}).ranges(), ElementsAre(PathRange{0, 10}, PathRange{20, 30}, PathRange{40, 50}));
  EXPECT_THAT(set.missing({12, 35}).ranges(), ElementsAre(PathRange{20, 30}));
  EXPECT_TRUE(set.missing({32, 40}).empty());
  EXPECT_TRUE(set.overlaps(PathSet(PathRange{39, 50})));
  EXPECT_FALSE(set.overlaps(PathSet(PathRange{20, 30})));
}

/// x = 0.5 x[-1] + 1 + lever + e; output x at the end; a target on it. The log fails where x goes below 0.
EquationSystem with_lever() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.add(b.add(b.mul(b.c(0.5), b.v(x, 1)), b.c(1)), b.add(b.setting(), b.shock())));
  b.define(y, b.log(b.v(x)));
  b.system.outputs.push_back({"x3", b.system.graph.variable_at(x, 3)});
  return std::move(b.system);
}

Plan lever_plan(const Program& program, double lever, double sd, std::int64_t paths) {
  Plan plan = plan_for(program, 4, sd, paths);
  plan.settings = {lever};
  plan.variable_has_histogram.assign(2, 1);
  plan.output_has_histogram.assign(1, 1);
  plan.targets = {{0, Sense::at_least, 2.0, 0, 0}};
  plan.target_sets = {{"all", {0}}};
  plan.counted_targets = {0};
  return plan;
}

/// A comparison of lever 0 with lever 0.25.
struct Comparison {
  Program program{with_lever()};
  Plan base, other;
  ContrastPlan contrast;
  explicit Comparison(std::int64_t paths, double sd = 0.3) : base(lever_plan(program, 0, sd, paths)), other(lever_plan(program, 0.25, sd, paths)) {
    const int end = 2 * 4;
    contrast.series = {{0, 0}, {end, end}};
    contrast.targets = {{0, 0}};
    contrast.target_sets = {{0, 0}};
  }
  Simulation simulation(const RunControl& c) const { return Simulation({{&program, &base}, {&program, &other}}, {contrast}, c); }
};

TEST(Tally, InterruptedWorkGoesOnToTheSameBytesAtAnyWidthAndThreads) {
  const Comparison c(20000, 0.7);
  const Simulation simulation = c.simulation(control(2, 64));
  Tally whole = simulation.empty_tally();
  EXPECT_TRUE(simulation.advance(whole, {0, 20000}, control(2, 64)));
  EXPECT_GT(whole.cases[0].failed, 0);

  std::atomic<bool> stop{false};
  Tally tally = simulation.empty_tally();
  int stops = 0;
  for (bool complete = false; !complete; ++stops) {
    RunControl interrupted = control(1 + stops % 3, 8 * (1 + stops % 5));
    stop = false;
    interrupted.stop = &stop;
    std::int64_t before = -1;
    // Asked to stop after some work, in the middle of a unit.
    interrupted.progress = [&](std::int64_t done, std::int64_t) {
      if (before >= 0 && done > before + 3000) stop = true;
      if (before < 0) before = done;
    };
    complete = simulation.advance(tally, {0, 20000}, interrupted);
    const std::vector<std::byte> kept = tally.serialise();
    tally = simulation.empty_tally();
    tally.restore(kept);
  }
  EXPECT_GT(stops, 2);
  EXPECT_EQ(tally.serialise(), whole.serialise());
}

TEST(Tally, PartsAddUpInAnyOrder) {
  const Comparison c(3 * work_unit + 100);
  const Simulation simulation = c.simulation(control(2, 128));
  Tally whole = simulation.empty_tally(), sum = simulation.empty_tally();
  simulation.advance(whole, {0, 3 * work_unit + 100}, control(2, 128));
  for (const PathRange range : {PathRange{2 * work_unit, 3 * work_unit + 100}, PathRange{0, work_unit}, PathRange{work_unit, 2 * work_unit}}) {
    Tally part = simulation.empty_tally();
    simulation.advance(part, range, control(1, 64));
    sum.merge(part);
  }
  EXPECT_EQ(sum.serialise(), whole.serialise());
}

TEST(Tally, PathsAreNeverCountedTwice) {
  const Comparison c(work_unit);
  const Simulation simulation = c.simulation(control(1, 128));
  Tally a = simulation.empty_tally(), b = simulation.empty_tally();
  simulation.advance(a, {0, work_unit}, control(1, 128));
  simulation.advance(b, {8, 16}, control(1, 128));
  EXPECT_THROW(a.merge(b), Error);
}

TEST(Tally, BytesThatAreDamagedAreRefused) {
  const Comparison c(2000, 0.7);
  const Simulation simulation = c.simulation(control(1, 128));
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 2000}, control(1, 128));
  const std::vector<std::byte> good = tally.serialise();
  for (std::size_t size = 0; size < good.size(); size += 97) {
    Tally cut = simulation.empty_tally();
    EXPECT_THROW(cut.restore(std::span(good).first(size)), Error) << size;
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  Tally other = simulation.empty_tally();
  EXPECT_THROW(other.restore(longer), Error);
}

TEST(Tally, SavesHoldWholeStatesWhileTheRunGoesOn) {
  const Comparison c(60000);
  const Simulation simulation = c.simulation(control(2, 64));
  RunControl saving = control(2, 64);
  saving.save_interval = 0;
  std::vector<std::byte> first;
  saving.save = [&](const Tally& tally) {
    if (first.empty()) first = tally.serialise();
  };
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 60000}, saving);
  ASSERT_FALSE(first.empty());
  Tally resumed = simulation.empty_tally();
  resumed.restore(first);
  EXPECT_LT(resumed.done.count(), 60000);
  simulation.advance(resumed, {0, 60000}, control(2, 64));
  EXPECT_EQ(resumed.serialise(), tally.serialise());
}

TEST(Contrast, PairedDifferencesOfALinearModelAreExactOnEveryPath) {
  const Comparison c(30000);
  const Simulation simulation = c.simulation(control(2, 64));
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 30000}, control(2, 64));
  const Contrast& contrast = tally.contrasts.front();
  ASSERT_EQ(contrast.n(), 30000);
  // The lever adds 0.25 in every period: 0.25 (1 + 0.5 + 0.25 + 0.125) in the last.
  const SeriesSummary first = contrast.difference(0, {}), last = contrast.difference(1, {});
  EXPECT_NEAR(first.mean, 0.25, 1e-12);
  EXPECT_NEAR(last.mean, 0.25 * 1.875, 1e-12);
  EXPECT_LT(last.max - last.min, 1e-12);
  EXPECT_EQ(contrast.greater(1), 30000);
  EXPECT_EQ(contrast.less(1), 0);

  // P rises as the two cases say, and more paths cannot lose what all gain.
  const Switches& target = contrast.target(0);
  const double p0 = tally.cases[0].targets.probability(0, 0).value, p1 = tally.cases[1].targets.probability(0, 0).value;
  const ProbabilityChange moved = change(target, contrast.n());
  EXPECT_DOUBLE_EQ(moved.value, p1 - p0);
  EXPECT_EQ(target.lost, 0);
  EXPECT_EQ(contrast.target_set(0).gained, target.gained);
  const double separate = std::hypot(tally.cases[0].targets.probability(0, 0).standard_error, tally.cases[1].targets.probability(0, 0).standard_error);
  EXPECT_LT(moved.standard_error, separate);
}

TEST(Contrast, ACaseAgainstItselfIsNoDifferenceAtAll) {
  Comparison c(5000, 0.7);
  c.other = c.base;
  const Simulation simulation = c.simulation(control(2, 64));
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 5000}, control(2, 64));
  const Contrast& contrast = tally.contrasts.front();
  EXPECT_EQ(contrast.n(), 5000 - tally.cases[0].failed);
  EXPECT_EQ(contrast.difference(1, {}).max, 0);
  EXPECT_EQ(contrast.greater(1) + contrast.less(1) + contrast.target(0).gained + contrast.target(0).lost, 0);
}

}  // namespace
}  // namespace jingchu::engine
