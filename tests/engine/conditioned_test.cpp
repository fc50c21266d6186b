// Paths weighted with the likelihood of published values, against the exact answer of a linear Gaussian model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "engine/math/vector_math.hpp"
#include "engine/random/law_density.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/statistics/bins.hpp"
#include "engine/statistics/wide_sum.hpp"
#include "tests/engine/linear_gaussian.hpp"
#include "tests/engine/small_systems.hpp"
#include "tests/engine/two_equations.hpp"

namespace jingchu::engine {
namespace {

using testing::autoregression;
using testing::NormalVector;
using testing::plan_for;
using testing::SystemBuilder;
using testing::two_equations;
using testing::two_series;

constexpr int periods = 4;
constexpr double decay = 0.5, constant = 1, shock_sd = 0.3;

const std::vector<double> second = {0, 1, 0, 0}, sum_of_two = {1, 1, 0, 0}, last = {0, 0, 0, 1};

/// x = 0.5 x[-1] + 1 + e from 1 on. Outputs: x in the second period, the sum of the first two, x in the last; and a target on the last.
EquationSystem autoregressive_system() {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.add(b.mul(b.c(decay), b.v(x, 1)), b.c(constant)), b.shock()));
  auto& graph = b.system.graph;
  b.system.outputs.push_back({"second", graph.variable_at(x, 1)});
  b.system.outputs.push_back({"sum", b.add(graph.variable_at(x, 0), graph.variable_at(x, 1))});
  b.system.outputs.push_back({"last", graph.variable_at(x, 3)});
  return std::move(b.system);
}

struct Case {
  Program program{autoregressive_system()};
  Plan plan;

  explicit Case(std::int64_t paths, std::vector<ObservationRule> observations) : plan(plan_for(program, periods, shock_sd, paths)) {
    plan.variable_has_histogram = {1};
    plan.output_has_histogram = {0, 0, 1};
    plan.targets = {{2, Sense::at_least, 2.1, 0, 0}, {2, Sense::at_most, 1.9, 0, 0.1}};
    plan.target_sets = {{"all", {0, 1}}, {"first", {0}}};
    plan.counted_targets = {0, 1};
    plan.observations = std::move(observations);
  }
  Outcome run(int threads = 2, int width = 192, Isa isa = best_isa()) const {
    RunControl control;
    control.threads = threads;
    control.tile_width = width;
    control.isa = isa;
    return simulate(program, plan, control);
  }
};

/// Two releases: x of the second period, then the sum of the first two with a smaller error.
std::vector<ObservationRule> two_releases() { return {{0, 1.95, 0.3, 0}, {1, 3.0, 0.2, 1}}; }

NormalVector exact(int releases) {
  NormalVector x = autoregression(periods, 1, decay, constant, shock_sd);
  if (releases > 0) x.observe(second, 1.95, 0.3);
  if (releases > 1) x.observe(sum_of_two, 3.0, 0.2);
  return x;
}

TEST(Conditioned, MeansSpreadAndQuantilesAreThoseOfTheKalmanUpdate) {
  const Case run(200'000, two_releases());
  const Outcome outcome = run.run();
  ASSERT_TRUE(outcome.conditioned);
  const NormalVector x = exact(2);
  const std::vector<double> levels = {0.05, 0.5, 0.95}, scores = {-1.6448536, 0, 1.6448536};
  for (int t = 0; t < periods; ++t) {
    std::vector<double> h(periods, 0.0);
    h[static_cast<std::size_t>(t)] = 1;
    const SeriesSummary summary = outcome.summary(static_cast<std::size_t>(t), levels);
    EXPECT_NEAR(summary.mean, x.mean_of(h), 4 * summary.mean_se) << "period " << t;
    EXPECT_NEAR(summary.sd, x.sd_of(h), 4 * x.sd_of(h) / std::sqrt(2 * outcome.conditioned->sums().effective())) << "period " << t;
    for (std::size_t i = 0; i < levels.size(); ++i)
      EXPECT_NEAR(summary.quantiles[i], x.mean_of(h) + scores[i] * x.sd_of(h), 4 * summary.quantile_errors[i] + 1e-4 * x.sd_of(h)) << "period " << t << ", level " << levels[i];
    EXPECT_EQ(summary.n, 200'000);
  }
}

TEST(Conditioned, ProbabilitiesAfterEachReleaseAndTheirChangesAreExact) {
  const Case run(200'000, two_releases());
  const Outcome outcome = run.run();
  double before = exact(0).above(last, 2.1);
  EXPECT_NEAR(outcome.targets.probability(0, 0).value, before, 4 * outcome.targets.probability(0, 0).standard_error);
  for (int release = 0; release < 2; ++release) {
    const double p = exact(release + 1).above(last, 2.1);
    const UpdatedProbability updated = outcome.conditioned->targets(release).updated(0);
    EXPECT_NEAR(updated.value, p, 4 * updated.standard_error) << "release " << release;
    EXPECT_NEAR(updated.change, p - before, 4 * updated.change_error) << "release " << release;
    EXPECT_EQ(outcome.conditioned->targets(release).updated_joint(1).value, updated.value);
    before = p;
  }
  EXPECT_EQ(outcome.probability(0).value, outcome.conditioned->targets(1).updated(0).value);
  EXPECT_EQ(outcome.joint(0).value, 0);
  const auto met = outcome.targets_met();
  EXPECT_NEAR(met[1], outcome.probability(0).value + outcome.probability(1).value, 1e-12);
}

TEST(Conditioned, TheEvidenceIsTheDensityOfThePublishedValues) {
  const Case run(200'000, two_releases());
  const Outcome outcome = run.run();
  NormalVector x = autoregression(periods, 1, decay, constant, shock_sd);
  double log_density = 0;
  const double logs[] = {log_density += x.observe(second, 1.95, 0.3), log_density += x.observe(sum_of_two, 3.0, 0.2)};
  for (int release = 0; release < 2; ++release)
    EXPECT_NEAR(outcome.conditioned->log_evidence(release), logs[release], 4 * outcome.conditioned->sums(release).log_mean_error()) << "release " << release;
  EXPECT_NEAR(outcome.conditioned->prior(0).mean, 1.75, 4 * outcome.conditioned->prior(0).mean_se);
}

TEST(Conditioned, StandardErrorsAreThoseOfRepeatedRuns) {
  constexpr int seeds = 60;
  std::vector<double> means, probabilities, changes, medians;
  double mean_error = 0, probability_error = 0, change_error = 0, median_error = 0;
  Case run(4000, two_releases());
  for (int seed = 0; seed < seeds; ++seed) {
    run.plan.seed = static_cast<std::uint64_t>(1000 + seed);
    const Outcome outcome = run.run();
    const double levels[] = {0.5};
    const SeriesSummary summary = outcome.summary(3, levels);
    const UpdatedProbability updated = outcome.conditioned->targets(1).updated(0);
    means.push_back(summary.mean);
    medians.push_back(summary.quantiles[0]);
    probabilities.push_back(updated.value);
    changes.push_back(updated.change);
    mean_error += summary.mean_se / seeds;
    median_error += summary.quantile_errors[0] / seeds;
    probability_error += updated.standard_error / seeds;
    change_error += updated.change_error / seeds;
  }
  const auto spread = [](const std::vector<double>& x) {
    double sum = 0, squares = 0;
    for (const double v : x) sum += v / seeds;
    for (const double v : x) squares += (v - sum) * (v - sum);
    return std::sqrt(squares / (seeds - 1));
  };
  // The spread of 60 runs is known to within 9 %.
  constexpr double tolerance = 0.3;
  EXPECT_NEAR(mean_error / spread(means), 1, tolerance);
  EXPECT_NEAR(median_error / spread(medians), 1, tolerance);
  EXPECT_NEAR(probability_error / spread(probabilities), 1, tolerance);
  EXPECT_NEAR(change_error / spread(changes), 1, tolerance);
  EXPECT_LT(change_error, 0.9 * probability_error) << "a change is known better than what it is a change of";
}

TEST(Conditioned, AnErrorWithoutBoundTellsNothing) {
  const Outcome plain = Case(20'000, {}).run(), outcome = Case(20'000, {{0, 1e9, 1e300, 0}}).run();
  EXPECT_EQ(outcome.conditioned->sums().effective(), 20'000);
  const std::vector<double> levels = {0.05, 0.5, 0.95};
  for (std::size_t s = 0; s < static_cast<std::size_t>(periods); ++s) {
    const SeriesSummary a = plain.summary(s, levels), b = outcome.summary(s, levels);
    EXPECT_EQ(a.n, b.n);
    EXPECT_EQ(a.min, b.min);
    EXPECT_EQ(a.max, b.max);
    EXPECT_NEAR(a.mean, b.mean, 1e-14 * std::abs(a.mean));
    EXPECT_NEAR(a.sd, b.sd, 1e-12 * a.sd);
    EXPECT_NEAR(a.mean_se, b.mean_se, 1e-12 * a.mean_se);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      EXPECT_NEAR(a.quantiles[i], b.quantiles[i], 0.03 * a.quantile_errors[i]) << "place in the sample: n - 1 there, continuous here";
      EXPECT_NEAR(a.quantile_errors[i], b.quantile_errors[i], 0.05 * a.quantile_errors[i]);
    }
  }
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_NEAR(plain.probability(t).value, outcome.probability(t).value, 1e-15);
    EXPECT_NEAR(plain.probability(t).standard_error, outcome.probability(t).standard_error, 1e-14);
    EXPECT_NEAR(plain.probability_with_tolerance(t).value, outcome.probability_with_tolerance(t).value, 1e-15);
    EXPECT_NEAR(outcome.conditioned->targets().updated(t).change_error, 0, 1e-9);
  }
}

std::vector<std::byte> bytes_of(const Case& run, int threads, int width, Isa isa) {
  RunControl control;
  control.threads = threads;
  control.tile_width = width;
  control.isa = isa;
  const Simulation simulation({{&run.program, &run.plan}}, {}, control);
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, run.plan.path_count}, control);
  return tally.serialise();
}

/// x in the second period exactly, by its own shock; then the sum of the first two with an error.
std::vector<ObservationRule> exact_then_noisy() { return {{0, 1.95, 0, 0, 0}, {1, 3.0, 0.2, 0}}; }

TEST(ExactValues, MeansSpreadAndEvidenceAreThoseOfTheKalmanUpdate) {
  const Case run(100'000, exact_then_noisy());
  const Outcome outcome = run.run();
  NormalVector x = autoregression(periods, 1, decay, constant, shock_sd);
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
  const Outcome exact = Case(100'000, {{0, 1.95, 0, 0, 0}}).run(), noisy = Case(400'000, {{0, 1.95, 0.02, 0}}).run();
  for (std::size_t s : {0u, 2u, 3u}) {
    const SeriesSummary a = exact.summary(s, {}), b = noisy.summary(s, {});
    EXPECT_NEAR(a.mean, b.mean, 4 * std::hypot(a.mean_se, b.mean_se)) << "period " << s;
  }
  EXPECT_NEAR(exact.conditioned->log_evidence(0), noisy.conditioned->log_evidence(0), 4 * noisy.conditioned->sums().log_mean_error() + 0.01);
}

TEST(ExactValues, BitsDoNotDependOnThreadsTilesOrInstructions) {
  const Case run(5000, exact_then_noisy());
  const auto expected = bytes_of(run, 1, 192, best_isa());
  EXPECT_EQ(bytes_of(run, 3, 64, best_isa()), expected);
  EXPECT_EQ(bytes_of(run, 2, 192, Isa::plain), expected);
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

NoAgreement::Finding refusal_of(const Case& run) {
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
  Case run(1'000'000'000, {{0, 2.0, 0.1, 0}, {1, 4.0, 0, 0, 0}});
  run.plan.shocks[0].law = UniformLaw{-0.1, 0.1};
  const auto outside = refusal_of(run);
  EXPECT_EQ(outside.observation, 1u);
  EXPECT_EQ(outside.reason, NoAgreement::Reason::outside_law);
  EXPECT_NEAR(outside.shock, 4.0 - 1.5 - 1.75, 0.1) << "the sum of two is 3.25 at the median";
  run.plan.shocks[0].law = NormalLaw{0, 0.001};
  EXPECT_EQ(refusal_of(run).reason, NoAgreement::Reason::no_shock);
  const auto far = refusal_of(Case(1'000'000'000, {{1, 3.0, 0.1, 0}, {0, 195, 0.3, 0}}));
  EXPECT_EQ(far.observation, 1u);
  EXPECT_EQ(far.reason, NoAgreement::Reason::far);
  EXPECT_LT(far.high, 4);
}

TEST(ExactValues, PathsThatNoShockBringsToTheValueHaveNoWeight) {
  // e is within [-0.1, 0.1], so x in the second period reaches 1.85 on half of the paths only.
  Case run(20'000, {{0, 1.85, 0, 0, 0}});
  run.plan.shocks[0].law = UniformLaw{-0.1, 0.1};
  const Outcome outcome = run.run();
  EXPECT_GT(outcome.conditioned->sums().sum, 0);
  EXPECT_GE(outcome.summary(0, {}).min, 2 * (1.85 - 1 - 0.1) - 1e-9);
  EXPECT_EQ(outcome.failed, 0);
}

TEST(LawDensity, IntegratesToOneAndToTheQuantiles) {
  const Law laws[] = {NormalLaw{1, 2}, NormalLaw{1, 2, 0, 3}, StudentTLaw{5, 1, 2}, StudentTLaw{4, 0, 1, -1, 2}, LognormalLaw{2, 0.4}, UniformLaw{1, 3}, TriangularLaw{0, 1, 4}, PertLaw{0, 1, 4}};
  for (const Law& law : laws) {
    const LawDensity density(law);
    const double low = quantile(law, 0.1), high = quantile(law, 0.7);
    double inside = 0;
    constexpr int points = 20'000;
    for (int i = 0; i < points; ++i) inside += std::exp(density.log_at(low + (high - low) * (i + 0.5) / points)) * (high - low) / points;
    EXPECT_NEAR(inside, 0.6, 1e-6) << "law " << law.index();
    for (const double share : {0.01, 0.3, 0.5, 0.9}) EXPECT_NEAR(density.score_at(quantile(law, share)), scalar_inverse_normal(share), 1e-8) << "law " << law.index();
  }
}

TEST(Conditioned, BitsDoNotDependOnThreadsTilesOrInstructions) {
  const Case run(10'000, two_releases());
  const auto expected = bytes_of(run, 1, 192, best_isa());
  EXPECT_EQ(bytes_of(run, 3, 192, best_isa()), expected);
  EXPECT_EQ(bytes_of(run, 2, 64, best_isa()), expected);
  EXPECT_EQ(bytes_of(run, 2, 192, Isa::plain), expected);
}

TEST(Conditioned, PartsMergeToTheWholeInAnyOrder) {
  const Case run(12'000, two_releases());
  const auto expected = bytes_of(run, 2, 192, best_isa());
  RunControl control;
  const Simulation simulation({{&run.program, &run.plan}}, {}, control);
  const PathRange parts[] = {{6144, 12'000}, {0, 1536}, {1536, 6144}};
  Tally whole = simulation.empty_tally();
  for (const PathRange& part : parts) {
    Tally tally = simulation.empty_tally(), read = simulation.empty_tally();
    simulation.advance(tally, part, control);
    read.restore(tally.serialise());
    EXPECT_EQ(read.serialise(), tally.serialise());
    whole.merge(read);
  }
  EXPECT_EQ(whole.serialise(), expected);
}

TEST(Conditioned, DamagedBytesAreRefused) {
  const Case run(2000, two_releases()), other(2000, {{0, 1.95, 0.3, 0}});
  RunControl control;
  const Simulation simulation({{&run.program, &run.plan}}, {}, control), simulation_of_other({{&other.program, &other.plan}}, {}, control);
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 2000}, control);
  const auto bytes = tally.serialise();
  for (std::size_t cut = 0; cut < bytes.size(); cut += 97) {
    Tally read = simulation.empty_tally();
    EXPECT_THROW(read.restore(std::span(bytes).first(cut)), Error) << cut << " bytes";
  }
  Tally wrong = simulation_of_other.empty_tally();
  EXPECT_THROW(wrong.restore(bytes), Error);
}

TEST(Conditioned, AValueThatNoPathComesNearLeavesTheNearestOnesTheWeight) {
  // Far from all paths, but not so far that no path may be: the likelihood of the best path is far below the smallest whole weight of the largest.
  const Case run(20'000, {{0, 1.75 + 5.5 * 0.335, 0.02, 0}});
  const Outcome outcome = run.run();
  EXPECT_GT(outcome.conditioned->sums().sum, 0);
  EXPECT_LT(outcome.conditioned->sums().effective(), 30);
  EXPECT_GT(outcome.summary(1, {}).mean, 1.75 + 3 * 0.335);
  EXPECT_GT(outcome.conditioned->sums().saturated, 0) << "paths that agree far better than the best of the first 1024 are counted";
  EXPECT_EQ(Case(20'000, two_releases()).run().conditioned->sums().saturated, 0);
}

TEST(WideSum, SumsAndProductsAreExactBeyond128Bits) {
  const Int128 big = static_cast<Int128>(1) << 120;
  WideSum sum = WideSum::of(big).times(std::int64_t{1} << 40);   // 2^160
  EXPECT_EQ(sum.to_double(), std::ldexp(1.0, 160));
  sum -= WideSum::of(1);
  sum -= WideSum::of(big).times(std::int64_t{1} << 40);
  EXPECT_EQ(sum, WideSum::of(-1));
  EXPECT_EQ(sum.to_double(), -1);
  EXPECT_EQ(sum.times(-7).low(), 7);
  detail::ByteWriter out;
  WideSum::of(-big).times(3).serialise(out);
  const auto bytes = std::move(out).take();
  detail::ByteReader in(bytes);
  EXPECT_EQ(WideSum::restore(in), WideSum::of(-big).times(3));
}

TEST(Bins, OneValueFallsWhereTheKernelsPutIt) {
  Grid grid;
  grid.centre = 3;
  grid.histogram = true;
  grid.bin_width = 0.125;
  Grid exact = grid;
  exact.exact = {-1, 0, 2};
  const auto grids = std::make_shared<const std::vector<Grid>>(std::vector<Grid>{grid, exact});
  const double values[] = {3, 2.9999, -1, 0, 2, 1.5, 35, 35.01, -29, -29.2, 1e3, -1e3, 1e6, 1e9, -1e12, std::numeric_limits<double>::infinity()};
  for (const double value : values) {
    alignas(64) double lanes[8];
    std::fill_n(lanes, 8, value);
    Accumulator accumulator(grids);
    for (std::size_t s = 0; s < 2; ++s) {
      accumulator.add(best_isa(), s, lanes, nullptr, 8);
      EXPECT_EQ(accumulator.histogram(s)[bin_of((*grids)[s], value)], 8u) << value << " in series " << s;
    }
  }
}

}  // namespace
}  // namespace jingchu::engine
