// Definitions are put in where their names are used, lags included.
#include <fmt/format.h>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

std::string definitions(const std::string& lines) { return "[definitions]\n" + lines; }

TEST(Definitions, AreSubstitutedAndALagShiftsWhatIsInside) {
  const std::string gap = definitions("gap = \"p*x - x[-1]\"\n");
  EXPECT_EQ(values("gap", gap), (std::vector<double>{6, 7, 8, 9}));
  EXPECT_EQ(values("gap[-1]", gap), (std::vector<double>{5, 6, 7, 8}));
  EXPECT_EQ(values("gap[2023Q2]", gap), (std::vector<double>{3, 3, 3, 3}));
  EXPECT_EQ(values("movsum(gap, 2)", gap), (std::vector<double>{11, 13, 15, 17}));
  EXPECT_EQ(values("lag(gap[-1], 1)", gap), (std::vector<double>{4, 5, 6, 7}));
  EXPECT_EQ(values("a", definitions("a = \"t + quarter\"\n")), (std::vector<double>{1, 3, 5, 7}));
  EXPECT_EQ(values("a[-1]", definitions("a = \"t + quarter\"\n")), (std::vector<double>{3, 1, 3, 5}));
}

TEST(Definitions, MayUseOthersInAnyOrder) {
  EXPECT_EQ(values("a", definitions("a = \"b[-1] + 1\"\nb = \"c*c\"\nc = \"x - 1\"\n")), (std::vector<double>{10, 17, 26, 37}));
}

TEST(Definitions, ThatUseThemselvesAreRefused) {
  EXPECT_THAT(formula_complaint("a", definitions("a = \"a + 1\"\n")), Says({"model.toml:12:6: error: in 'a': the definition 'a' uses itself"}));
  EXPECT_THAT(formula_complaint("a", definitions("a = \"x + b\"\nb = \"a[-1]\"\n")), Says({"model.toml:12:10: error: in 'a': the definition 'b' uses itself"}));
}

TEST(Definitions, AWrongOneIsToldOnceWhereItStands) {
  const Complaint c = formula_complaint("a + b + b[-1]", definitions("b = \"c\"\na = \"b*b\"\nc = \"x + q\"\n"));
  EXPECT_THAT(c, Says({"model.toml:14:10: error: unknown name 'q'"}));
  EXPECT_EQ(count(c.text, "error:"), 1) << c;
  EXPECT_THAT(formula_complaint("a", definitions("a = \"x +\"\n")), Says({"model.toml:12:9: error: the formula ends where a value is expected"}));
  EXPECT_THAT(formula_complaint("a", definitions("a = \"x = 3\"\n")), Says({"model.toml:12:8: error: an '=' where only one side is wanted"}));
}

TEST(Definitions, WhatALagMakesWrongIsToldWhereTheLagStands) {
  const std::string more = "[shocks]\ne = 1\n" + definitions("a = \"x + e\"\n");
  EXPECT_EQ(values("a", more), (std::vector<double>{5, 6, 7, 8}));
  EXPECT_THAT(formula_complaint("1 + a[-1]", more), Says({"model.toml:10:21: error: in 'a': the shock 'e' cannot be lagged"}));
}

TEST(Definitions, ThatDoubleAtEveryStepStayQuick) {
  // Written out, the last one has 2^60 terms; what is equal is one node.
  std::string lines = "a0 = \"x\"\n";
  for (int i = 1; i <= 60; ++i) lines += fmt::format("a{} = \"(a{} + a{}[0])/2\"\n", i, i - 1, i - 1);
  EXPECT_EQ(values("a60", definitions(lines)), (std::vector<double>{5, 6, 7, 8}));
}

TEST(Definitions, NestedDeeperThanTheStackAllowsAreRefused) {
  std::string upwards = "a0 = \"x\"\n", downwards;
  for (int i = 1; i <= 20000; ++i) {
    upwards += fmt::format("a{} = \"a{} + 1\"\n", i, i - 1);
    downwards += fmt::format("a{} = \"a{} + 1\"\n", 20000 - i, 20001 - i);
  }
  EXPECT_THAT(formula_complaint("x", definitions(upwards)), Says({"nested deeper than 400 with its definitions put in"}));
  EXPECT_THAT(formula_complaint("x", definitions(downwards + "a20000 = \"x\"\n")), Says({"nested deeper than 400 with its definitions put in"}));
}

TEST(Formulas, NestedDifferencesStayQuick) {
  std::string formula = "t";
  for (int i = 0; i < 150; ++i) formula = "d(" + formula + ")";
  EXPECT_EQ(values(formula), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_THAT(formula_complaint("movsum(movsum(movsum(movsum(x, 400), 400), 400), 400)"), Says({"at most 400 are allowed"}));
}

}  // namespace
}  // namespace jingchu::models
