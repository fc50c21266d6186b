#include "output/export/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/core/error.hpp"
#include "output/export/csv.hpp"
#include "tests/output/export_text.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::compared_content;
using testing::iamc_csv;
using testing::long_csv;
using testing::long_json;
using testing::sample_content;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> lines_with(const std::string& text, const std::string& start) {
  std::vector<std::string> found;
  for (const auto& line : lines_of(text)) {
    if (line.starts_with(start)) found.push_back(line);
  }
  return found;
}

TEST(LongTable, HasOneRowForEveryDefinedNumber) {
  const Content content = sample_content();
  // 2 scenarios; 28 quarters of 3 variables with 5 moments, 2 of them with 9 quantiles; the same of 7 years, and one measure.
  const auto count = [&](const char* table) { return long_rows(content, {{}, {}, {}, {table}}).size(); };
  EXPECT_EQ(count("periods"), 2u * 28 * (3 * 5 + 2 * 9));
  EXPECT_EQ(count("years"), 2u * 7 * (4 * 5 + 3 * 9));
  EXPECT_EQ(count("history"), 20u + 17);
  EXPECT_EQ(count("levers"), 2u * 28);
}

TEST(LongTable, UndefinedNumbersHaveNoRow) {
  Content content = sample_content();
  for (const auto& row : long_rows(content, {})) EXPECT_FALSE(std::isnan(row.value)) << row.name << ' ' << row.statistic;
  content.scenarios[0].annual_measures[0].n[3] = 0;
  const auto rows = long_rows(content, {{"report"}, {"gdp_growth"}, {}, {}});
  for (const auto& row : rows) EXPECT_NE(row.period, "2027");
}

TEST(LongTable, HoldsWhatWasChosen) {
  const Content content = sample_content();
  const auto rows = long_rows(content, {{"investment-push"}, {"Y", "gdp_growth"}, {0.5}, {}});
  int quantiles = 0;
  for (const auto& row : rows) {
    EXPECT_TRUE(row.scenario == "investment-push" || row.table == "history");
    EXPECT_TRUE(row.name == "Y" || row.name == "gdp_growth");
    if (row.statistic != "quantile") continue;
    EXPECT_EQ(row.level, 0.5);
    ++quantiles;
  }
  EXPECT_EQ(quantiles, 28 + 7 + 7);
}

TEST(LongTable, HoldsTheDifferencesOfAComparison) {
  const Content content = compared_content();
  const auto count = [&](const char* table) { return long_rows(content, {{}, {}, {}, {table}}).size(); };
  // Two variables and a measure: 5 moments, 9 quantiles and two shares; three targets and a set of tiers with 6 numbers each.
  EXPECT_EQ(count("contrast_periods"), 28u * 2 * 16);
  EXPECT_EQ(count("contrast_years"), 7u * 3 * 16);
  const auto targets = long_rows(content, {{}, {}, {}, {"contrast_targets"}});
  EXPECT_THAT(targets, ::testing::Not(::testing::IsEmpty()));
  EXPECT_EQ(targets[0].statistic, "change");
  EXPECT_EQ(targets[0].value, 0.06);
  EXPECT_EQ(targets[0].standard_error, 0.0024);
  const std::string text = long_csv(content, {{}, {"Y"}, {0.5}, {"contrast_years"}});
  const std::string start = "investment-push,contrast_years,Y,Gross regional product,地区生产总值,";
  EXPECT_THAT(lines_with(text, start + "CNY_1e8,2025,"), ElementsAre(start + "CNY_1e8,2025,mean,,12,0.03", start + "CNY_1e8,2025,sd,,3,", start + "CNY_1e8,2025,min,,-6,",
                                                                     start + "CNY_1e8,2025,max,,18,", start + "CNY_1e8,2025,n,,9996,", start + "CNY_1e8,2025,quantile,0.5,6,"));
  EXPECT_THAT(lines_with(text, start + "1,2025,"), ElementsAre(start + "1,2025,greater,,0.75,", start + "1,2025,less,,0.125,"));
  // A file without a comparison has none.
  EXPECT_THAT(long_rows(sample_content(), {{}, {}, {}, {"contrast_years"}}), ::testing::IsEmpty());
}

TEST(LongTable, HoldsPublishedValuesAndWhatTheyChanged) {
  const std::string text = long_csv(testing::conditioned_content(), {{}, {}, {}, {"observed", "releases"}});
  const std::string observed = "investment-push,observed,\"cumulative(Y, 2024Q1, 2024Q2)\",\"Product, first half\",上半年产值,";
  EXPECT_THAT(lines_with(text, observed), ElementsAre(observed + "CNY_1e8,2024-07-18,value,,26500,", observed + "CNY_1e8,2024-07-18,error,,60,", observed + "CNY_1e8,2024-07-18,prior mean,,26300,",
                                                      observed + "CNY_1e8,2024-07-18,prior sd,,170,", observed + "CNY_1e8,2024-07-18,mean,,26480,", observed + "CNY_1e8,2024-07-18,sd,,55,",
                                                      observed + "1,2024-07-18,degrees of freedom,,5,"));
  EXPECT_THAT(text, HasSubstr(",1,2024-04-18,log likelihood,,-5.25,0.01\n"));
  EXPECT_THAT(text, HasSubstr("investment-push,releases,A,all targets of the tiers at once,各层级全部目标同时实现,1,2024-07-18,change,,0,0.004\n"));
  EXPECT_THAT(lines_with(text, "investment-push,releases,gdp_growth_target_2024,"), ::testing::SizeIs(5));   // no change before the first release
  EXPECT_THAT(text, Not(HasSubstr("hubei-2024-report,")));
  EXPECT_THAT(long_rows(sample_content(), {{}, {}, {}, {"observed", "releases"}}), ::testing::IsEmpty());
}

TEST(LongTable, NamesThatTheResultsLackAreRefusedWithTheNearest) {
  const auto message = [](const Selection& selection) -> std::string {
    try {
      check_selection(sample_content(), selection);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(message({{"reprt"}, {}, {}, {}}), HasSubstr("did you mean 'report'?"));
  EXPECT_THAT(message({{}, {"gdp_grwth"}, {}, {}}), HasSubstr("did you mean 'gdp_growth'?"));
  EXPECT_THAT(message({{}, {}, {0.3}, {}}), HasSubstr("known: 0.01, 0.05"));
  EXPECT_THAT(message({{}, {}, {}, {"year"}}), HasSubstr("did you mean 'years'?"));
  EXPECT_EQ(message({{"report"}, {"Y"}, {0.05}, {"years"}}), "");
}

TEST(LongCsv, WritesEveryColumnOfANumber) {
  const Content content = sample_content();
  const std::string text = long_csv(content, {{"report"}, {"Y"}, {0.05}, {"periods"}});
  EXPECT_EQ(lines_of(text).front(), "scenario,table,name,title,title_zh,unit,period,statistic,level,value,standard_error");
  const auto& table = content.scenarios[0].variables[0];
  const std::string start = "report,periods,Y,Gross regional product,地区生产总值,CNY_1e8,2024Q2,";
  EXPECT_THAT(lines_with(text, start),
              ElementsAre(start + "mean,," + csv_number(table.mean[1]) + "," + csv_number(table.mean_se[1]), start + "sd,," + csv_number(table.sd[1]) + ",",
                          start + "min,," + csv_number(table.min[1]) + ",", start + "max,," + csv_number(table.max[1]) + ",", start + "n,,9997,",
                          start + "quantile,0.05," + csv_number(table.quantiles[28 + 1]) + "," + csv_number(table.quantile_errors[28 + 1])));
}

TEST(LongCsv, HoldsTargetsWithTheirProbabilityAndThreshold) {
  const std::string text = long_csv(sample_content(), {{"report"}, {}, {0.5}, {"targets", "joint"}});
  const std::string start = "report,targets,urban_jobs_target_2024,New urban jobs,城镇新增就业,";
  EXPECT_THAT(lines_with(text, start + "1,,probability,,0,"), ::testing::SizeIs(1));
  EXPECT_THAT(text, HasSubstr(start + "persons_1e4,,threshold,,92,\n"));
  EXPECT_THAT(text, HasSubstr(start + "persons_1e4,,tolerance,,2,\n"));
  EXPECT_THAT(text, HasSubstr("report,joint,A,"));
  EXPECT_THAT(text, HasSubstr(",1,2,share,,0.4312,\n"));
}

TEST(LongCsv, QuotesTextsWithCommas) {
  Content content = sample_content();
  content.variables[0].title_en = "output, \"real\"";
  EXPECT_THAT(long_csv(content, {}), HasSubstr("Y,\"output, \"\"real\"\"\",地区生产总值"));
}

TEST(IamcCsv, SplitsPeriodsIntoYearAndPart) {
  const Content content = sample_content();
  const std::string text = iamc_csv(content, {{"report"}, {"Y"}, {0.95}, {}}, "CN-HB");
  EXPECT_EQ(lines_of(text).front(), "model,scenario,region,variable,unit,year,subannual,quantile,value");
  EXPECT_THAT(text, HasSubstr("hubei,report,CN-HB,Y,1e8 CNY,2024,Q3,0.95," + csv_number(content.scenarios[0].variables[0].quantiles[7 * 28 + 2]) + "\n"));
  EXPECT_THAT(text, HasSubstr("hubei,report,CN-HB,Y,1e8 CNY,2025,Year,0.95," + csv_number(content.scenarios[0].annual_variables[0].quantiles[7 * 7 + 1]) + "\n"));
  EXPECT_EQ(lines_of(text).size(), 1u + 28 + 7);
}

TEST(IamcCsv, MonthsGoByTheirNames) {
  Content content = sample_content();
  content.time = {12, 2024 * 12 + 9, 28};
  const std::string text = iamc_csv(content, {{"report"}, {"Y"}, {0.5}, {}}, "r");
  EXPECT_THAT(text, HasSubstr(",2024,October,0.5,"));
  EXPECT_THAT(text, HasSubstr(",2025,January,0.5,"));
}

TEST(IamcCsv, AYearlyModelHasEachYearOnce) {
  Content content = sample_content();
  content.time = {1, 2024, 28};
  const auto lines = lines_of(iamc_csv(content, {{"report"}, {"Y"}, {0.5}, {}}, "r"));
  EXPECT_EQ(lines.size(), 1u + 7);
  EXPECT_THAT(std::vector<std::string>(lines.begin() + 1, lines.end()), Each(HasSubstr(",Year,")));
}

TEST(LongCsv, CutsLabelsThatOnlyAStrangersFileHas) {
  // A label stands in hundreds of lines: one of 24 MB would make a table of gigabytes.
  Content content = sample_content();
  std::string& title = content.variables[0].title_zh;
  title = "x";
  while (title.size() < std::size_t{1} << 20) title += "湖北";
  const auto rows = long_rows(content, {{"report"}, {"Y"}, {0.5}, {"years"}});
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) EXPECT_EQ(row.title_zh, title.substr(0, 1024));   // one byte and 341 characters of three
  EXPECT_LT(long_csv(content, {}).size(), std::size_t{4} << 20);
}

TEST(IamcCsv, AVariableWithoutUnitHasOne) { EXPECT_THAT(iamc_csv(sample_content(), {}, "r"), Not(HasSubstr(",,"))); }

TEST(LongJson, HoldsTheRowsOfTheCsv) {
  const Content content = sample_content();
  const auto json = nlohmann::json::parse(long_json(content, {}));
  EXPECT_EQ(json["run"]["seed"], 20240130);
  EXPECT_EQ(json["columns"].size(), 11u);
  const auto rows = long_rows(content, {});
  ASSERT_EQ(json["rows"].size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(json["rows"][i][2], rows[i].name);
    EXPECT_EQ(json["rows"][i][9], rows[i].value);
    EXPECT_EQ(json["rows"][i][8].is_null(), std::isnan(rows[i].level));
  }
}

TEST(LongJson, AnInfiniteNumberIsNull) {
  Content content = sample_content();
  content.scenarios[0].variables[0].max[0] = std::numeric_limits<double>::infinity();
  const auto json = nlohmann::json::parse(long_json(content, {{"report"}, {"Y"}, {}, {"periods"}}));
  EXPECT_TRUE(json["rows"][3][9].is_null());
}

}  // namespace
}  // namespace jingchu::output
