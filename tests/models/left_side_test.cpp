// What may stand on the left of an equation: however it is written, the variable is the same.
#include <cmath>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

/// y with the given equation; y was 40 in 2023Q4 and x is 5, 6, 7, 8.
Solved solved(const std::string& equation) {
  return Solved(head + "history = [\"history.csv\"]\n[exogenous.x]\n[variables.y]\nequation = \"" + equation + "\"\n", one_history(), "2024Q1", "2024Q4");
}

struct Form {
  const char* equation;
  bool is_solved;   ///< without iterating
};

void PrintTo(const Form& form, std::ostream* out) { *out << form.equation; }

class LeftSide : public ::testing::TestWithParam<Form> {};

// y = y[-1]*(1 + x/100), in every form.
TEST_P(LeftSide, EveryFormGivesTheSameSolution) {
  const Solved s = solved(GetParam().equation);
  EXPECT_THAT(s["y"], Near({42, 42 * 1.06, 42 * 1.06 * 1.07, 42 * 1.06 * 1.07 * 1.08}, 1e-9)) << GetParam().equation;
  EXPECT_EQ(s.compiled().program.blocks()[0].tears.empty(), GetParam().is_solved) << GetParam().equation;
}

INSTANTIATE_TEST_SUITE_P(
    Forms, LeftSide,
    ::testing::Values(Form{"y = y[-1]*(1 + x/100)", true}, Form{"log(y) = log(y[-1]) + log(1 + x/100)", true}, Form{"dlog(y) = log(1 + x/100)", true},
                      Form{"d(y) = y[-1]*x/100", true}, Form{"y/y[-1] = 1 + x/100", true}, Form{"sqrt(y) = sqrt(y[-1]*(1 + x/100))", true},
                      Form{"exp(y) = exp(y[-1]*(1 + x/100))", true}, Form{"y - y[-1] = y[-1]*x/100", true}, Form{"y[-1]*(1 + x/100) = y", true},
                      Form{"y^2 + y = (y[-1]*(1 + x/100))^2 + y[-1]*(1 + x/100)", false}, Form{"2*y = y + y[-1]*(1 + x/100)", false},
                      Form{"y = 0.5*y + 0.5*y[-1]*(1 + x/100)", false}, Form{"0 = y - y[-1]*(1 + x/100)", false}, Form{"-y = -y[-1]*(1 + x/100)", false}));

TEST(LeftSide, TheRootOfNoNumberIsNegative) {
  const Solved s = solved("sqrt(y) = 6.5 - x");
  EXPECT_EQ(s["y"][0], 2.25);
  EXPECT_EQ(s["y"][1], 0.25);
  EXPECT_TRUE(s.record().failed);
  EXPECT_EQ(s.record().failure.period, 2);
  EXPECT_EQ(s.record().failure.kind, engine::FailureKind::not_finite);
}

TEST(LeftSide, AnEquationMustDetermineItsVariable) {
  const auto wrong = [](const std::string& equation, const std::string& more = {}) {
    return complaint(head + "history = [\"history.csv\"]\n[exogenous.x]\n" + more + "[variables.y]\nequation = \"" + equation + "\"\n", one_history());
  };
  EXPECT_THAT(wrong("x = 3"), Says({"model.toml:8:13: error: the equation of 'y' does not determine it", "write y = ..."}));
  EXPECT_THAT(wrong("y[-1] = x"), Says({"the equation of 'y' does not determine it"}));
  EXPECT_THAT(wrong("lag(y, 1) = x"), Says({"the equation of 'y' does not determine it"}));
  // A definition that holds the variable counts.
  EXPECT_EQ(wrong("gap = 0", "definitions = { }\n").code, 65);
  EXPECT_EQ(Solved(head + "history = [\"history.csv\"]\n[exogenous.x]\n[definitions]\ngap = \"y - 3*x\"\n[variables.y]\nequation = \"gap = 0\"\n", one_history(), "2024Q1", "2024Q1")["y"][0], 15);
}

}  // namespace
}  // namespace jingchu::models
