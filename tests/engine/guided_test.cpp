// Paths drawn from a proposal near the published values, against the exact answer of a linear Gaussian model and against plain weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/random/law_density.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tile.hpp"
#include "tests/engine/two_equations.hpp"

namespace jingchu::engine {
namespace {

using testing::NormalVector;
using testing::plan_for;
using testing::SystemBuilder;
using testing::two_equations;
using testing::two_series;

constexpr int quarters = 8;

std::vector<double> unit(std::size_t size, std::size_t i) {
  std::vector<double> h(size, 0.0);
  h[i] = 1;
  return h;
}

/// Eight quarters of y published with an error of a twentieth of what the model leaves open.
struct Hard {
  Program program{two_equations(quarters)};
  Plan plan;

  explicit Hard(std::int64_t paths, bool guided) : plan(plan_for(program, quarters, 0.3, paths)) {
    plan.shocks[1].law = NormalLaw{0, 0.2};
    plan.guided = guided;
    const double published[quarters] = {0.7, 0.9, 0.5, 0.8, 0.75, 1.0, 0.6, 0.7};
    for (int t = 0; t < quarters; ++t) plan.observations.push_back({quarters + t, published[t], 0.012, 0});
    plan.targets = {{quarters - 1, Sense::at_least, 1.9, 0, 0}};
    plan.target_sets = {{"all", {0}}};
    plan.output_has_histogram.assign(plan.output_has_histogram.size(), 1);
  }
  NormalVector exact(double& log_density) const {
    NormalVector x = two_series(quarters, 0.3, 0.2);
    for (std::size_t i = 0; i < quarters; ++i) log_density += x.observe(unit(2 * quarters, quarters + i), plan.observations[i].value, plan.observations[i].error);
    return x;
  }
};

TEST(Guided, EightQuartersWithSmallErrorsAreThoseOfTheKalmanUpdate) {
  const Hard run(50'000, true);
  const Outcome outcome = simulate(run.program, run.plan, {});
  double log_density = 0;
  const NormalVector exact = run.exact(log_density), before = two_series(quarters, 0.3, 0.2);
  const std::vector<double> levels = {0.05, 0.5, 0.95}, scores = {-1.6448536, 0, 1.6448536};
  const double effective = outcome.conditioned->sums().effective();
  for (std::size_t o = 0; o < 2 * quarters; ++o) {
    const auto h = unit(2 * quarters, o);
    const SeriesSummary summary = outcome.summary(2 * quarters + o, levels);
    EXPECT_NEAR(summary.mean, exact.mean_of(h), 4 * summary.mean_se) << "output " << o;
    EXPECT_NEAR(summary.sd, exact.sd_of(h), 4 * exact.sd_of(h) / std::sqrt(2 * effective)) << "output " << o;
    for (std::size_t i = 0; i < levels.size(); ++i)
      EXPECT_NEAR(summary.quantiles[i], exact.mean_of(h) + scores[i] * exact.sd_of(h), 4 * summary.quantile_errors[i] + 2e-3 * exact.sd_of(h)) << "output " << o;
  }
  const auto last = unit(2 * quarters, quarters - 1);
  EXPECT_NEAR(outcome.probability(0).value, exact.above(last, 1.9), 4 * outcome.probability(0).standard_error);
  EXPECT_NEAR(outcome.conditioned->targets(0).before(0).value, before.above(last, 1.9), 4 * outcome.conditioned->targets(0).before(0).standard_error);
  EXPECT_NEAR(outcome.conditioned->prior(0).mean, before.mean[quarters], 4 * outcome.conditioned->prior(0).mean_se);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums(0).log_mean_error());
  EXPECT_EQ(outcome.conditioned->sums().saturated, 0);
}

TEST(Guided, EffectivePathsAreMostOfThemWherePlainWeightsLeaveFew) {
  const Hard plain(50'000, false), guided(50'000, true);
  const double before = simulate(plain.program, plain.plan, {}).conditioned->sums().effective(), after = simulate(guided.program, guided.plan, {}).conditioned->sums().effective();
  EXPECT_LT(before, 100);
  EXPECT_GT(after, 0.7 * 50'000);
}

TEST(Guided, StandardErrorsAreThoseOfRepeatedRunsAndNothingIsBiased) {
  constexpr int seeds = 60;
  Hard run(3072, true);
  double unused = 0;
  const double exact = run.exact(unused).above(unit(2 * quarters, quarters - 1), 1.9);
  double sum = 0, squares = 0, errors = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    run.plan.seed = static_cast<std::uint64_t>(500 + seed);
    const Probability p = simulate(run.program, run.plan, {}).probability(0);
    sum += (p.value - exact) / seeds;
    squares += (p.value - exact) * (p.value - exact) / seeds;
    errors += p.standard_error / seeds;
  }
  const double spread = std::sqrt(squares - sum * sum);
  EXPECT_NEAR(errors / spread, 1, 0.3);
  EXPECT_NEAR(sum, 0, 3.5 * errors / std::sqrt(seeds));
}

/// Not linear, not normal: a regime by a coin, a slope by a truncated parameter, shocks of all continuous laws, two of them correlated.
struct Bent {
  Program program;
  Plan plan;

  static EquationSystem system() {
    SystemBuilder b;
    const VariableId x = b.declare("x"), y = b.declare("y");
    const ExprId slope = b.parameter(), regime = b.shock(), e = b.shock(), f = b.shock(), g = b.shock(), h = b.shock();
    b.define(x, b.add(b.add(b.mul(b.c(0.6), b.v(x, 1)), b.mul(b.c(0.4), regime)), b.add(e, b.mul(b.c(0.3), h))));
    b.define(y, b.add(b.exp(b.mul(slope, b.v(x))), b.add(f, b.add(g, b.mul(b.c(0.1), b.v(y, 1))))));
    for (int t = 0; t < 4; ++t) b.system.outputs.push_back({"y", b.system.graph.variable_at(y, t)});
    b.system.outputs.push_back({"x", b.system.graph.variable_at(x, 3)});
    return std::move(b.system);
  }
  Bent(std::int64_t paths, bool guided) : program(system()), plan(plan_for(program, 4, 0.3, paths)) {
    plan.parameters = {{"slope", NormalLaw{0.5, 0.2, 0.2, 0.9}}};
    plan.shocks = {{"regime", BernoulliLaw{0.3}}, {"e", StudentTLaw{5, 0, 0.2}}, {"f", UniformLaw{-0.2, 0.3}}, {"g", TriangularLaw{-0.3, 0, 0.2}}, {"h", PertLaw{-1, 0, 1}}};
    plan.shock_correlations = {{1, 3, 0.4}};
    plan.guided = guided;
    plan.observations = {{1, 1.35, 0.05, 0}, {2, 1.5, 0.05, 0, -1, 5}, {3, 1.45, 0.05, 0}};
    plan.targets = {{4, Sense::at_least, 0.5, 0, 0}};
  }
};

TEST(Guided, SaysWhatPlainWeightsSayOfAModelThatIsNeitherLinearNorNormal) {
  const Bent plain(400'000, false), guided(100'000, true);
  const Outcome a = simulate(plain.program, plain.plan, {}), b = simulate(guided.program, guided.plan, {});
  for (std::size_t s = 0; s < 13; ++s) {
    const SeriesSummary x = a.summary(s, {}), y = b.summary(s, {});
    EXPECT_NEAR(x.mean, y.mean, 4 * std::hypot(x.mean_se, y.mean_se)) << "series " << s;
    // Of laws with two modes and long tails a little more than of a normal one.
    EXPECT_NEAR(x.sd, y.sd, 5 * x.sd * std::sqrt(0.5 / a.conditioned->sums().effective() + 0.5 / b.conditioned->sums().effective())) << "series " << s;
  }
  const Probability after = a.probability(0), guided_after = b.probability(0);
  EXPECT_NEAR(after.value, guided_after.value, 4 * std::hypot(after.standard_error, guided_after.standard_error));
  EXPECT_NEAR(a.conditioned->log_evidence(0), b.conditioned->log_evidence(0), 4 * std::hypot(a.conditioned->sums(0).log_mean_error(), b.conditioned->sums(0).log_mean_error()));
  const Probability p = a.conditioned->targets(0).before(0), q = b.conditioned->targets(0).before(0);
  EXPECT_NEAR(p.value, q.value, 4 * std::hypot(p.standard_error, q.standard_error));
  RecordProperty("plain", static_cast<int>(a.conditioned->sums().effective()));
  RecordProperty("guided", static_cast<int>(b.conditioned->sums().effective()));
  EXPECT_GT(b.conditioned->sums().effective() / 100'000, 3 * a.conditioned->sums().effective() / 400'000);
}

TEST(Guided, ExactValuesGoWithIt) {
  Hard run(50'000, true);
  run.plan.observations = {{quarters, 0.7, 0, 0, 1}, {1, 2.3, 0, 0, 0}, {quarters + 2, 0.5, 0.01, 0}, {quarters + 3, 0.8, 0.01, 0}};
  const Outcome outcome = simulate(run.program, run.plan, {});
  NormalVector exact = two_series(quarters, 0.3, 0.2);
  double log_density = 0;
  for (const ObservationRule& rule : run.plan.observations) log_density += exact.observe(unit(2 * quarters, static_cast<std::size_t>(rule.output)), rule.value, rule.error);
  for (std::size_t o = 0; o < 2 * quarters; ++o) {
    const SeriesSummary summary = outcome.summary(2 * quarters + o, {});
    EXPECT_NEAR(summary.mean, exact.mean_of(unit(2 * quarters, o)), 4 * summary.mean_se + 1e-7) << "output " << o;
  }
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums().log_mean_error() + 1e-4);
  EXPECT_GT(outcome.conditioned->sums().effective(), 0.4 * 50'000);
}

TEST(Guided, BitsDoNotDependOnThreadsTilesShardsOrInstructions) {
  const Bent run(6144, true);
  const auto tally_of = [&](int threads, int width, Isa isa, std::vector<PathRange> parts) {
    RunControl control;
    control.threads = threads;
    control.tile_width = width;
    control.isa = isa;
    const Simulation simulation({{&run.program, &run.plan}}, {}, control);
    Tally all = simulation.empty_tally();
    for (const PathRange part : parts) {
      Tally tally = simulation.empty_tally();
      simulation.advance(tally, part, control);
      all.merge(tally);
    }
    return all.serialise();
  };
  const auto expected = tally_of(1, 192, best_isa(), {{0, 6144}});
  EXPECT_EQ(tally_of(3, 64, best_isa(), {{0, 6144}}), expected);
  EXPECT_EQ(tally_of(2, 192, Isa::plain, {{3072, 6144}, {0, 1536}, {1536, 3072}}), expected);
}

TEST(Guided, AReplayedPathIsThatOfTheRun) {
  const Bent run(1536, true);
  RunControl control;
  control.threads = 1;
  const Simulation simulation({{&run.program, &run.plan}}, {}, control);
  std::vector<double> values(64 * 4), weights(64);
  double* const out[] = {values.data()};
  const int variables[] = {1};
  simulation.path_values(0, 192).read({0, 64}, variables, out, weights.data());
  for (const std::int64_t path : {0, 7, 33}) {
    const PathRecord record = replay(run.program, run.plan, path);
    for (std::size_t t = 0; t < 4; ++t) EXPECT_EQ(record.values[4 + t], values[static_cast<std::size_t>(path) * 4 + t]) << "path " << path << ", period " << t;
  }
}

/// y, not linear in e, is published in the first quarters; in the eighth many paths have no solution.
Program failing_late() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y"), quarter = b.declare("quarter"), z = b.declare("z");
  const ExprId e = b.shock(), f = b.shock();
  b.define(x, b.add(b.add(b.mul(b.c(0.5), b.v(x, 1)), b.c(1)), e));
  b.define(y, b.add(b.add(b.mul(b.c(0.3), b.v(x)), b.mul(b.c(0.4), b.exp(e))), b.add(f, b.mul(b.c(0.2), b.v(y, 1)))));
  b.define(quarter, b.add(b.v(quarter, 1), b.c(1)));
  b.define(z, b.log(b.sub(b.add(b.v(y), b.c(7.85)), b.v(quarter))));
  for (int t = 0; t < 3; ++t) b.system.outputs.push_back({"y", b.system.graph.variable_at(y, t)});
  return Program(std::move(b.system));
}

TEST(Guided, WhatHappensAfterThePublishedValuesMovesNoPath) {
  constexpr int lanes = 192;
  const Program program = failing_late();
  const auto plan_of = [&](int periods) {
    Plan plan = plan_for(program, periods, 0.3, lanes);
    plan.guided = true;
    plan.observations = {{0, 1.1, 0.02, 0}, {1, 1.3, 0.02, 0}, {2, 1.2, 0.02, 0}};
    return plan;
  };
  const Plan of_short = plan_of(3), of_long = plan_of(quarters);
  const RunTables short_tables = prepare(program, of_short, best_isa()), long_tables = prepare(program, of_long, best_isa());
  Tile short_tile(short_tables, lanes), long_tile(long_tables, lanes);
  for (const std::int64_t first : {0, lanes}) {
    short_tile.simulate(first, lanes);
    long_tile.simulate(first, lanes);
    ASSERT_TRUE(short_tile.failures().empty());
    ASSERT_GT(long_tile.failures().size(), 20U);
    int moved = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
      EXPECT_EQ(long_tile.log_ratios()[i], short_tile.log_ratios()[i]) << "path " << first << " + " << i;
      moved += short_tile.log_ratios()[i] != 0 ? 1 : 0;
    }
    EXPECT_GT(moved, lanes / 2);
    const std::size_t common = long_tile.score_row(3, 0) * lanes;
    EXPECT_TRUE(std::equal(short_tile.drawn_scores().begin(), short_tile.drawn_scores().begin() + static_cast<std::ptrdiff_t>(common), long_tile.drawn_scores().begin()));
  }
}

TEST(Guided, WithoutAnythingToBeGuidedByPathsAreThoseOfTheModel) {
  Hard run(3072, true);
  run.plan.observations = {{0, 1e9, 1e100, 0}};
  const Outcome outcome = simulate(run.program, run.plan, {});
  EXPECT_EQ(outcome.conditioned->sums().effective(), 3072);
}

}  // namespace
}  // namespace jingchu::engine
