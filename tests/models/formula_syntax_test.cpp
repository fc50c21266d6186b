// Wrong formulas: place inside the file, problem, hint. The formula at hand begins at model.toml:10:17.
#include <string>

#include "models/language/syntax.hpp"
#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

TEST(FormulaSyntax, IsPlacedInsideTheFormula) {
  EXPECT_THAT(formula_complaint("x + * 2"), Says({"model.toml:10:21: error: found '*', expected a value", "hint: a number, a name or a parenthesis"}));
  EXPECT_THAT(formula_complaint("(x + 2"), Says({"model.toml:10:17: error: '(' is never closed", "hint: add ')'"}));
  EXPECT_THAT(formula_complaint("x + 2)"), Says({"model.toml:10:22: error: found ')'", "hint: this parenthesis has no partner"}));
  EXPECT_THAT(formula_complaint("x +"), Says({"model.toml:10:20: error: the formula ends where a value is expected"}));
  EXPECT_THAT(formula_complaint("x 2"), Says({"model.toml:10:19: error: found '2'", "hint: write * between factors"}));
  EXPECT_THAT(formula_complaint("x and"), Says({"model.toml:10:22: error: the formula ends"}));
  EXPECT_THAT(formula_complaint("(x, 2)"), Says({"model.toml:10:19: error: found ',', expected ')'"}));
  EXPECT_THAT(formula_complaint("[-1]"), Says({"model.toml:10:17: error: brackets without a name before them"}));
  EXPECT_THAT(formula_complaint("x[-1"), Says({"model.toml:10:18: error: '[' is never closed"}));
  EXPECT_THAT(formula_complaint("x[-1][-1]"), Says({"model.toml:10:22: error: found '[-1]'"}));
  EXPECT_THAT(formula_complaint("x = 3"), Says({"model.toml:10:19: error: a second '='", "comparisons are written =="}));
  EXPECT_THAT(formula_complaint("(x = 3)"), Says({"model.toml:10:20: error: found '=', expected ')'", "comparisons are written =="}));
  EXPECT_THAT(formula_complaint("#"), Says({"model.toml:10:17: error: '#' cannot stand in a formula"}));
}

TEST(FormulaSyntax, EmptyFormulasAndMissingSidesAreTold) {
  const auto equation = [](const std::string& text) { return complaint(head + "[variables.y]\nequation = \"" + text + "\"\n"); };
  EXPECT_THAT(equation(""), Says({"model.toml:6:13: error: an empty formula"}));
  EXPECT_THAT(equation("  "), Says({"model.toml:6:15: error: an empty formula"}));
  EXPECT_THAT(equation("y"), Says({"model.toml:6:13: error: no '=' in this equation", "hint: an equation reads variable = formula"}));
  EXPECT_THAT(equation("= 1"), Says({"model.toml:6:13: error: nothing before '='"}));
  EXPECT_THAT(equation("y ="), Says({"model.toml:6:16: error: the formula ends where a value is expected"}));
}

TEST(FormulaSyntax, ChineseBeforeAProblemDoesNotShiftItsColumn) {
  EXPECT_THAT(complaint(head + "[variables.y]\nlabel = { zh = \"产出\" }\nequation = 'y = 中 + 1'\n"),
              Says({"model.toml:7:17: error: '中' (U+4E2D) cannot stand in a formula", "hint: names are ASCII"}));
  EXPECT_THAT(complaint(head + "variables = { y = { label = \"产出\", equation = \"y = q\" } }\n"), Says({"model.toml:5:51: error: unknown name 'q'"}));
}

TEST(FormulaSyntax, PlacesFollowEscapesAndLinesOfAString) {
  EXPECT_THAT(complaint(head + "[variables.y]\nequation = \"y =\\u0020\\t1 + q\"\n"), Says({"model.toml:6:28: error: unknown name 'q'"}));
  EXPECT_THAT(complaint(head + "[variables.y]\nequation = \"\"\"\ny = 1 +\n  q\"\"\"\n"), Says({"model.toml:8:3: error: unknown name 'q'", "    8 |   q"}));
}

TEST(FormulaSyntax, FullWidthSignsAreNamedWithTheirAsciiForm) {
  EXPECT_THAT(formula_complaint("x ＋ 1 － 2"), Says({"model.toml:10:19: error: full-width '＋' (U+FF0B)", "hint: type '+'", "model.toml:10:23: error: full-width '－' (U+FF0D)", "type '-'"}));
  EXPECT_THAT(formula_complaint("x × 2 ÷ 3"), Says({"'×' (U+00D7)", "type '*'", "'÷' (U+00F7)", "type '/'"}));
  EXPECT_THAT(formula_complaint("（x）"), Says({"'（' (U+FF08)", "type '('", "'）' (U+FF09)", "type ')'"}));
  EXPECT_THAT(formula_complaint("x ≤ 3"), Says({"'≤' (U+2264)", "type '<='"}));
  EXPECT_THAT(formula_complaint("x ≥ 3"), Says({"type '>='"}));
  EXPECT_THAT(formula_complaint("x ≠ 3"), Says({"type '!='"}));
}

TEST(FormulaSyntax, OtherLanguagesOperatorsAreNamed) {
  EXPECT_THAT(formula_complaint("x**2"), Says({"model.toml:10:18: error: '**' is not an operator here", "hint: powers are written x^y"}));
  EXPECT_THAT(formula_complaint("x && 1"), Says({"'&&' is not an operator here", "write and"}));
  EXPECT_THAT(formula_complaint("x || 1"), Says({"'||' is not an operator here", "write or"}));
  EXPECT_THAT(formula_complaint("!x"), Says({"'!' cannot stand in a formula", "write not"}));
  EXPECT_THAT(formula_complaint("x % 2"), Says({"'%' cannot stand in a formula", "mod(a, b)"}));
  EXPECT_THAT(formula_complaint("2x"), Says({"model.toml:10:17: error: '2x' is neither a number nor a name", "hint: write 2*x"}));
}

TEST(FormulaSyntax, NumbersMustFit) {
  EXPECT_THAT(formula_complaint("1e400"), Says({"model.toml:10:17: error: a number that does not fit"}));
  EXPECT_THAT(formula_complaint("1.2.3"), Says({"error: found '.3'"}));
  EXPECT_EQ(values("1.5e1 + .5 + 1e-3")[0], 15.501);
}

TEST(FormulaNames, UnknownOnesGetTheNearestName) {
  EXPECT_THAT(complaint(head + "[parameters]\ngrowth = 1\n[variables.y]\nequation = \"y = grwth\"\n"),
              Says({"model.toml:8:17: error: unknown name 'grwth'", "hint: did you mean 'growth'?"}));
  EXPECT_THAT(formula_complaint("something"), Says({"unknown name 'something'", "no variable, parameter, shock, lever, series or definition has this name"}));
  EXPECT_THAT(formula_complaint("log"), Says({"unknown name 'log'", "this is a function: log(x)"}));
  EXPECT_THAT(formula_complaint("max(nan, 1)"), Says({"unknown name 'nan'"}));
}

TEST(FormulaFunctions, UnknownOnesAndWrongArgumentsShowTheSignature) {
  EXPECT_THAT(formula_complaint("lgo(x)"), Says({"model.toml:10:17: error: unknown function 'lgo'", "did you mean log(x)?"}));
  EXPECT_THAT(formula_complaint("p(x)"), Says({"unknown function 'p'", "'p' is no function; a product is written p*(...)"}));
  EXPECT_THAT(formula_complaint("log()"), Says({"'log' has 0 arguments", "write log(x)"}));
  EXPECT_THAT(formula_complaint("log(x, 2)"), Says({"'log' has 2 arguments"}));
  EXPECT_THAT(formula_complaint("min()"), Says({"'min' has 0 arguments", "write min(x, y, ...)"}));
  EXPECT_THAT(formula_complaint("min(x)"), Says({"'min' has 1 argument\n"}));
  EXPECT_THAT(formula_complaint("if(x, 1)"), Says({"'if' has 2 arguments", "if(condition, then, otherwise)"}));
  EXPECT_THAT(formula_complaint("movsum(x, p)"), Says({"the number of periods is not a whole number"}));
  EXPECT_THAT(formula_complaint("movsum(x, 2.5)"), Says({"the number of periods is not a whole number"}));
  EXPECT_THAT(formula_complaint("movsum(x, 0)"), Says({"the number of periods is 0; allowed are 1 to 400"}));
  EXPECT_THAT(formula_complaint("movmean(x, 401)"), Says({"401; allowed are 1 to 400"}));
  EXPECT_THAT(formula_complaint("annual(x, 2024)"), Says({"'annual' cannot be used in an equation"}));
}

TEST(FormulaLags, LeadsAreRefused) {
  for (const char* lead : {"x[+1]", "x[1]", "x[ +2 ]"}) EXPECT_THAT(formula_complaint(lead), Says({"model.toml:10:18: error: ", "is a lead", "leads are not supported: the model is solved forward"})) << lead;
  EXPECT_THAT(formula_complaint("x[--1]"), Says({"is neither a lag nor a period"}));
  EXPECT_THAT(formula_complaint("lag(x, -1)"), Says({"the lag is -1; allowed are 0 to 400"}));
}

TEST(FormulaLags, MustBeWholeConstants) {
  for (const char* lag : {"x[-1.5]", "x[-n]", "x[]", "x[-]", "x[p]", "x[2023Q5]", "x[2023-11]", "x[-1e1]"})
    EXPECT_THAT(formula_complaint(lag), Says({"model.toml:10:18: error: ", "is neither a lag nor a period", "x[2023Q4] for a fixed period"})) << lag;
  EXPECT_THAT(formula_complaint("2023Q5"), Says({"'2023Q5' is neither a number nor a period", "quarters go from 1 to 4"}));
  EXPECT_THAT(formula_complaint("2023Q4"), Says({"the period 2023Q4 stands alone"}));
  EXPECT_THAT(formula_complaint("x[2023]"), Says({"'x' has periods, not years", "write x[2024Q4] for a fixed period"}));
}

TEST(FormulaLags, ReachAtMostFourHundredPeriods) {
  EXPECT_THAT(formula_complaint("x[-401]"), Says({"model.toml:10:18: error: 'x[-401]': a lag of at most 400 periods"}));
  EXPECT_THAT(formula_complaint("x[-99999999999999999999]"), Says({"a lag of at most 400 periods"}));
  EXPECT_THAT(formula_complaint("lag(x[-300], 300)"), Says({"lags inside each other that reach 600 periods back; at most 400"}));
}

TEST(FormulaLags, ParametersAndShocksHaveNone) {
  EXPECT_THAT(formula_complaint("p[-1]"), Says({"'p' is a parameter: one number, without lags or periods", "write p"}));
  EXPECT_THAT(formula_complaint("e[-1]", "[shocks]\ne = 1\n"), Says({"the shock 'e' cannot be lagged", "define a variable z with z = e and use z[-1]"}));
  EXPECT_THAT(formula_complaint("d(e)", "[shocks]\ne = 1\n"), Says({"the shock 'e' cannot be lagged"}));
}

TEST(FormulaConstants, WhatHasNoValueIsToldWhenTheFileIsRead) {
  for (const char* formula : {"x/0", "1/0", "0/0", "x/(1 - 1)", "1/-0"}) EXPECT_THAT(formula_complaint(formula), Says({"model.toml:10:18: error: division by zero"})) << formula;
  EXPECT_THAT(formula_complaint("log(-1)"), Says({"model.toml:10:17: error: log(-1) is not a finite number"}));
  EXPECT_THAT(formula_complaint("log(0)"), Says({"log(0) is not a finite number"}));
  EXPECT_THAT(formula_complaint("sqrt(-2)"), Says({"sqrt(-2) is not a finite number"}));
  EXPECT_THAT(formula_complaint("0^-1"), Says({"model.toml:10:18: error: this power is not a finite number"}));
  EXPECT_THAT(formula_complaint("0^-2.5"), Says({"this power is not a finite number"}));
  EXPECT_THAT(formula_complaint("(-8)^(1/3)"), Says({"this power is not a finite number"}));
  EXPECT_THAT(formula_complaint("exp(1000)"), Says({"exp(1000) is not a finite number"}));
  EXPECT_THAT(formula_complaint("1e308*10"), Says({"is not a finite number"}));
  EXPECT_THAT(formula_complaint("mod(5, 0)"), Says({"5 mod 0 is not a finite number"}));
  EXPECT_EQ(values("0^0")[0], 1);
}

TEST(Formulas, EveryMistakeOfAFileIsToldInOneGo) {
  const Complaint c = complaint(head + "[variables.a]\nequation = \"a = q1\"\n[variables.b]\nequation = \"b = a + )\"\n[variables.c]\nequation = \"c = log(1, 2)\"\n");
  EXPECT_THAT(c, Says({"model.toml:6:17: error: unknown name 'q1'", "model.toml:8:21: error: found ')'", "model.toml:10:17: error: 'log' has 2 arguments"}));
  EXPECT_EQ(count(c.text, "error:"), 3) << c;
}

}  // namespace
}  // namespace jingchu::models
