// The order in which operators bind: one test a line of the manual's table.
#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

struct Line {
  const char* formula;
  double value;
};

void PrintTo(const Line& line, std::ostream* out) { *out << line.formula; }

class Precedence : public ::testing::TestWithParam<Line> {};

TEST_P(Precedence, GivesWhatTheTableSays) { EXPECT_EQ(values(GetParam().formula)[0], GetParam().value) << GetParam().formula; }

INSTANTIATE_TEST_SUITE_P(Table, Precedence,
                         ::testing::Values(Line{"1 or 0 and 0", 1}, Line{"not 0 and 0", 0}, Line{"not 1 == 2", 1}, Line{"not not 3", 1},
                                           Line{"1 + 1 > 1", 1}, Line{"2 < 1 + 2", 1}, Line{"1 < 2 and 2 < 1", 0}, Line{"10 - 4 - 3", 3},
                                           Line{"24 / 4 / 2", 3}, Line{"2 + 3 * 4", 14}, Line{"2 * 3 + 4", 10}, Line{"-2 ^ 2", -4},
                                           Line{"(-2) ^ 2", 4}, Line{"2 * -3 ^ 2", -18}, Line{"2 ^ 3 ^ 2", 512}, Line{"2 ^ -1", 0.5},
                                           Line{"2 ^ -1 ^ 2", 0.5}, Line{"- - 3", 3}, Line{"+3", 3}, Line{"1 - -1", 2},
                                           Line{"6 / 2 * 3", 9}, Line{"8 - 2 + 1", 7}, Line{"-6 / 2", -3}));

TEST(Precedence, LogicGivesOneOrZeroAndTakesAnyNumberButZeroAsTrue) {
  EXPECT_EQ(values("(x > 5) + (x > 6)"), (std::vector<double>{0, 1, 2, 2}));
  EXPECT_EQ(values("2 and -3")[0], 1);
  EXPECT_EQ(values("x >= 6 or x == 5"), (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(values("x != 6"), (std::vector<double>{1, 0, 1, 1}));
  EXPECT_EQ(values("x <= 6"), (std::vector<double>{1, 1, 0, 0}));
}

TEST(Precedence, ChainedComparisonsAreRefused) {
  EXPECT_THAT(formula_complaint("1 < x < 3"), Says({"model.toml:10:23: error: comparisons cannot be chained", "hint: write a < b and b < c"}));
  EXPECT_THAT(formula_complaint("x == 1 != 0"), Says({"model.toml:10:24: error: comparisons cannot be chained"}));
}

TEST(Precedence, NotBehindATighterOperatorWantsParentheses) {
  EXPECT_THAT(formula_complaint("1 + not x < 3"), Says({"model.toml:10:21: error: 'not' behind an operator that binds tighter", "hint: put it in parentheses: (not x)"}));
  EXPECT_EQ(values("1 + (not x < 6)"), (std::vector<double>{1, 2, 2, 2}));
}

}  // namespace
}  // namespace jingchu::models
