#include "output/report/contrast.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
using testing::compared_content;
using testing::sample_content;
using testing::TemporaryFolder;

TEST(Contrasts, WhatIsWrittenReadsBackEqualAndVerifies) {
  const TemporaryFolder folder;
  const Content content = compared_content();
  write_results(folder / "compared.h5", content, false);
  const Content back = read_results(folder / "compared.h5");
  EXPECT_EQ(results_digest(back), results_digest(content));
  ASSERT_EQ(back.contrasts.size(), 1u);
  EXPECT_EQ(back.contrasts[0].targets[0].gained, 620);
  EXPECT_EQ(back.contrasts[0].variables[2].greater, content.contrasts[0].variables[2].greater);
  for (const auto& finding : verify_results(folder / "compared.h5").findings) EXPECT_NE(finding.check, "schema") << finding.place << ": " << finding.problem;
}

TEST(Contrasts, FileOfOneRunHasNoneOfTheirGroups) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  EXPECT_TRUE(read_results(folder / "run.h5").contrasts.empty());
}

TEST(Contrasts, DifferenceBelowTwiceItsErrorIsMarkedAsNoise) {
  EXPECT_TRUE(is_noise(0.1, 0.06));
  EXPECT_FALSE(is_noise(-0.13, 0.06));
  const std::string text = contrast_tables(compared_content(), {false, false, 0}, {"all"});
  EXPECT_THAT(text, AllOf(HasSubstr("+6.0 ± 0.2"), HasSubstr("+6.00 ± 0.03")));
  EXPECT_THAT(text, Not(HasSubstr("+6.00 ± 0.03 ~")));
  EXPECT_THAT(text, HasSubstr("+0.01 ± 0.03 ~"));
}

TEST(Contrasts, MeasuresAndVariablesAreShownByYearWhenAskedFor) {
  const Content content = compared_content();
  const std::string& title = content.variables[2].title_en;
  EXPECT_THAT(contrast_tables(content, {false, false, 0}), Not(HasSubstr(title)));
  EXPECT_THAT(contrast_tables(content, {false, false, 0}, {content.variables[2].name}), HasSubstr(title));
  EXPECT_THAT(contrast_tables(content, {false, false, 0}, {"all"}), AllOf(HasSubstr(title), HasSubstr(content.variables[0].title_en)));
  EXPECT_THAT(contrast_tables(content, {false, false, 0}), Not(HasSubstr("2025")));
  EXPECT_THAT(contrast_tables(content, {false, false, 0}, {content.measures[0].name}), AllOf(HasSubstr("2025"), HasSubstr(content.measures[0].title_en), Not(HasSubstr(title))));
  EXPECT_THROW(shown_columns(content, {"nothing"}), std::exception);
}

TEST(Contrasts, SentenceNamesTheTargetThatMovesMostAndNotTheOneTheScenarioSets) {
  const std::string text = contrast_sentence(compared_content(), compared_content().contrasts[0], {false, false, 0});
  EXPECT_THAT(text, AllOf(HasSubstr("'Push' matters most for 'Gross regional product - real growth' (≥ 6 %)"), HasSubstr("rises from 43.1 % to 49.1 %, by 6.0 points (standard error 0.2)"),
                          HasSubstr("of 2 targets: 1 likelier, 0 less likely, 1 without")));
  const std::string zh = contrast_sentence(compared_content(), compared_content().contrasts[0], {true, false, 0});
  EXPECT_THAT(zh, AllOf(HasSubstr("“加大投资”"), HasSubstr("由 43.1 % 升到 49.1 %"), HasSubstr("6.0 个百分点")));
}

TEST(Contrasts, NoChangeBeyondNoiseIsSaid) {
  Content content = compared_content();
  content.contrasts[0].targets[0] = {"gdp_growth_target_2024", 0.43, 0.431, 0.001, 0.0008, 0.007, 40, 30};
  EXPECT_THAT(contrast_sentence(content, content.contrasts[0], {false, false, 0}), HasSubstr("changes the probability of none of 2 targets by more than"));
}

TEST(Contrasts, JsonHasEveryNumber) {
  const auto all = nlohmann::json::parse(contrasts_json(compared_content()));
  const auto& contrast = all["contrasts"][0];
  EXPECT_EQ(contrast["base"], "report");
  EXPECT_EQ(contrast["targets"][0]["change"], 0.06);
  EXPECT_EQ(contrast["targets"][1]["noise"], true);
  EXPECT_EQ(contrast["measures"][0]["years"][1]["mean"], 0.4);
  EXPECT_EQ(contrast["measures"][0]["years"][1]["greater"], 0.75);
  EXPECT_EQ(contrast["variables"].size(), 2u);
  EXPECT_TRUE(nlohmann::json::parse(report_json(compared_content())).contains("contrasts"));
}

}  // namespace
}  // namespace jingchu::output
