#include "output/report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/core/error.hpp"
#include "output/export/csv.hpp"
#include "output/report/charts.hpp"
#include "output/report/display_width.hpp"
#include "output/report/levels.hpp"
#include "output/report/number_text.hpp"
#include "output/report/svg.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_content;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Content one_scenario() {
  Content content = sample_content();
  content.scenarios.resize(1);
  return content;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The line that holds `part`; fails when there is none.
std::string line_with(const std::string& text, const std::string& part) {
  for (const auto& line : lines_of(text)) {
    if (line.find(part) != std::string::npos) return line;
  }
  ADD_FAILURE() << "no line holds " << part << " in\n" << text;
  return {};
}

TEST(DisplayWidth, ChineseCharactersTakeTwoColumnsAndAccentsNone) {
  EXPECT_EQ(display_width("GDP"), 3);
  EXPECT_EQ(display_width("地区生产总值"), 12);
  EXPECT_EQ(display_width("（%）"), 5);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("≥ 6 % ± 0.5 –"), 13);
}

TEST(DisplayWidth, TextsAreCutAndBrokenByColumnsNotBytes) {
  EXPECT_EQ(shortened("地区生产总值", 7), "地区生…");
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  // A word wider than the column is cut at its hyphens, else the columns behind it would shift.
  EXPECT_THAT(wrapped("opto-chip-display goods", 8), ElementsAre("opto-", "chip-", "display", "goods"));
  EXPECT_THAT(wrapped("地区生产总值增速", 8), ElementsAre("地区生产", "总值增速"));
}

TEST(NumberText, HasCommasAndNoNegativeZero) {
  EXPECT_EQ(number_text(1234567.8, 0), "1,234,568");
  EXPECT_EQ(number_text(-1234.5, 1), "-1,234.5");
  EXPECT_EQ(number_text(-0.001, 1), "0.0");
  EXPECT_EQ(number_text(999.96, 1), "1,000.0");
  EXPECT_EQ(number_text(nan, 1), "-");
  EXPECT_EQ(short_number(8, 4), "8");
  EXPECT_EQ(short_number(1.52, 4), "1.52");
  EXPECT_EQ(short_number(100, 0), "100");
}

TEST(ProbabilityText, NeverClaimsCertainty) {
  EXPECT_EQ(probability_text(0.3512, 0.0021, 50000).text, "35.1 % ± 0.2");
  EXPECT_EQ(probability_text(0.5, 0.0001, 25000000).text, "50.00 % ± 0.01");
  EXPECT_EQ(probability_text(1, 0, 100000).text, "> 99.997 %");
  EXPECT_EQ(probability_text(0, 0, 100000).text, "< 0.003 %");
  EXPECT_EQ(probability_text(0, 0, 10).text, "< 30 %");
  EXPECT_EQ(probability_text(0.9999, 0.0001, 100000).text, "> 99.9 %");
  EXPECT_EQ(probability_text(0.0002, 0.0001, 100000).text, "< 0.1 %");
  EXPECT_EQ(probability_text(0.5, nan, 1).text, "50.0 %");
  EXPECT_EQ(probability_text(nan, nan, 100).text, "-");
  EXPECT_TRUE(probability_text(0, 0, 100).never);
  EXPECT_TRUE(probability_text(1, 0, 100).always);
}

TEST(Levels, TheBandIsFiveToNinetyFiveOrElseTheWidestEvenOne) {
  EXPECT_EQ(reported_band({0.01, 0.05, 0.5, 0.95, 0.99})->text, "5–95 %");
  EXPECT_EQ(reported_band({0.1, 0.25, 0.5, 0.75, 0.9})->text, "10–90 %");
  EXPECT_FALSE(reported_band({0.5, 0.9}).has_value());
}

TEST(TargetTable, ShowsEveryTargetInItsGroup) {
  const std::string text = target_table(one_scenario(), {});
  const auto line = line_with(text, "≥ 6 %");
  EXPECT_THAT(line, HasSubstr("43.1 % ± 0.5"));
  EXPECT_THAT(line, HasSubstr("5.00 – 6.80"));
  EXPECT_LT(text.find("Stretch targets"), text.find("New urban jobs"));
  EXPECT_LT(text.find("Slack targets"), text.find("Retail sales growth"));
  EXPECT_LT(text.find("scenario itself sets"), text.find("Investment in transport"));
  EXPECT_THAT(line_with(text, "Afforested area"), HasSubstr("the model has no land use"));
  EXPECT_THAT(line_with(text, "tiers A and B"), HasSubstr("< 0.03 %"));
  EXPECT_THAT(text, HasSubstr("0 of 9,997 paths met it (below 3/N = 0.03 % with 95 % confidence)"));
  EXPECT_THAT(text, HasSubstr("bounds: if all 3 failed paths missed"));
  EXPECT_THAT(text, Not(HasSubstr("100.0 %")));
}

TEST(TargetTable, SpeaksChinese) {
  const std::string text = target_table(one_scenario(), {true, false, 100});
  for (const char* word : {"目标", "阈值", "实现概率", "均值", "5–95 % 区间", "层级", "联合概率", "未模拟的目标"}) EXPECT_THAT(text, HasSubstr(word));
  EXPECT_THAT(line_with(text, "地区生产总值增速"), HasSubstr("43.1 % ± 0.5"));
  EXPECT_THAT(line_with(text, "造林面积"), HasSubstr("模型不含土地利用"));
  EXPECT_THAT(line_with(text, "城镇新增就业"), HasSubstr("≥ 92 万人（左右）"));
}

TEST(TargetTable, ColumnsAreAlignedByDisplayWidth) {
  const std::string text = target_table(one_scenario(), {true, false, 120});
  const auto end_of = [&](const std::string& line, const std::string& part) { return display_width(line.substr(0, line.find(part) + part.size())); };
  const int column = end_of(line_with(text, "实现概率"), "实现概率");
  EXPECT_EQ(end_of(line_with(text, "≥ 6 %"), "± 0.5"), column);
  EXPECT_EQ(end_of(line_with(text, "≥ 2,000"), "99.97 %"), column);
}

TEST(TargetTable, KeepsToTheWidthOfTheTerminal) {
  for (const bool chinese : {false, true}) {
    for (const int width : {60, 80, 100, 140}) {
      const Style style{chinese, false, width};
      for (const auto& line : lines_of(target_table(sample_content(), style) + failure_summary(sample_content(), style))) {
        EXPECT_LE(display_width(line), width) << line;
      }
    }
  }
}

TEST(TargetTable, ColoursOnlyWhereAsked) {
  EXPECT_THAT(target_table(one_scenario(), {}), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(target_table(one_scenario(), {false, true, 100}), HasSubstr("\x1b[33m"));
}

TEST(TargetTable, ASinglePathGivesNoErrorsAndNoCrash) {
  Content content = one_scenario();
  auto& s = content.scenarios[0];
  s.n_paths = 1;
  s.n_failed = 0;
  s.targets = {s.targets[0]};
  s.targets[0].probability = 1;
  s.targets[0].standard_error = nan;
  s.targets[0].n_paths = 1;
  s.joint = {{"A", 1, nan, 1, 1}};
  s.targets_met = {0, 1};
  const std::string text = target_table(content, {});
  EXPECT_THAT(line_with(text, "real growth"), HasSubstr("> 0 %"));
  EXPECT_THAT(text, HasSubstr("1 path, seed"));
  EXPECT_THAT(text, Not(HasSubstr("99.9 %"))) << "the number of targets met is as uncertain";
}

TEST(TargetTable, TheNumberOfTargetsMetIsNoSurerThanTheNumberOfPathsAllows) {
  Content content = one_scenario();
  auto& s = content.scenarios[0];
  s.n_paths = 100;
  s.n_failed = 0;
  s.targets_met = {0, 1};
  const std::string text = target_table(content, {});
  EXPECT_THAT(text.substr(text.find("Number of targets met")), HasSubstr("> 97 %"));
}

TEST(TargetTable, AScenarioWhoseEveryPathFailedShowsNoNumbers) {
  Content content = one_scenario();
  auto& s = content.scenarios[0];
  for (auto& target : s.targets) target.probability = target.mean = nan, target.value_quantiles.clear(), target.n_paths = 0;
  for (auto& joint : s.joint) joint.probability = nan;
  for (auto& share : s.targets_met) share = nan;
  EXPECT_THAT(target_table(content, {}), Not(HasSubstr("nan")));
}

TEST(YearSummary, ShowsMedianAndBandOfEachYear) {
  const std::string text = year_summary(one_scenario(), {false, false, 160});
  EXPECT_THAT(line_with(text, "Median"), HasSubstr("2030"));
  EXPECT_THAT(line_with(text, "Gross regional product (100m CNY)"), HasSubstr("55,803"));
  EXPECT_THAT(text, HasSubstr("55,310–56,296"));
  EXPECT_THAT(text, Not(HasSubstr("Financial stress")));  // not reported
}

TEST(YearSummary, YearsThatDoNotFitGoToAnotherBlock) {
  const std::string text = year_summary(one_scenario(), {true, false, 80});
  for (const auto& line : lines_of(text)) EXPECT_LE(display_width(line), 80) << line;
  EXPECT_THAT(text, HasSubstr("2030"));
}

TEST(FailureSummary, NamesTheThreeMostFrequentReasons) {
  Content content = one_scenario();
  content.scenarios[0].failed_by_equation = {{"A @ 2024Q1", 1}, {"B @ 2024Q1", 9}, {"C @ 2024Q1", 5}, {"D @ 2024Q1", 7}};
  const std::string text = failure_summary(content, {});
  EXPECT_LT(text.find("B @"), text.find("D @"));
  EXPECT_LT(text.find("D @"), text.find("C @"));
  EXPECT_THAT(text, Not(HasSubstr("A @")));
  EXPECT_THAT(text, HasSubstr("and 1 more"));
  content.scenarios[0].n_failed = 0;
  EXPECT_EQ(failure_summary(content, {}), "");
}

TEST(Json, HoldsTheNumbersAndNullWhereThereIsNone) {
  const auto json = nlohmann::json::parse(run_json(one_scenario(), "run.h5"));
  EXPECT_EQ(json["file"], "run.h5");
  EXPECT_EQ(json["run"]["seed"], 20240130);
  const auto& targets = json["results"][0]["targets"];
  ASSERT_EQ(targets.size(), 5u);
  for (const auto& target : targets) {
    if (target["id"] == "gdp_growth_target_2024") {
      EXPECT_EQ(target["probability"], 0.4312);
      EXPECT_EQ(target["group"], "level");
      EXPECT_EQ(target["quantiles"].size(), 9u);
      EXPECT_TRUE(target["upper"].is_null());
    }
    if (target["id"] == "forest_area_2024") {
      EXPECT_TRUE(target["probability"].is_null());
      EXPECT_EQ(target["reason"], "the model has no land use");
      EXPECT_EQ(target["reason_zh"], "模型不含土地利用");
    }
  }
  EXPECT_EQ(json["results"][0]["joint"][0]["tiers"], "A");
  EXPECT_EQ(json["failures"][0]["failed"], 3);
}

TEST(Json, EveryFormIsValid) {
  for (const auto& text : {run_json(sample_content(), "run.h5"), report_json(sample_content())}) {
    EXPECT_TRUE(nlohmann::json::accept(text));
    EXPECT_EQ(text.back(), '\n');
  }
}

/// Numbers as Germans write them, without the need for an installed locale.
struct GermanNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Reports, DoNotDependOnTheLocale) {
  const auto all = [] {
    return target_table(sample_content(), {}) + year_summary(sample_content(), {}) + report_json(sample_content()) + fan_chart(sample_content(), "Y", {}) + csv_number(0.5);
  };
  const std::string before = all();
  const std::locale old = std::locale::global(std::locale(std::locale::classic(), new GermanNumbers));
  const std::string after = all();
  std::locale::global(old);
  EXPECT_TRUE(before == after);
}

TEST(FanChart, DrawsFourBandsTheMedianAndTheHistory) {
  const std::string svg = fan_chart(sample_content(), "Y", {true});
  std::size_t bands = 0;
  for (std::size_t at = svg.find("<polygon"); at != std::string::npos; at = svg.find("<polygon", at + 1)) ++bands;
  EXPECT_EQ(bands, 4u);
  EXPECT_THAT(svg, HasSubstr("地区生产总值"));
  EXPECT_THAT(svg, HasSubstr("历史"));
  EXPECT_THAT(svg, HasSubstr("10,000 条路径中的 9,997 条"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
}

TEST(FanChart, DrawsMeasuresByYear) { EXPECT_THAT(fan_chart(sample_content(), "gdp_growth", {}), HasSubstr("Growth of gross regional product")); }

TEST(FanChart, AnUnknownNameIsAnsweredWithTheNearest) {
  try {
    fan_chart(sample_content(), "gdp_grwth", {});
    FAIL() << "no error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'gdp_growth'?"));
  }
}

TEST(FanChart, ConstantAndUndefinedSeriesAreDrawn) {
  Content content = one_scenario();
  content.history[0].assign(20, nan);
  for (auto& value : content.scenarios[0].variables[0].quantiles) value = 7;
  EXPECT_THAT(fan_chart(content, "Y", {}), Not(HasSubstr("nan")));
  for (auto& value : content.scenarios[0].variables[0].quantiles) value = nan;
  EXPECT_THAT(fan_chart(content, "Y", {}), Not(HasSubstr("nan")));
}

TEST(TargetChart, HasABarForEverySimulatedTarget) {
  const std::string svg = target_chart(one_scenario(), {});
  EXPECT_THAT(svg, HasSubstr("43.1 % ± 0.5"));
  EXPECT_THAT(svg, HasSubstr("&lt; 0.03 %"));
  EXPECT_THAT(svg, Not(HasSubstr("Afforested")));
  EXPECT_THAT(svg, HasSubstr("all targets of tiers A and B"));
}

TEST(Svg, TextIsEscaped) { EXPECT_EQ(xml_text("a<b>&\"c\x01\xff"), "a&lt;b&gt;&amp;&quot;c??"); }

TEST(Svg, TicksAreRoundAndInside) {
  const Ticks ticks = axis_ticks(3.2, 6.9, 6);
  EXPECT_THAT(ticks.values, ElementsAre(4, 5, 6));
  EXPECT_EQ(axis_ticks(0, 0.01, 5).decimals, 3);
  EXPECT_TRUE(axis_ticks(1, 1, 5).values.empty());
}

TEST(Csv, FieldsAreQuotedAsRfc4180Says) {
  EXPECT_EQ(csv_line({"variable", "a,b", "say \"x\"", "two\nlines", ""}), "variable,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
  EXPECT_EQ(csv_line({""}), "\"\"\n");
}

TEST(Csv, NumbersReadBackToTheSameBits) {
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(csv_number(55803), "55803");
  EXPECT_EQ(csv_number(nan), "");
  const std::string third = csv_number(1.0 / 3);
  double back = 0;
  std::from_chars(third.data(), third.data() + third.size(), back);
  EXPECT_EQ(back, 1.0 / 3);
}

}  // namespace
}  // namespace jingchu::output
