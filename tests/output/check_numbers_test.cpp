// Numbers of a results file that contradict each other.
#include <gmock/gmock.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "output/results/verify.hpp"
#include "tests/output/sound_content.hpp"

namespace jingchu::output {
namespace {

using testing::as_text;
using testing::set_hits;
using testing::sound_comparison;
using testing::sound_content;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CheckNumbers, EveryContradictionIsNamedWithItsPlace) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(Content&, ScenarioResults&)> change;
  };
  const Case cases[] = {
      {"/moments/Y, report, 2024Q3", "the mean 20000 is not between", [](Content&, ScenarioResults& s) { s.variables[0].mean[2] = 20000; }},
      {"/moments/Y, report, 2024Q3", "counts 9996 paths, 9997 did not fail", [](Content&, ScenarioResults& s) { s.variables[0].n[2] = 9996; }},
      {"/moments/Y, report, 2024Q3", "a standard deviation of -1", [](Content&, ScenarioResults& s) { s.variables[0].sd[2] = -1; }},
      {"/moments/Y, report, 2024Q3", "standard error", [](Content&, ScenarioResults& s) { s.variables[0].mean_se[2] = 1e9; }},
      {"/quantiles/Y, report, 2024Q2", "the quantiles fall between the levels 0.01 and 0.05", [](Content&, ScenarioResults& s) { std::swap(s.variables[0].quantiles[1], s.variables[0].quantiles[28 + 1]); }},
      {"/annual/quantiles/gdp_growth, report, 2025", "is not between the least", [](Content&, ScenarioResults& s) { s.annual_measures[0].quantiles[8 * 7 + 1] = 99; }},
      {"/annual/moments/Y, report, 2026", "its periods give", [](Content&, ScenarioResults& s) { s.annual_variables[0].mean[2] += 1; }},
      {"/quantile_errors/Y, report, 2024Q1", "negative", [](Content&, ScenarioResults& s) { s.variables[0].quantile_errors[0] = -1; }},
      {"/targets/probability, report, gdp_growth_target_2024", "is no share of 9997 paths", [](Content&, ScenarioResults& s) { s.targets[0].probability += 1e-5; }},
      {"/targets/probability, report, gdp_growth_target_2024", "1.5 is no probability", [](Content&, ScenarioResults& s) { s.targets[0].probability = 1.5; }},
      {"/targets/probability, report, gdp_growth_target_2024", "the bounds are", [](Content&, ScenarioResults& s) { s.targets[0].lower_bound = 0; }},
      {"/targets/n_paths, report, gdp_growth_target_2024", "counts 10000 paths", [](Content&, ScenarioResults& s) { s.targets[0].n_paths = 10000; }},
      {"/targets/probability_with_tolerance, report, urban_jobs_target_2024", "with the tolerance", [](Content&, ScenarioResults& s) { s.targets[2].probability_with_tolerance = -0.1; }},
      {"/targets/value_quantiles, report, gdp_growth_target_2024", "fall", [](Content&, ScenarioResults& s) { std::swap(s.targets[0].value_quantiles[0], s.targets[0].value_quantiles[1]); }},
      {"/targets, report, forest_area_2024", "not simulated", [](Content&, ScenarioResults& s) { s.targets[3].reason.clear(); }},
      {"/targets/joint_probability, report, A", "what its targets allow", [](Content&, ScenarioResults& s) { set_hits(s.joint[0], 4312); }},
      {"/targets/joint_probability, report, A", "what its targets allow", [](Content&, ScenarioResults& s) { set_hits(s.joint[0], 4310); }},
      {"/targets/targets_met, report", "sum to", [](Content&, ScenarioResults& s) { s.targets_met[0] = 0.1; }},
      {"/targets/targets_met, report", "counts up to 2 targets, 3 are scored", [](Content&, ScenarioResults& s) { s.targets_met.pop_back(); }},
      {"/targets/targets_met, report", "met on average", [](Content&, ScenarioResults& s) { std::swap(s.targets_met[1], s.targets_met[2]); }},
      {"/identities/largest_residual, report, uses", "does not hold", [](Content&, ScenarioResults& s) { s.identities[1].largest_residual = 1e-3; }},
      {"/identities/largest_residual, report, uses", "does not hold", [](Content&, ScenarioResults& s) { s.identities[1].largest_residual = std::nan(""); }},
      {"/failures/failed_by_kind, report", "sums to 4 paths, 3 failed", [](Content&, ScenarioResults& s) { s.failed_by_kind["not finite"] = 2; }},
      {"/failures, report", "fails in period 28 of 28", [](Content&, ScenarioResults& s) { s.failures[0].time_index = 28; }},
      {"/scenarios/n_failed, report", "20000 of 10000 paths", [](Content&, ScenarioResults& s) { s.n_failed = 20000; }},
      {"/quantiles/quantile", "not rising", [](Content& c, ScenarioResults&) { c.levels[0] = 0.06; }},
  };
  ASSERT_THAT(check_numbers(sound_content()), IsEmpty());
  for (const auto& one : cases) {
    Content content = sound_content();
    one.change(content, content.scenarios[0]);
    const std::string text = as_text(check_numbers(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem));
  }
}

TEST(CheckErrors, OneThatDoesNotFollowFromTheSpreadIsNamed) {
  Content content = sound_content();
  auto& s = content.scenarios[0];
  for (auto* tables : {&s.variables, &s.annual_variables, &s.annual_measures})
    for (SeriesTable& table : *tables)
      for (std::size_t t = 0; t < table.n.size(); ++t) table.mean_se[t] = table.sd[t] / std::sqrt(table.n[t]);
  EXPECT_THAT(as_text(check_errors(content)), IsEmpty());
  Content wrong = content;
  wrong.scenarios[0].variables[0].sd[2] *= 1.01;
  EXPECT_THAT(as_text(check_errors(wrong)), HasSubstr("numbers: /moments/Y, report, 2024Q3: the standard error of the mean is"));
  // Of Sobol points all errors are others.
  EXPECT_THAT(as_text(check_errors(sound_content())), IsEmpty());
}

TEST(CheckTargets, ProbabilitiesValuesAndYearsGoTogether) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(ScenarioResults&)> change;
  };
  const Case cases[] = {
      {"/targets/probability, report, gdp_growth_target_2024", "the quantiles of its values and the threshold 6 give 0.1 to 0.75", [](ScenarioResults& s) { set_hits(s.targets[0], 8000); }},
      {"/targets/probability, report, gdp_growth_target_2024", "the quantiles of its values and the threshold 60 give 0 to", [](ScenarioResults& s) { s.targets[0].threshold = 60; }},
      {"/targets/probability, report, gdp_growth_target_2024", "give 0.99 to 1", [](ScenarioResults& s) { s.targets[0].sense = "at most"; s.targets[0].threshold = 8; }},
      {"/targets/probability, report, gdp_growth_target_2024", "give 0 to 0.25", [](ScenarioResults& s) { s.targets[0].sense = "between"; s.targets[0].threshold = 5; s.targets[0].upper = 5.1; }},
      {"/targets/probability, report, retail_growth_target_2024", "give 0 to 0.01", [](ScenarioResults& s) { s.targets[1].threshold += 50; }},
      {"/targets/probability_with_tolerance, report, urban_jobs_target_2024", "is no share of 9997 paths", [](ScenarioResults& s) { s.targets[2].probability_with_tolerance = 0.2; }},
      {"/targets/mean, report, transport_projects_investment_target_2024", "the mean of gdp_growth in 2025 is", [](ScenarioResults& s) { s.targets[4].mean += 0.01; }},
      {"/targets/value_quantiles, report, transport_projects_investment_target_2024", "the quantile of gdp_growth in 2026 is", [](ScenarioResults& s) { s.targets[4].measure = "gdp_growth[2026]"; }},
  };
  ASSERT_THAT(check_targets(sound_content()), IsEmpty()) << as_text(check_targets(sound_content()));
  for (const auto& one : cases) {
    Content content = sound_content();
    one.change(content.scenarios[0]);
    const std::string text = as_text(check_targets(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem)) << one.place;
  }
}

TEST(CheckContrasts, EveryContradictionIsNamedWithItsPlace) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(ContrastResults&)> change;
  };
  const Case cases[] = {
      {"/contrast_targets/n_paths, push", "9998 paths count in both, expected 9994 to 9997", [](ContrastResults& c) { c.n_paths = 9998; }},
      {"/contrast_moments/Y, push, 2024Q3", "counts 9996 paths, 9997 count in both", [](ContrastResults& c) { c.variables[0].series.n[2] = 9996; }},
      {"/contrast_moments/Y, push, 2024Q3", "the mean is 10.5, those of the scenario and the base give 10", [](ContrastResults& c) { c.variables[0].series.mean[2] = 10.5; }},
      {"/contrast_moments/Y, push, 2024Q3", "the mean 13 is not between the least 8 and the largest 12", [](ContrastResults& c) { c.variables[0].series.mean[2] = 13; }},
      {"/contrast_moments/Y, push, 2024Q3", "standard deviation", [](ContrastResults& c) { c.variables[0].series.sd[2] = -1; }},
      {"/contrasts/Y, push, 2024Q2", "the quantile", [](ContrastResults& c) { std::swap(c.variables[0].series.quantiles[1], c.variables[0].series.quantiles[28 + 1]); }},
      {"/contrast_moments/Y, push, 2024Q1", "do not go with the shares", [](ContrastResults& c) { c.variables[0].greater[0] = 0; }},
      {"/contrast_moments/Y, push, 2024Q1", "do not go with the shares", [](ContrastResults& c) { std::swap(c.variables[0].greater[0], c.variables[0].less[0]); }},
      {"/contrast_moments/Y, push, 2024Q1", "the shares above and below the base are 1 and 0.5", [](ContrastResults& c) { c.variables[0].less[0] = 0.5; }},
      {"/annual/contrast_moments/Y, push, 2025", "those of the scenario and the base give 40", [](ContrastResults& c) { c.annual_variables[0].series.mean[1] = 39; }},
      {"/annual/contrast_moments/gdp_growth, push, 2025", "counts 1 paths", [](ContrastResults& c) { c.annual_measures[0].series.n[1] = 1; }},
      {"/contrast_targets/base, push, gdp_growth_target_2024", "/targets says", [](ContrastResults& c) { c.targets[0].base = 0.5; }},
      {"/contrast_targets/other, push, gdp_growth_target_2024", "/targets says", [](ContrastResults& c) { c.targets[0].other = 0.5; }},
      {"/contrast_targets/change, push, gdp_growth_target_2024", "121 paths gained and 20 lost of 9997", [](ContrastResults& c) { c.targets[0].gained = 121; }},
      {"/contrast_targets/change, push, gdp_growth_target_2024", "the probabilities give", [](ContrastResults& c) { c.targets[0].change = 0.02; }},
      {"/contrast_targets/gained, push, gdp_growth_target_2024", "9223372036854775807 gained and 20 lost of 9997 paths", [](ContrastResults& c) { c.targets[0].gained = std::numeric_limits<std::int64_t>::max(); }},
      {"/contrast_targets/separate_error, push, gdp_growth_target_2024", "the errors in /targets give", [](ContrastResults& c) { c.targets[0].separate_error *= 2; }},
      {"/contrast_targets/standard_error, push, gdp_growth_target_2024", "is -1", [](ContrastResults& c) { c.targets[0].standard_error = -1; }},
      {"/contrast_targets/target, push, another", "the base has no probability of it", [](ContrastResults& c) { c.targets[0].name = "another"; }},
      {"/contrast_targets/gained, push, gdp_growth_target_2024", "120 gained and 20 lost, where paths weigh otherwise", [](ContrastResults& c) { c.unlike_paths = 5; }},
      {"/contrast_targets/joint_other, push, A", "/targets says", [](ContrastResults& c) { c.joint[0].other = 0.5; }},
  };
  ASSERT_THAT(check_contrasts(sound_comparison()), IsEmpty()) << as_text(check_contrasts(sound_comparison()));
  for (const auto& one : cases) {
    Content content = sound_comparison();
    one.change(content.contrasts[0]);
    const std::string text = as_text(check_contrasts(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem)) << one.place;
  }
}

TEST(CheckContrasts, AScenarioOfAnotherModelIsNotLookedFor) {
  Content content = sound_comparison();
  content.contrasts[0].scenario = "elsewhere";
  content.contrasts[0].targets[0].other = 0.3;
  EXPECT_THAT(as_text(check_contrasts(content)), IsEmpty());
}

}  // namespace
}  // namespace jingchu::output
