// Annual values, measures and the formulas of targets.
#include <fmt/format.h>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

// Y is 1..4 in 2023, 5..8 in 2024, 9..12 in 2025.
std::string model(const std::string& more = {}) {
  return head + R"toml(history = ["history.csv"]
[parameters]
half = 0.5
[parameters.drawn]
law = { normal = [3, 1] }
[levers.push]
default = 7
[shocks]
e = 0.1
[definitions]
twice = "2*Y"
[variables.Y]
equation = "Y = Y[-1] + 1 + e"
[variables.S]
measure = "stock"
equation = "S = Y"
[variables.R]
measure = "rate"
equation = "R = Y"
[variables.M]
measure = "stock"
annual = "mean"
equation = "M = Y + push"
[measures.growth]
formula = "annual_growth(Y, year)"
[measures.change]
formula = "growth[year] - growth[year-1]"
)toml" + more;
}
std::vector<SourceText> history() {
  return {{"history.csv", "variable,2022Q1,2022Q2,2022Q3,2022Q4,2023Q1,2023Q2,2023Q3,2023Q4\nY,1,1,1,1,1,2,3,4\nS,,,,,1,2,3,4\nR,,,,,1,2,3,4\nM,,,,,1,2,3,4\n"}};
}
Solved solved(const std::vector<MeasureRequest>& requests = {}, const std::string& from = "2024Q1", const std::string& to = "2025Q4") {
  return Solved(model(), history(), from, to, requests);
}
double asked(const std::string& formula) { return solved({{"asked", formula, {}}}).output("asked"); }
/// What a target's measure earns; its first character stands at scenario.toml:7:12.
Complaint refused(const std::string& formula) {
  return complaint_of([&] { solved({{"asked", formula, Place{"scenario.toml", 7, 12, 1, "measure = \"" + formula + "\""}}}); });
}

TEST(AnnualValues, FollowTheRuleOfTheirVariable) {
  const Solved s = solved();
  EXPECT_EQ(s.output("annual(Y, 2024)"), 26);
  EXPECT_EQ(s.output("annual(S, 2024)"), 8);
  EXPECT_EQ(s.output("annual(R, 2024)"), 6.5);
  EXPECT_EQ(s.output("annual(M, 2025)"), 17.5);
}

TEST(AnnualValues, OfAYearThatIsNotCoveredDoNotExist) {
  const Solved s = solved({}, "2024Q1", "2025Q2");
  EXPECT_TRUE(s.has_output("annual(Y, 2024)"));
  EXPECT_FALSE(s.has_output("annual(Y, 2025)"));
  EXPECT_FALSE(s.has_output("growth[2025]"));
  // A horizon that begins inside a year: the history has its first quarters.
  const Solved late = Solved(model(), {{"history.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4,2024Q1,2024Q2\nY,1,2,3,4,5,6\n"}}, "2024Q3", "2024Q4");
  EXPECT_EQ(late.output("annual(Y, 2024)"), 26);
  EXPECT_FALSE(late.has_output("annual(R, 2024)"));
  EXPECT_EQ(late.output("annual(S, 2024)"), 8);
}

TEST(Measures, AreTakenInEveryYearOfTheHorizon) {
  const Solved s = solved();
  EXPECT_DOUBLE_EQ(s.output("growth[2024]"), 160);
  EXPECT_DOUBLE_EQ(s.output("growth[2025]"), 100 * (42.0 / 26 - 1));
  // growth[2023] comes from the history alone.
  EXPECT_NEAR(s.output("change[2024]"), 160 - 150, 1e-12);
}

TEST(Measures, TakeTheirYearAlongIntoDefinitions) {
  const std::string more = "[measures.when]\nformula = \"year + 0*twice[2024Q1] + 0*annual(Y, year)\"\n[measures.step]\nformula = \"when[year] - when[year-1]\"\n";
  EXPECT_EQ(Solved(model(more), history(), "2024Q1", "2025Q4").output("step[2025]"), 1);
  std::string dated = model("[measures.when]\nformula = \"date[2024Q1]\"\n[measures.step]\nformula = \"when[year] - when[year-1]\"\n");
  dated.replace(dated.find("twice = "), 0, "date = \"0*Y + year\"\n");
  EXPECT_EQ(Solved(dated, history(), "2024Q1", "2025Q4").output("step[2025]"), 1);
}

TEST(Requests, AddPeriodsYearsParametersAndMeasures) {
  EXPECT_EQ(asked("annual(Y, 2024)"), 26);
  EXPECT_EQ(asked("annual(Y, 2023)"), 10);
  EXPECT_DOUBLE_EQ(asked("annual_growth(Y, 2024)"), 160);
  EXPECT_EQ(asked("cumulative(Y, 2023Q3, 2024Q2)"), 3 + 4 + 5 + 6);
  EXPECT_EQ(asked("cumulative(Y, 2024Q2, 2024Q2)"), 6);
  EXPECT_EQ(asked("Y[2024Q4] - Y[2023Q4]"), 4);
  EXPECT_EQ(asked("push[2024Q1]*half + drawn"), 6.5);
  EXPECT_EQ(asked("twice[2024Q1]"), 10);
  EXPECT_DOUBLE_EQ(asked("growth[2024]"), 160);
  EXPECT_EQ(asked("max(Y[2024Q1], Y[2024Q2]) > 5"), 1);
}

TEST(Requests, OutsideHistoryAndHorizonAreRefused) {
  EXPECT_THAT(refused("annual(Y, 2026)"), Says({"scenario.toml:7:12: error: 'Y' has no value in 2026Q1", "neither the history nor the horizon covers it"}));
  EXPECT_THAT(refused("annual(Y, 2021)"), Says({"'Y' has no value in 2021Q1"}));
  EXPECT_THAT(refused("1 + annual_growth(S, 2023)"), Says({"scenario.toml:7:16: error: 'S' has no value in 2022Q4"}));
  EXPECT_THAT(refused("Y[2026Q1]"), Says({"'Y' has no value in 2026Q1"}));
  EXPECT_THAT(refused("push[2026Q1]"), Says({"'push' has no value in 2026Q1", "the horizon ends before"}));
  EXPECT_THAT(refused("twice[2030Q1]"), Says({"in 'twice': 'Y' has no value in 2030Q1"}));
  EXPECT_THAT(refused("growth[2026]"), Says({"'Y' has no value in 2026Q1"}));
  EXPECT_THAT(refused("cumulative(Y, 2024Q3, 2024Q1)"), Says({"the last period 2024Q1 is before the first, 2024Q3"}));
}

TEST(Requests, SayOfWhichPeriodOrYear) {
  EXPECT_THAT(refused("Y"), Says({"scenario.toml:7:12: error: 'Y' has a value in every period", "say which: annual(Y, 2024) or Y[2024Q4]"}));
  EXPECT_THAT(refused("twice"), Says({"'twice' has a value in every period"}));
  EXPECT_THAT(refused("push"), Says({"'push' has a value in every period"}));
  EXPECT_THAT(refused("Y[-1]"), Says({"a lag in a measure"}));
  EXPECT_THAT(refused("Y[2024]"), Says({"'Y' has periods, not years", "write annual(Y, 2024)"}));
  EXPECT_THAT(refused("growth"), Says({"'growth' is a measure", "growth[2024]"}));
  EXPECT_THAT(refused("annual(Y, year)"), Says({"'year' means nothing in this measure"}));
  EXPECT_THAT(refused("growth[year]"), Says({"'year' means nothing in this measure"}));
  EXPECT_THAT(refused("t"), Says({"'t' means nothing in this measure"}));
  EXPECT_THAT(refused("d(Y)"), Says({"'d' cannot be used in a measure"}));
  EXPECT_THAT(refused("e[2024Q1]"), Says({"'e' is a shock; a measure is about variables"}));
  EXPECT_THAT(refused("annual(2*Y, 2024)"), Says({"found a formula, expected the name of a variable"}));
  EXPECT_THAT(refused("annual(YY, 2024)"), Says({"unknown variable 'YY'", "did you mean 'Y'?"}));
  EXPECT_THAT(refused("annual(Y, 2024.5)"), Says({"the year is not a whole number"}));
  EXPECT_THAT(refused("annual(Y, 24)"), Says({"the year is 24; allowed are 1000 to 9999"}));
  EXPECT_THAT(refused("cumulative(Y, 2024, 2025)"), Says({"expected a period", "write 2024Q4"}));
  EXPECT_THAT(refused("annual(Y, 2024) = 3"), Says({"an '=' in a measure"}));
}

TEST(Measures, WrongOnesAreToldWhenTheModelIsRead) {
  EXPECT_THAT(complaint(model("[measures.bad]\nformula = \"annual(Z, year)\"\n"), history()), Says({"unknown variable 'Z'"}));
  EXPECT_THAT(complaint(model("[measures.bad]\nformula = \"bad[year-1] + 1\"\n"), history()), Says({"the measure 'bad' uses itself without end"}));
  EXPECT_THAT(complaint(model("[measures.bad]\nformula = \"growth[year-401]\"\n"), history()), Says({"at most 400 years back are allowed"}));
  EXPECT_THAT(complaint(model("[variables.V]\nequation = \"V = growth\"\n"), history()), Says({"'growth' is a measure", "cannot be used in equations"}));
}

TEST(Measures, ThatUseEachOtherTwiceStayQuick) {
  std::string more = "[measures.m0]\nformula = \"annual(Y, year)\"\n";
  for (int i = 1; i <= 18; ++i)
    more += fmt::format("[measures.m{0}]\nformula = \"(m{1}[year] + m{1}[year] + m{1}[year])/3\"\n", i, i - 1);
  EXPECT_DOUBLE_EQ(Solved(model(more), history(), "2024Q1", "2024Q4").output("m18[2024]"), 26);
}

TEST(Requests, AllWrongOnesAreToldInOneGo) {
  const Complaint c = complaint_of([&] { solved({{"a", "annual(Y, 2031)", Place{"s.toml", 1, 1, 1, {}}}, {"b", "Q", Place{"s.toml", 2, 1, 1, {}}}}); });
  EXPECT_THAT(c, Says({"s.toml:1:1: error:", "s.toml:2:1: error: unknown name 'Q'"}));
}

}  // namespace
}  // namespace jingchu::models
