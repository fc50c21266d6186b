// What a horizon asks of the history and of exogenous series, and what levers, tunes and anchors put into a run.
#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

Complaint compiled(const std::string& equation, std::vector<SourceText> data, const std::string& from = "2024Q1", const std::string& to = "2024Q4", const std::string& more = {}) {
  return complaint_of([&] { Solved(head + "history = [\"history.csv\"]\n[variables.y]\nequation = \"y = " + equation + "\"\n" + more, std::move(data), from, to); });
}
std::vector<SourceText> four() { return {{"history.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4\ny,10,20,30,40\n"}}; }

TEST(History, ALagBeyondItTellsPeriodsNeededAndPresent) {
  EXPECT_THAT(compiled("y[-5]", four()), Says({"model.toml:7:13: error: 'y' needs 5 quarters before 2024Q1, has 4", "hint: give y in the history for 2022Q4"}));
  EXPECT_EQ(compiled("y[-4]", four()).code, -1);
  EXPECT_THAT(compiled("y[-1]", four(), "2024Q3", "2024Q4"), Says({"'y' needs 1 quarters before 2024Q3, has 0"}));
  EXPECT_THAT(compiled("y[-1]", {{"history.csv", "variable,2023Q3,2023Q4\ny,1,\n"}}), Says({"'y' needs 1 quarters before 2024Q1, has 0"}));
}

TEST(History, AFixedPeriodNeedsItsValueOnly) {
  EXPECT_EQ(compiled("y[-1]/y[2023Q1]", {{"history.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4\ny,10,,,40\n"}}).code, -1);
  EXPECT_THAT(compiled("y[-1]/y[2022Q1]", four()), Says({"'y' has no value in 2022Q1, which a formula names"}));
}

TEST(History, AFixedPeriodAfterTheHorizonIsRefused) {
  EXPECT_THAT(compiled("y[-1]/y[2025Q1]", four()), Says({"model.toml:7:23: error: 'y' has no value in 2025Q1"}));
  EXPECT_THAT(compiled("y[-1] + p[2025Q1]", four(), "2024Q1", "2024Q4", "[levers.p]\ndefault = 1\n"), Says({"'p' has no value in 2025Q1", "the horizon ends before"}));
}

TEST(History, AFixedPeriodOfTheHorizonIsALead) {
  EXPECT_THAT(compiled("y[-1]/y[2024Q2]", four()), Says({"model.toml:7:23: error: 'y' in 2024Q2 is a lead: the period lies in the horizon", "name a period of the history"}));
  EXPECT_THAT(compiled("d(a[2024Q1])", four(), "2024Q1", "2024Q4", "[definitions]\na = \"y\"\n"), Says({"in 'a': 'y' in 2024Q1 is a lead"}));
  // A series is known in all periods.
  EXPECT_EQ(compiled("y[-1] + p[2024Q4]", four(), "2024Q1", "2024Q4", "[levers.p]\ndefault = 1\n").code, -1);
}

TEST(Equations, ThatSayNothingAreRefused) {
  EXPECT_THAT(compiled("y", four()), Says({"model.toml:7:13: error: the equation of 'y' says nothing about it"}));
}

TEST(Exogenous, SeriesNeedHistoryAndHorizon) {
  const std::string world = "[exogenous.w]\nlabel = \"world\"\n";
  const auto data = [](const std::string& row) { return std::vector<SourceText>{{"history.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4,2024Q1,2024Q2,2024Q3,2024Q4\n" + row + "\n"}}; };
  EXPECT_EQ(compiled("w[-1]", data("w,,,,1,2,3,4,5"), "2024Q1", "2024Q4", world).code, -1);
  EXPECT_THAT(compiled("w[-2]", data("w,,,,1,2,3,4,5"), "2024Q1", "2024Q4", world), Says({"model.toml:8:12: error: exogenous series 'w' has no value in 2023Q3"}));
  EXPECT_THAT(compiled("w", data("w,,,,1,2,,4,"), "2024Q1", "2024Q4", world), Says({"exogenous series 'w' has no value in 2024Q2, 2024Q4"}));
  EXPECT_THAT(compiled("w", data("w,,,,1,2,3,4,5"), "2024Q1", "2030Q4", world), Says({"'w' has no value in 2025Q1, 2025Q2, 2025Q3, 2025Q4 and 20 more periods"}));
}

TEST(Levers, HoldTheirDefaultOrWhatTheScenarioSays) {
  const std::string text = head + "[levers.push]\ndefault = 7\n[variables.y]\nequation = \"y = push + 100*push[-1]\"\n";
  EXPECT_EQ(Solved(text, {}, "2024Q1", "2024Q2")["y"], (std::vector<double>{707, 707}));
  Setting setting;
  setting.levers["push"] = {1, 2};
  EXPECT_EQ(Solved(text, {}, "2024Q1", "2024Q2", {}, setting)["y"], (std::vector<double>{701, 102}));
}

TEST(Tunes, HoldAVariableInTheirPeriods) {
  Setting setting;
  setting.tunes["y"] = {std::nullopt, 5.0, std::nullopt};
  for (const char* equation : {"y = y[-1] + 1", "2*y - y = y[-1] + 1"})
    EXPECT_THAT(Solved(head + "history = [\"history.csv\"]\n[variables.y]\nequation = \"" + std::string(equation) + "\"\n", four(), "2024Q1", "2024Q3", {}, setting, {"y"})["y"],
                Near({41, 5, 6}, 1e-9))
        << equation;
  EXPECT_THAT(complaint_of([&] { Solved(head + "[variables.y]\nequation = \"y = 1\"\n", {}, "2024Q1", "2024Q1", {}, {}, {"z"}); }), Says({"'z' is no variable of the model and cannot be held"}));
}

std::string anchored(const std::string& anchor) {
  return head + "history = [\"history.csv\"]\n[parameters]\np = 3\n[variables.y]\nequation = \"y = y[-1] + y[-4] + p\"\n[anchors.level]\nbase = 100\n" + anchor;
}
double first(const std::string& anchor, double figure) {
  Setting setting;
  setting.anchors["level"] = figure;
  return Solved(anchored(anchor), four(), "2024Q1", "2024Q1", {}, setting)["y"][0];
}

TEST(Anchors, RescaleHistoryAndParametersByTheirFactor) {
  EXPECT_EQ(first("series = [\"y\"]\n", 100), 53);
  EXPECT_EQ(first("series = [\"y\"]\n", 200), 103);
  EXPECT_EQ(first("parameters = [\"p\"]\n", 200), 56);
  EXPECT_EQ(first("factor = \"1 + (value - base)/50\"\nseries = [\"y\"]\nparameters = [\"p\"]\n", 150), 106);
  EXPECT_EQ(first("factor = \"(value/base)^2 - 0\"\nseries = [\"y\"]\n", 300), 453);
}

TEST(Anchors, MayMoveAPartOfTheHistory) {
  EXPECT_EQ(first("series = [\"y\"]\nuntil = \"2023Q1\"\n", 200), 40 + 20 + 3);
  EXPECT_EQ(first("series = [\"y\"]\nfrom = \"2023Q2\"\nuntil = \"2023Q3\"\n", 200), 40 + 10 + 3);
  EXPECT_EQ(first("series = [\"y\"]\nfrom = \"2023Q4\"\n", 200), 80 + 10 + 3);
}

TEST(Anchors, AFactorThatIsNoNumberIsRefused) {
  EXPECT_THAT(complaint_of([] { first("factor = \"50/(value - 50)\"\nseries = [\"y\"]\n", 50); }), Says({"anchor 'level'", "not a finite number"}));
}

TEST(Anchors, WrongOnesAreToldWhenTheModelIsRead) {
  const auto wrong = [](const std::string& anchor) { return complaint(anchored(anchor), four()); };
  EXPECT_THAT(wrong("factor = \"value\"\nseries = [\"y\"]\n"), Says({"model.toml:10:10: error: anchor 'level': the factor at its base 100 is 100, expected exactly 1"}));
  EXPECT_THAT(wrong("factor = \"value/bse\"\nseries = [\"y\"]\n"), Says({"model.toml:12:17: error: unknown name 'bse' in a factor"}));
  EXPECT_THAT(wrong("factor = \"value/base + 0*log(2)\"\nseries = [\"y\"]\n"), Says({"a factor is plain arithmetic"}));
  EXPECT_THAT(wrong(""), Says({"anchor 'level' moves nothing"}));
  EXPECT_THAT(wrong("series = [\"yy\"]\n"), Says({"anchor 'level': no variable 'yy'", "did you mean 'y'?"}));
  EXPECT_THAT(wrong("series = [\"y\"]\nfrom = \"2023Q4\"\nuntil = \"2023Q1\"\n"), Says({"from 2023Q4 comes after until 2023Q1"}));
  std::string sum = "value/base";
  for (int i = 0; i < 16000; ++i) sum += " - 0";
  EXPECT_EQ(wrong("factor = \"" + sum.substr(0, 65000) + "\"\nseries = [\"y\"]\n").code, -1);
}

}  // namespace
}  // namespace jingchu::models
