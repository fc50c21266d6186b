// What a results file and a report hold of published values.
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/report/conditioned.hpp"
#include "output/report/report.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/results_file.hpp"
#include "output/results/verify.hpp"
#include "tests/output/sample_content.hpp"
#include "tests/output/temporary_folder.hpp"

namespace jingchu::output {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_content;
using testing::TemporaryFolder;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The second scenario of the sample, conditioned on two values.
Content conditioned_content() {
  Content content = sample_content();
  ConditionedResults& c = content.conditioned.emplace_back();
  c.scenario = 1;
  c.min_effective_share = 0.05;
  c.mean_weight = 0.25;
  c.failed_weight = 3;
  c.observed = {{"Y[2024Q1]", "Product, first quarter", "一季度产值", "CNY_1e8", "亿元", "", "2024-04-18", 13100, 40, 13000, 90, 13090, 37},
                {"cumulative(Y, 2024Q1, 2024Q2)", "Product, first half", "上半年产值", "CNY_1e8", "亿元", "", "2024-07-18", 26500, 60, 26300, 170, 26480, 55}};
  const ScenarioResults& scenario = content.scenarios[1];
  for (const auto& [name, observations, effective, log] : {std::tuple{"before", 0, 9997.0, 0.0}, {"2024-04-18", 1, 6000.0, -5.25}, {"2024-07-18", 1, 3000.0, -11.5}}) {
    ReleaseRow& release = c.releases.emplace_back();
    release.name = name;
    release.observations = observations;
    release.effective_paths = effective;
    release.log_likelihood = log;
    release.log_likelihood_error = observations * 0.01;
    for (const auto& target : scenario.targets)
      if (target.status != "not simulated") release.targets.push_back({target.id, 0.5 + log / 100, 0.004, observations > 0 ? -0.06 : nan, observations > 0 ? 0.005 : nan});
    for (const auto& row : scenario.joint) release.joint.push_back({row.tier_set, 0.3, 0.003, observations > 0 ? 0.0 : nan, observations > 0 ? 0.004 : nan});
  }
  return content;
}

TEST(ConditionedResults, WhatIsWrittenReadsBackEqual) {
  const TemporaryFolder folder;
  const Content content = conditioned_content();
  write_results(folder / "run.h5", content, false);
  EXPECT_EQ(detail::encode_content(read_results(folder / "run.h5")), detail::encode_content(content));
}

TEST(ConditionedResults, ContentWithoutPublishedValuesHasTheDigestItAlwaysHad) {
  // Pinned: another one here means that the digests of all results are others.
  EXPECT_EQ(results_digest(sample_content()), "1bf650c6d85bf57cff483d8007034c4c2cb6316dfb9d7e8590215d012bffca26");
  EXPECT_NE(results_digest(conditioned_content()), results_digest(sample_content()));
}

TEST(ConditionedResults, VerifyFindsNumbersThatContradictEachOther) {
  const auto findings = [](auto change) {
    Content content = conditioned_content();
    change(content.conditioned.front());
    std::string text;
    for (const Finding& finding : check_numbers(content)) text += finding.place + ": " + finding.problem + "\n";
    return text;
  };
  EXPECT_THAT(findings([](ConditionedResults& c) { c.releases[1].effective_paths = 10'001; }), HasSubstr("/conditioned/effective_paths, investment-push, 2024-04-18: 10001 of 9997 paths"));
  EXPECT_THAT(findings([](ConditionedResults& c) { c.releases[2].targets[0].change = 0.5; }), HasSubstr("/conditioned/change, investment-push, 2024-07-18"));
  EXPECT_THAT(findings([](ConditionedResults& c) { c.releases[2].observations = 2; }), HasSubstr("sum to 3, 2 values are listed"));
  EXPECT_THAT(findings([](ConditionedResults& c) { c.observed[0].error = 0; }), HasSubstr("/conditioned/value, investment-push, Y[2024Q1]: is 13100 with the error 0"));
}

TEST(ConditionedReport, TheTableOfTheConditionedScenarioSaysSo) {
  const Content content = conditioned_content();
  const std::string english = target_table(content, {false, false, 100}), chinese = target_table(content, {true, false, 100});
  EXPECT_THAT(english, AllOf(HasSubstr("conditioned on 2 published values up to 2024-07-18: worth 3,000 paths of equal weight (30.0 %)"), HasSubstr("13,100 ± 40"), HasSubstr("26,480 ± 55"), HasSubstr("-6.0 ± 0.5")));
  EXPECT_THAT(chinese, AllOf(HasSubstr("以 2 个已公布数值为条件（截至 2024-07-18）"), HasSubstr("上半年产值（亿元）"), HasSubstr("随公布更新的概率")));
  EXPECT_THAT(target_table(sample_content(), {false, false, 100}), Not(HasSubstr("published")));
  EXPECT_EQ(conditioned_warning(content, content.scenarios[1], {}), "");
  Content few = content;
  few.conditioned.front().releases.back().effective_paths = 40;
  EXPECT_THAT(conditioned_warning(few, few.scenarios[1], {}), HasSubstr("40 effective of 9,997 paths, fewer than the 5.0 %"));
}

}  // namespace
}  // namespace jingchu::output
