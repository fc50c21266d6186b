// Two conditioned cases on common draws, against the exact answers of a linear Gaussian model.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/engine/observed_run.hpp"

namespace jingchu::engine {
namespace {

using testing::define_observed;
using testing::in_both;
using testing::in_second;
using testing::last;
using testing::NormalVector;
using testing::periods;
using testing::plan_for;
using testing::prior;
using testing::second;
using testing::shock_sd;
using testing::sum_of_two;
using testing::SystemBuilder;

constexpr std::int64_t paths = 200'000;
constexpr double threshold = 2.1;

/// x, and as a third output x + lever (x - 2) of the last period.
EquationSystem system() {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  define_observed(b, x);
  b.define(y, b.add(b.v(x), b.mul(b.setting(), b.sub(b.v(x), b.c(2)))));
  b.system.outputs.push_back({"last", b.system.graph.variable_at(y, 3)});
  return std::move(b.system);
}

struct Pair {
  Program program{system()};
  Plan base, other;
  ContrastPlan contrast;

  Pair(std::vector<ObservationRule> of_base, std::vector<ObservationRule> of_other, double lever = 0, std::int64_t count = paths)
      : base(plan(0, std::move(of_base), count)), other(plan(lever, std::move(of_other), count)) {
    constexpr int first_output = 2 * periods;
    contrast.series = {{first_output + 2, first_output + 2}, {first_output, first_output}};
    contrast.targets = {{0, 0}};
    contrast.target_sets = {{0, 0}};
  }
  Plan plan(double lever, std::vector<ObservationRule> observations, std::int64_t count) const {
    Plan plan = plan_for(program, periods, shock_sd, count);
    plan.settings = {lever};
    plan.output_has_histogram = {1, 1, 1};
    plan.targets = {{2, Sense::at_least, threshold, 0, 0}};
    plan.target_sets = {{"all", {0}}};
    plan.observations = std::move(observations);
    return plan;
  }
  Tally run(int threads = 2, int width = 192) const {
    RunControl control;
    control.threads = threads;
    control.tile_width = width;
    const Simulation simulation({{&program, &base}, {&program, &other}}, {contrast}, control);
    Tally tally = simulation.empty_tally();
    simulation.advance(tally, {0, base.path_count}, control);
    return tally;
  }
};

TEST(ConditionedContrast, MoreValuesInOneCaseChangeMeansAndProbabilitiesByWhatTheKalmanUpdateSays) {
  const Pair pair({in_second()}, {in_second(), in_both()});
  const Tally tally = pair.run();
  const Contrast& contrast = tally.contrasts.front();
  NormalVector before = prior();
  before.observe(second, 1.95, 0.3);
  NormalVector after = before;
  after.observe(sum_of_two, 3.0, 0.2);

  const SeriesSummary difference = contrast.difference(0, std::vector<double>{0.5});
  EXPECT_NEAR(difference.mean, after.mean_of(last) - before.mean_of(last), 4 * difference.mean_se);
  EXPECT_LT(difference.mean_se, std::hypot(tally.cases[0].summary(10, {}).mean_se, tally.cases[1].summary(10, {}).mean_se)) << "common draws tell more than two runs";
  const ProbabilityChange change = contrast.target_change(0);
  EXPECT_NEAR(change.value, after.above(last, threshold) - before.above(last, threshold), 4 * change.standard_error);
  EXPECT_NEAR(change.value, tally.cases[1].probability(0).value - tally.cases[0].probability(0).value, 1e-12);
  EXPECT_EQ(contrast.target_set_change(0).value, change.value);
  // The same change within one run, by release.
  const UpdatedProbability updated = tally.cases[1].conditioned->targets(1).updated(0);
  EXPECT_NEAR(change.value, updated.change, 1e-12);
  EXPECT_NEAR(change.standard_error, updated.change_error, 1e-9);
}

TEST(ConditionedContrast, WithUnlikeWeightsThereIsNoBandOfDifferences) {
  const Tally tally = Pair({in_second()}, {in_second(), in_both()}, 0.2, 20'000).run();
  const Contrast& contrast = tally.contrasts.front();
  EXPECT_GT(contrast.conditioned()->unlike(), 10'000);
  EXPECT_FALSE(contrast.conditioned()->is_pathwise());
  EXPECT_TRUE(std::isnan(contrast.difference(0, std::vector<double>{0.5}).quantiles[0]));
  EXPECT_TRUE(std::isnan(contrast.difference(0, {}).sd));
  EXPECT_TRUE(std::isnan(contrast.greater_share(0)));
  EXPECT_EQ(contrast.n(), 20'000);
}

TEST(ConditionedContrast, OneCaseMayHaveNoValuesAtAll) {
  const Tally tally = Pair({}, {in_second()}).run();
  NormalVector after = prior();
  after.observe(second, 1.95, 0.3);
  const SeriesSummary difference = tally.contrasts[0].difference(0, {});
  EXPECT_NEAR(difference.mean, after.mean_of(last) - prior().mean_of(last), 4 * difference.mean_se);
  const ProbabilityChange change = tally.contrasts[0].target_change(0);
  EXPECT_NEAR(change.value, after.above(last, threshold) - prior().above(last, threshold), 4 * change.standard_error);
  EXPECT_EQ(tally.contrasts[0].conditioned()->base_effective(), static_cast<double>(paths));
}

TEST(ConditionedContrast, OtherValuesInTheTwoAreComparedToo) {
  ObservationRule lower = in_second();
  lower.value = 1.6;
  const Tally tally = Pair({in_second()}, {lower}, 0.2).run();
  NormalVector x = prior(), y = prior();
  x.observe(second, 1.95, 0.3);
  y.observe(second, 1.6, 0.3);
  const SeriesSummary difference = tally.contrasts[0].difference(0, {});
  EXPECT_NEAR(difference.mean, 1.2 * y.mean_of(last) - 0.4 - x.mean_of(last), 4 * difference.mean_se);
  const ProbabilityChange change = tally.contrasts[0].target_change(0);
  EXPECT_NEAR(change.value, y.above(last, (threshold + 0.4) / 1.2) - x.above(last, threshold), 4 * change.standard_error);
}

/// y - x = 0.2 (x - 2) in the last period, on every path.
void expect_law_of_differences(const Pair& pair, const NormalVector& x) {
  const Tally tally = pair.run();
  const Contrast& contrast = tally.contrasts.front();
  EXPECT_EQ(contrast.conditioned()->unlike(), 0);
  ASSERT_TRUE(contrast.conditioned()->is_pathwise());
  const double mean = 0.2 * (x.mean_of(last) - 2), sd = 0.2 * x.sd_of(last), effective = contrast.conditioned()->base_effective();
  const std::vector<double> levels = {0.05, 0.95}, scores = {-1.6448536, 1.6448536};
  const SeriesSummary difference = contrast.difference(0, levels);
  EXPECT_NEAR(difference.mean, mean, 4 * difference.mean_se);
  EXPECT_NEAR(difference.mean_se, sd / std::sqrt(effective), 0.2 * difference.mean_se);
  EXPECT_NEAR(difference.sd, sd, 4 * sd / std::sqrt(2 * effective));
  for (std::size_t i = 0; i < levels.size(); ++i) EXPECT_NEAR(difference.quantiles[i], mean + scores[i] * sd, 4 * difference.quantile_errors[i] + 1e-3 * sd) << "level " << levels[i];
  const double greater = x.above(last, 2);
  EXPECT_NEAR(contrast.greater_share(0), greater, 4 * std::sqrt(greater * (1 - greater) / effective));
  EXPECT_NEAR(contrast.greater_share(0) + contrast.less_share(0), 1, 1e-6);
  // The lever does nothing to what was published.
  EXPECT_EQ(contrast.difference(1, {}).max, 0);
  EXPECT_EQ(contrast.greater_share(1), 0);
  const ProbabilityChange change = contrast.target_change(0);
  EXPECT_NEAR(change.value, x.above(last, (threshold + 0.4) / 1.2) - x.above(last, threshold), 4 * change.standard_error);
  EXPECT_LT(change.standard_error, 0.5 * std::hypot(tally.cases[0].probability(0).standard_error, tally.cases[1].probability(0).standard_error));
  EXPECT_GT(contrast.target(0).gained, 0);
  EXPECT_EQ(contrast.target(0).lost, 0);
}

TEST(ConditionedContrast, EqualWeightsGiveTheConditionedLawOfTheDifferences) {
  NormalVector x = prior();
  x.observe(second, 1.95, 0.3);
  x.observe(sum_of_two, 3.0, 0.2);
  expect_law_of_differences(Pair({in_second(), in_both()}, {in_second(), in_both()}, 0.2), x);
}

TEST(ConditionedContrast, ExactValuesGiveItToo) {
  const std::vector<ObservationRule> exactly = {{0, 1.95, 0, 0, 0}, in_both()};
  NormalVector x = prior();
  x.observe(second, 1.95, 0);
  x.observe(sum_of_two, 3.0, 0.2);
  expect_law_of_differences(Pair(exactly, exactly, 0.2), x);
}

TEST(ConditionedContrast, AnExactValueOfOneCaseIsComparedWithNone) {
  const Tally tally = Pair({}, {{0, 1.95, 0, 0, 0}}).run();
  NormalVector after = prior();
  after.observe(second, 1.95, 0);
  const SeriesSummary difference = tally.contrasts[0].difference(0, {});
  EXPECT_NEAR(difference.mean, after.mean_of(last) - prior().mean_of(last), 4 * difference.mean_se);
  const ProbabilityChange change = tally.contrasts[0].target_change(0);
  EXPECT_NEAR(change.value, after.above(last, threshold) - prior().above(last, threshold), 4 * change.standard_error);
  const SeriesSummary published = tally.contrasts[0].difference(1, {});
  EXPECT_NEAR(published.mean, 1.95 - prior().mean_of(second), 4 * published.mean_se);
}

TEST(ConditionedContrast, AGuidedProposalInOneOfThemChangesNoAnswer) {
  Pair pair({in_second()}, {in_second(), in_both()});
  pair.other.guided = true;
  const Tally tally = pair.run();
  NormalVector before = prior();
  before.observe(second, 1.95, 0.3);
  NormalVector after = before;
  after.observe(sum_of_two, 3.0, 0.2);
  const SeriesSummary difference = tally.contrasts[0].difference(0, {});
  EXPECT_NEAR(difference.mean, after.mean_of(last) - before.mean_of(last), 4 * difference.mean_se);
  const ProbabilityChange change = tally.contrasts[0].target_change(0);
  EXPECT_NEAR(change.value, after.above(last, threshold) - before.above(last, threshold), 4 * change.standard_error);
}

TEST(ConditionedContrast, AChangeOfNothingHasTheErrorOfOnePath) {
  const Tally tally = Pair({in_second()}, {in_second()}, 0, 20'000).run();
  const ProbabilityChange change = tally.contrasts[0].target_change(0);
  EXPECT_EQ(change.value, 0);
  EXPECT_NEAR(change.standard_error * tally.contrasts[0].conditioned()->base_effective(), 1, 1e-12);
}

TEST(ConditionedContrast, ThreadsAndWidthsGiveTheSameBytesAndTheyCanBeReadBack) {
  for (const bool alike : {true, false}) {
    const Pair pair(alike ? std::vector{in_second(), in_both()} : std::vector{in_second()}, {in_second(), in_both()}, 0.2, 20'000);
    const auto bytes = pair.run(1, 192).serialise();
    EXPECT_EQ(pair.run(3, 40).serialise(), bytes);
    const Simulation simulation({{&pair.program, &pair.base}, {&pair.program, &pair.other}}, {pair.contrast}, {});
    Tally read = simulation.empty_tally();
    read.restore(bytes);
    EXPECT_EQ(read.serialise(), bytes);
  }
}

}  // namespace
}  // namespace jingchu::engine
