// Paths weighted with the likelihood of published values, against the exact answer of a linear Gaussian model.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/core/error.hpp"
#include "tests/engine/observed_run.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::after_releases;
using testing::last;
using testing::NormalVector;
using testing::ObservedRun;
using testing::periods;
using testing::prior;
using testing::sd_of;
using testing::second;
using testing::sum_of_two;
using testing::two_releases;

TEST(Conditioned, MeansSpreadAndQuantilesAreThoseOfTheKalmanUpdate) {
  const ObservedRun run(200'000, two_releases());
  const Outcome outcome = run.run();
  ASSERT_TRUE(outcome.conditioned);
  const NormalVector x = after_releases(2);
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
  const ObservedRun run(200'000, two_releases());
  const Outcome outcome = run.run();
  double before = after_releases(0).above(last, 2.1);
  EXPECT_NEAR(outcome.targets.probability(0, 0).value, before, 4 * outcome.targets.probability(0, 0).standard_error);
  for (int release = 0; release < 2; ++release) {
    const double p = after_releases(release + 1).above(last, 2.1);
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
  const ObservedRun run(200'000, two_releases());
  const Outcome outcome = run.run();
  NormalVector x = prior();
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
  ObservedRun run(4000, two_releases());
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
  // The spread of 60 runs is known to within 9 %.
  constexpr double tolerance = 0.3;
  EXPECT_NEAR(mean_error / sd_of(means), 1, tolerance);
  EXPECT_NEAR(median_error / sd_of(medians), 1, tolerance);
  EXPECT_NEAR(probability_error / sd_of(probabilities), 1, tolerance);
  EXPECT_NEAR(change_error / sd_of(changes), 1, tolerance);
  EXPECT_LT(change_error, 0.9 * probability_error) << "a change is known better than what it is a change of";
}

TEST(Conditioned, AnErrorWithoutBoundTellsNothing) {
  const Outcome plain = ObservedRun(20'000, {}).run(), outcome = ObservedRun(20'000, {{0, 1e9, 1e300, 0}}).run();
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

TEST(Conditioned, BitsDoNotDependOnThreadsTilesOrInstructions) {
  const ObservedRun run(10'000, two_releases());
  const auto expected = run.bytes(1, 192, best_isa());
  EXPECT_EQ(run.bytes(3, 192, best_isa()), expected);
  EXPECT_EQ(run.bytes(2, 64, best_isa()), expected);
  EXPECT_EQ(run.bytes(2, 192, Isa::plain), expected);
}

TEST(Conditioned, PartsMergeToTheWholeInAnyOrder) {
  const ObservedRun run(12'000, two_releases());
  const auto expected = run.bytes(2, 192, best_isa());
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
  const ObservedRun run(2000, two_releases()), other(2000, {{0, 1.95, 0.3, 0}});
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
  const ObservedRun run(20'000, {{0, 1.75 + 5.5 * 0.335, 0.02, 0}});
  const Outcome outcome = run.run();
  EXPECT_GT(outcome.conditioned->sums().sum, 0);
  EXPECT_LT(outcome.conditioned->sums().effective(), 30);
  EXPECT_GT(outcome.summary(1, {}).mean, 1.75 + 3 * 0.335);
  EXPECT_GT(outcome.conditioned->sums().saturated, 0) << "paths that agree far better than the best of the first 1024 are counted";
  EXPECT_EQ(ObservedRun(20'000, two_releases()).run().conditioned->sums().saturated, 0);
}

}  // namespace
}  // namespace jingchu::engine
