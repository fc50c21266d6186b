// What a results file and a report hold of published values.
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::conditioned_content;
using testing::sample_content;
using testing::TemporaryFolder;

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
  EXPECT_THAT(english, AllOf(HasSubstr("conditioned on 2 published values up to 2024-07-18: worth 3,000 paths of equal weight (30.0 %)"), HasSubstr("13,100 ± 40"), HasSubstr("26,500 ± 60 (t5)"), HasSubstr("26,480 ± 55"), HasSubstr("-6.0 ± 0.5")));
  EXPECT_THAT(chinese, AllOf(HasSubstr("以 2 个已公布数值为条件（截至 2024-07-18）"), HasSubstr("上半年产值（亿元）"), HasSubstr("随公布更新的概率")));
  EXPECT_THAT(target_table(sample_content(), {false, false, 100}), Not(HasSubstr("published")));
  EXPECT_TRUE(conditioned_warnings(content, content.scenarios[1], {}).empty());
  Content few = content;
  few.conditioned.front().releases.back().effective_paths = 40;
  EXPECT_THAT(conditioned_warnings(few, few.scenarios[1], {}), ElementsAre(HasSubstr("40 effective of 9,997 paths, fewer than the 5.0 %")));

  // 40 of error, and 7 times as far away.
  Content apart = content;
  ObservedRow& first = apart.conditioned.front().observed.front();
  first.value = first.mean + 7 * std::hypot(first.error, first.sd);
  EXPECT_THAT(conditioned_warnings(apart, apart.scenarios[1], {false, false, 0}), ElementsAre(HasSubstr("the values contradict each other, or the model")));
  EXPECT_THAT(conditioned_warnings(apart, apart.scenarios[1], {true, false, 0}), ElementsAre(HasSubstr("相互矛盾")));
  first.prior_sd = 0;
  EXPECT_THAT(conditioned_warnings(apart, apart.scenarios[1], {}), ElementsAre(HasSubstr("is the same on every path: what was published tells nothing")));
}

}  // namespace
}  // namespace jingchu::output
