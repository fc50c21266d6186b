// Published values that the paths are brought to, by the shock that brings each there, against exact answers; and values that no path can have.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "tests/engine/observed_run.hpp"
#include "tests/engine/two_equations.hpp"

namespace jingchu::engine {
namespace {

using testing::last;
using testing::NormalVector;
using testing::ObservedRun;
using testing::periods;
using testing::plan_for;
using testing::prior;
using testing::second;
using testing::sum_of_two;
using testing::SystemBuilder;
using testing::two_equations;
using testing::two_series;

/// x in the second period exactly, by its own shock; then the sum of the first two with an error.
std::vector<ObservationRule> exact_then_noisy() { return {{0, 1.95, 0, 0, 0}, {1, 3.0, 0.2, 0}}; }

TEST(ExactValues, MeansSpreadAndEvidenceAreThoseOfTheKalmanUpdate) {
  const ObservedRun run(100'000, exact_then_noisy());
  const Outcome outcome = run.run();
  NormalVector x = prior();
  const double log_density = x.observe(second, 1.95, 0) + x.observe(sum_of_two, 3.0, 0.2);
  for (int t = 0; t < periods; ++t) {
    std::vector<double> h(periods, 0.0);
    h[static_cast<std::size_t>(t)] = 1;
    const SeriesSummary summary = outcome.summary(static_cast<std::size_t>(t), {});
    if (t == 1) {
      EXPECT_NEAR(summary.mean, 1.95, 1e-8);
      EXPECT_NEAR(summary.sd, 0, 1e-8);
      continue;
    }
    EXPECT_NEAR(summary.mean, x.mean_of(h), 4 * summary.mean_se) << "period " << t;
    EXPECT_NEAR(summary.sd, x.sd_of(h), 4 * x.sd_of(h) / std::sqrt(2 * outcome.conditioned->sums().effective())) << "period " << t;
  }
  EXPECT_NEAR(outcome.probability(0).value, x.above(last, 2.1), 4 * outcome.probability(0).standard_error);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums().log_mean_error() + 1e-4);
  EXPECT_GT(outcome.conditioned->sums().effective(), 20'000);
  EXPECT_EQ(outcome.conditioned->sums().saturated, 0);
}

TEST(ExactValues, ASmallErrorSaysTheSameAsNone) {
  const Outcome exact = ObservedRun(100'000, {{0, 1.95, 0, 0, 0}}).run(), noisy = ObservedRun(400'000, {{0, 1.95, 0.02, 0}}).run();
  for (std::size_t s : {0u, 2u, 3u}) {
    const SeriesSummary a = exact.summary(s, {}), b = noisy.summary(s, {});
    EXPECT_NEAR(a.mean, b.mean, 4 * std::hypot(a.mean_se, b.mean_se)) << "period " << s;
  }
  EXPECT_NEAR(exact.conditioned->log_evidence(0), noisy.conditioned->log_evidence(0), 4 * noisy.conditioned->sums().log_mean_error() + 0.01);
}

TEST(ExactValues, BitsDoNotDependOnThreadsTilesOrInstructions) {
  const ObservedRun run(5000, exact_then_noisy());
  const auto expected = run.bytes(1, 192, best_isa());
  EXPECT_EQ(run.bytes(3, 64, best_isa()), expected);
  EXPECT_EQ(run.bytes(2, 192, Isa::plain), expected);
}

/// y = exp(0.5 e + p) with p drawn once a path: published is y, found is e, so the Jacobian differs from path to path.
TEST(ExactValues, TheJacobianOfANonlinearEquationIsTakenIn) {
  SystemBuilder b;
  const VariableId y = b.declare("y"), p = b.declare("p");
  b.define(p, b.parameter());
  b.define(y, b.add(b.exp(b.mul(b.v(p), b.shock())), b.mul(b.c(0), b.v(y, 1))));
  b.system.outputs.push_back({"y", b.system.graph.variable_at(y, 0)});
  const Program program(std::move(b.system));
  Plan plan = plan_for(program, 1, 1.0, 200'000);
  plan.parameters = {{"p", UniformLaw{0.5, 1.5}}};
  plan.observations = {{0, 2.0, 0, 0, 0}};
  const Outcome outcome = simulate(program, plan, {});
  // p(y | p) = phi(log(y)/p)/(p y): by numerical integration over p.
  double sum = 0, weighted = 0;
  constexpr int points = 20'000;
  for (int i = 0; i < points; ++i) {
    const double slope = 0.5 + (i + 0.5) / points, z = std::log(2.0) / slope, density = std::exp(-0.5 * z * z) / std::sqrt(2 * 3.14159265358979323846) / (slope * 2.0);
    sum += density / points;
    weighted += slope * density / points;
  }
  const SeriesSummary summary = outcome.summary(1, {});
  EXPECT_NEAR(summary.mean, weighted / sum, 4 * summary.mean_se);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), std::log(sum), 4 * outcome.conditioned->sums().log_mean_error() + 1e-5);
}

/// x = e + f with correlated normal e and f; published is x, found is e.
TEST(ExactValues, TheDensityOfACorrelatedShockIsThatGivenTheOthers) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), f = b.declare("f"), g = b.declare("g");
  b.define(f, b.shock());
  b.define(g, b.shock());
  b.define(x, b.add(b.add(b.v(f), b.shock()), b.mul(b.c(0), b.v(x, 1))));
  b.system.outputs.push_back({"x", b.system.graph.variable_at(x, 0)});
  const Program program(std::move(b.system));
  Plan plan = plan_for(program, 1, 1.0, 200'000);
  plan.shock_correlations = {{0, 2, 0.6}, {1, 2, -0.5}, {0, 1, 0.2}};
  plan.observations = {{0, 1.5, 0, 0, 2}};
  const Outcome outcome = simulate(program, plan, {});
  // (f, g, e) has these correlations; x = f + e.
  NormalVector exact{{0, 0, 0}, {{1, 0.2, 0.6}, {0.2, 1, -0.5}, {0.6, -0.5, 1}}};
  const double log_density = exact.observe({1, 0, 1}, 1.5, 0);
  const SeriesSummary of_f = outcome.summary(1, {}), of_g = outcome.summary(2, {});
  EXPECT_NEAR(of_f.mean, exact.mean[0], 4 * of_f.mean_se);
  EXPECT_NEAR(of_g.mean, exact.mean[1], 4 * of_g.mean_se);
  EXPECT_NEAR(of_f.sd, std::sqrt(exact.cov[0][0]), 0.01);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums().log_mean_error() + 1e-5);
}

TEST(ExactValues, SeveralInOnePeriodAndInSeveralPeriodsAreThoseOfTheKalmanUpdate) {
  const Program program(two_equations(4));
  Plan plan = plan_for(program, 4, 0.3, 100'000);
  plan.shocks[1].law = NormalLaw{0, 0.2};
  // x and y of the second period together, y of the third by e, and the last y with an error.
  plan.observations = {{1, 1.95, 0, 0, 0}, {5, 0.9, 0, 0, 1}, {6, 0.85, 0, 0, 0}, {7, 1.0, 0.1, 0}};
  const Outcome outcome = simulate(program, plan, {});
  NormalVector exact = two_series(4, 0.3, 0.2);
  const auto unit = [](std::size_t i) {
    std::vector<double> h(8, 0.0);
    h[i] = 1;
    return h;
  };
  const double log_density = exact.observe(unit(1), 1.95, 0) + exact.observe(unit(5), 0.9, 0) + exact.observe(unit(6), 0.85, 0) + exact.observe(unit(7), 1.0, 0.1);
  for (std::size_t o = 0; o < 8; ++o) {
    const SeriesSummary summary = outcome.summary(8 + o, {});
    EXPECT_NEAR(summary.mean, exact.mean_of(unit(o)), 4 * summary.mean_se + 1e-8) << "output " << o;
    EXPECT_NEAR(summary.sd, std::sqrt(std::max(0.0, exact.cov_of(unit(o), unit(o)))), 4 * summary.sd / std::sqrt(2 * outcome.conditioned->sums().effective()) + 1e-8) << "output " << o;
  }
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums().log_mean_error() + 1e-4);
}

/// log y = e + p f and z = f - p e with p drawn once a path: the determinant, (1 + p^2) y, differs from path to path.
TEST(ExactValues, TheDeterminantOfANonlinearSystemIsTakenIn) {
  SystemBuilder b;
  const VariableId p = b.declare("p"), y = b.declare("y"), z = b.declare("z");
  const ExprId e = b.shock(), f = b.shock();
  b.define(p, b.add(b.parameter(), b.mul(b.c(0), b.v(p, 1))));
  b.define(y, b.exp(b.add(e, b.mul(b.v(p), f))));
  b.define(z, b.sub(f, b.mul(b.v(p), e)));
  b.system.outputs.push_back({"y", b.system.graph.variable_at(y, 0)});
  b.system.outputs.push_back({"z", b.system.graph.variable_at(z, 0)});
  const Program program(std::move(b.system));
  Plan plan = plan_for(program, 1, 1.0, 100'000);
  plan.parameters = {{"p", UniformLaw{0.0, 2.0}}};
  plan.observations = {{0, 2.0, 0, 0, 0}, {1, -0.4, 0, 0, 1}};
  const Outcome outcome = simulate(program, plan, {});
  double sum = 0, weighted = 0;
  constexpr int points = 20'000;
  const double log_y = std::log(2.0), of_z = -0.4;
  for (int i = 0; i < points; ++i) {
    const double q = 2 * (i + 0.5) / points, size = 1 + q * q, of_e = (log_y - q * of_z) / size, of_f = (of_z + q * log_y) / size;
    const double density = std::exp(-0.5 * (of_e * of_e + of_f * of_f)) / (2 * 3.14159265358979323846) / (size * 2.0);
    sum += density / points;
    weighted += q * density / points;
  }
  const SeriesSummary summary = outcome.summary(0, {});
  EXPECT_NEAR(summary.mean, weighted / sum, 4 * summary.mean_se);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), std::log(sum), 4 * outcome.conditioned->sums().log_mean_error() + 1e-5);
}

TEST(ExactValues, ShocksThatAreFoundTogetherMayBeCorrelatedWithEachOtherAndOthers) {
  SystemBuilder b;
  const VariableId f = b.declare("f"), x = b.declare("x"), y = b.declare("y");
  const ExprId first = b.shock(), second_shock = b.shock(), third = b.shock();
  b.define(f, first);
  b.define(x, b.add(b.add(first, third), b.mul(b.c(0), b.v(x, 1))));
  b.define(y, b.add(second_shock, b.mul(b.c(0.5), third)));
  b.system.outputs.push_back({"x", b.system.graph.variable_at(x, 0)});
  b.system.outputs.push_back({"y", b.system.graph.variable_at(y, 0)});
  const Program program(std::move(b.system));
  Plan plan = plan_for(program, 1, 1.0, 200'000);
  plan.shock_correlations = {{0, 2, 0.6}, {1, 2, -0.5}, {0, 1, 0.2}};
  plan.observations = {{0, 1.5, 0, 0, 2}, {1, -0.7, 0, 0, 1}};
  const Outcome outcome = simulate(program, plan, {});
  NormalVector exact{{0, 0, 0}, {{1, 0.2, 0.6}, {0.2, 1, -0.5}, {0.6, -0.5, 1}}};
  const double log_density = exact.observe({1, 0, 1}, 1.5, 0) + exact.observe({0, 1, 0.5}, -0.7, 0);
  const SeriesSummary of_f = outcome.summary(0, {});
  EXPECT_NEAR(of_f.mean, exact.mean[0], 4 * of_f.mean_se);
  EXPECT_NEAR(of_f.sd, std::sqrt(exact.cov[0][0]), 0.01);
  EXPECT_NEAR(outcome.conditioned->log_evidence(0), log_density, 4 * outcome.conditioned->sums().log_mean_error() + 1e-5);
}

TEST(ExactValues, PathsThatNoShockBringsToTheValueHaveNoWeight) {
  // e is within [-0.1, 0.1], so x in the second period reaches 1.85 on half of the paths only.
  ObservedRun run(20'000, {{0, 1.85, 0, 0, 0}});
  run.plan.shocks[0].law = UniformLaw{-0.1, 0.1};
  const Outcome outcome = run.run();
  EXPECT_GT(outcome.conditioned->sums().sum, 0);
  EXPECT_GE(outcome.summary(0, {}).min, 2 * (1.85 - 1 - 0.1) - 1e-9);
  EXPECT_EQ(outcome.failed, 0);
}

NoAgreement::Finding refusal_of(const ObservedRun& run) {
  RunControl control;
  try {
    const Simulation simulation({{&run.program, &run.plan}}, {}, control);
  } catch (const NoAgreement& error) {
    EXPECT_EQ(error.case_number(), 0);
    return error.finding();
  }
  ADD_FAILURE() << "was not refused";
  return {};
}

TEST(BadValues, WhatNoPilotPathCanHaveIsRefusedBeforeTheRun) {
  ObservedRun run(1'000'000'000, {{0, 2.0, 0.1, 0}, {1, 4.0, 0, 0, 0}});
  run.plan.shocks[0].law = UniformLaw{-0.1, 0.1};
  const auto outside = refusal_of(run);
  EXPECT_EQ(outside.observation, 1u);
  EXPECT_EQ(outside.reason, NoAgreement::Reason::outside_law);
  EXPECT_NEAR(outside.shock, 4.0 - 1.5 - 1.75, 0.1) << "the sum of two is 3.25 at the median";
  run.plan.shocks[0].law = NormalLaw{0, 0.001};
  EXPECT_EQ(refusal_of(run).reason, NoAgreement::Reason::no_shock);
  const auto far = refusal_of(ObservedRun(1'000'000'000, {{1, 3.0, 0.1, 0}, {0, 195, 0.3, 0}}));
  EXPECT_EQ(far.observation, 1u);
  EXPECT_EQ(far.reason, NoAgreement::Reason::far);
  EXPECT_LT(far.high, 4);
}

}  // namespace
}  // namespace jingchu::engine
