// Annual and monthly models: periods, words and years.
#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

std::string head_of(const std::string& frequency, const std::string& origin) {
  return "format = \"jingchu-model 1\"\nname = \"small\"\nfrequency = \"" + frequency + "\"\norigin = \"" + origin + "\"\nhistory = [\"history.csv\"]\n";
}

std::string annual(const std::string& equation) {
  return head_of("annual", "2024") + "[variables.y]\nequation = \"" + equation + "\"\n[measures.growth]\nformula = \"annual_growth(y, year)\"\n[measures.twice]\nformula = \"growth[year] + growth[year-1]\"\n";
}
std::vector<SourceText> years() { return {{"history.csv", "variable,2021,2022,2023\ny,1,2,4\n"}}; }

TEST(AnnualModel, CountsInYears) {
  const Solved s(annual("y = y[-1] + y[-2] + y[2021] + seasonal(0) + 0*t"), years(), "2024", "2026");
  EXPECT_EQ(s["y"], (std::vector<double>{7, 12, 20}));
  EXPECT_EQ(s.output("annual(y, 2025)"), 12);
  EXPECT_EQ(Solved(annual("y = 10*t + year - 2024"), years(), "2024", "2025")["y"], (std::vector<double>{0, 11}));
}

TEST(AnnualModel, MeasuresTakeAYearInBrackets) {
  const Solved s(annual("y = 2*y[-1]"), years(), "2024", "2026", {{"a", "growth[2024] + y[2023]", {}}, {"c", "cumulative(y, 2023, 2025)", {}}});
  EXPECT_EQ(s.output("a"), 104);
  EXPECT_EQ(s.output("c"), 4 + 8 + 16);
  EXPECT_EQ(s.output("twice[2024]"), 200);
}

TEST(AnnualModel, HasNoQuartersOrMonths) {
  EXPECT_THAT(complaint(annual("y = quarter"), years()), Says({"'quarter' means nothing in this model", "its periods are no quarters"}));
  EXPECT_THAT(complaint(annual("y = y[2023Q4]"), years()), Says({"is neither a lag nor a period", "x[2023] for a fixed period"}));
  EXPECT_THAT(complaint(annual("y = 2023Q4"), years()), Says({"periods of this model are years: x[2023]"}));
  EXPECT_THAT(complaint_of([] { Solved(annual("y = y[-4]"), years(), "2024", "2024"); }), Says({"'y' needs 4 years before 2024, has 3"}));
}

std::string monthly(const std::string& equation) {
  return head_of("monthly", "2024-01") + "[variables.y]\nequation = \"" + equation + "\"\n";
}
std::vector<SourceText> months() { return {{"history.csv", "variable,2023-10,2023-11,2023-12\ny,1,2,4\n"}}; }

TEST(MonthlyModel, CountsInMonths) {
  EXPECT_EQ(Solved(monthly("y = 100*month + t + y[2023-11]"), months(), "2024-01", "2024-03")["y"], (std::vector<double>{102, 203, 304}));
  const Solved s(monthly("y = y[-1] + 1"), months(), "2024-01", "2024-12",
                 {{"c", "cumulative(y, 2023-12, 2024-02)", {}}, {"x", "y[2024-12] - y[2023-12]", {}}});
  EXPECT_EQ(s.output("annual(y, 2024)"), 12 * 4 + 78);
  EXPECT_EQ(s.output("c"), 4 + 5 + 6);
  EXPECT_EQ(s.output("x"), 12);
  EXPECT_EQ(Solved(monthly("y = seasonal(1,2,3,4,5,6,7,8,9,10,11,12)"), months(), "2024-11", "2025-02")["y"], (std::vector<double>{11, 12, 1, 2}));
}

TEST(MonthlyModel, HasNoQuarters) {
  EXPECT_THAT(complaint(monthly("y = quarter"), months()), Says({"'quarter' means nothing in this model"}));
  EXPECT_THAT(complaint(monthly("y = y[2024-13]"), months()), Says({"is neither a lag nor a period", "x[2023-12] for a fixed period"}));
  EXPECT_THAT(complaint_of([] { Solved(monthly("y = y[-1]"), months(), "2024-01", "2024-02", {{"c", "cumulative(y, 2024-01, 2024-13)", {}}}); }), Says({"expected a period", "write 2024-12"}));
  EXPECT_THAT(complaint_of([] { Solved(monthly("y = y[-4]"), months(), "2024-01", "2024-01"); }), Says({"'y' needs 4 months before 2024-01, has 3"}));
}

}  // namespace
}  // namespace jingchu::models
