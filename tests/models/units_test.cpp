// Which formulas the check of units speaks about, and about which it must not.
#include "models/units/check_units.hpp"

#include <fmt/format.h>

#include "tests/models/support.hpp"

namespace jingchu::models {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Variables of every sort, none of which says anything odd.
const std::string economy = head + R"toml([parameters]
a = 0.3
b = 0.5
k = 1
[shocks]
e = 0.1
[levers.plan]
unit = "CNY_1e8"
basis = "nominal"
measure = "flow"
default = 4
per = "year"
[variables]
C = { unit = "CNY_1e8", basis = "real 2023", measure = "flow", equation = "C = 60" }
I = { unit = "CNY_1e8", basis = "real 2023", measure = "flow", equation = "I = 40" }
CN = { unit = "CNY_1e8", basis = "nominal", measure = "flow", equation = "CN = C*PC" }
IN = { unit = "CNY_1e8", basis = "nominal", measure = "flow", equation = "IN = I*PC" }
PC = { unit = "index", measure = "index", equation = "PC = 1.01*PC[-1]" }
K = { unit = "CNY_1e8", basis = "real 2023", measure = "stock", equation = "K = 0.97*K[-1] + I" }
W = { unit = "CNY_1e8", basis = "real 2023", measure = "stock", equation = "W = W[-1] + I" }
U = { unit = "percent", measure = "rate", equation = "U = U[-1] + a*(5 - U[-1])" }
g = { unit = "ratio", measure = "rate", equation = "g = dlog(C)" }
E = { unit = "persons_1e4", measure = "stock", equation = "dlog(E) = b*g" }
J = { unit = "persons_1e4", measure = "flow", equation = "J = d(E)" }
inc = { unit = "CNY/persons", basis = "nominal", measure = "flow", equation = "inc = 10000*CN/E" }
)toml";

std::string text(const std::vector<Diagnostic>& findings) { return findings.empty() ? "nothing" : format_diagnostics(findings, 100); }

std::string findings(const std::string& model) {
  const Model m = load(model);
  return text(UnitCheck(m).findings());
}

/// What the check says of one more variable with this equation, or more keys of the model behind it.
std::string of(const std::string& keys, const std::string& equation, const std::string& more = {}) {
  return findings(economy + fmt::format("[variables.Z]\n{}\nequation = \"{}\"\n{}", keys, equation, more));
}

const std::string real_flow = "unit = \"CNY_1e8\"\nbasis = \"real 2023\"\nmeasure = \"flow\"";
const std::string nominal_flow = "unit = \"CNY_1e8\"\nbasis = \"nominal\"\nmeasure = \"flow\"";
const std::string real_stock = "unit = \"CNY_1e8\"\nbasis = \"real 2023\"\nmeasure = \"stock\"";
const std::string ratio = "unit = \"ratio\"\nmeasure = \"rate\"";
const std::string percent = "unit = \"percent\"\nmeasure = \"rate\"";

TEST(Units, AModelWithoutMistakesEarnsNoWarning) { EXPECT_EQ(findings(economy), "nothing"); }

TEST(Units, AWarningHasPlaceLineCaretAndHint) {
  EXPECT_EQ(of(real_flow, "Z = C + IN"),
            "model.toml:34:21: warning: 'IN' is CNY_1e8, nominal, 'Z' is CNY_1e8, real 2023\n"
            "   34 | equation = \"Z = C + IN\"\n"
            "      |                     ^^\n"
            "  hint: a nominal amount is a real one times its price index\n");
}

TEST(Units, RealAndNominalMoneyDoNotAddUp) {
  EXPECT_THAT(of(nominal_flow, "Z = C*PC + I"), HasSubstr("'I' is CNY_1e8, real 2023, 'Z' is CNY_1e8, nominal"));
  EXPECT_THAT(of(nominal_flow, "Z = 0.5*C"), HasSubstr("'0.5*C' is CNY_1e8, real 2023"));
  EXPECT_THAT(of(nominal_flow, "Z = k*C"), HasSubstr("'k*C' is CNY_1e8, real 2023, 'Z' is CNY_1e8, nominal"));
  EXPECT_THAT(of(ratio, "Z = if(C < IN, 1, 0)"), HasSubstr("'IN' is CNY_1e8, nominal, 'C' is CNY_1e8, real 2023"));
  EXPECT_THAT(of(real_flow, "Z = max(C, IN)"), HasSubstr("'IN' is CNY_1e8, nominal, 'C' is CNY_1e8, real 2023"));
  EXPECT_THAT(of(real_flow, "Z = if(a > 1, C, IN)"), HasSubstr("'IN' is CNY_1e8, nominal, 'C' is CNY_1e8, real 2023"));
  EXPECT_EQ(of(nominal_flow, "Z = (C + I)*PC"), "nothing");
  EXPECT_EQ(of(real_flow, "Z = 0.5*(CN + IN)/PC + 12"), "nothing");
  EXPECT_EQ(of("unit = 'index'\nmeasure = 'index'", "Z = CN/C"), "nothing");
  EXPECT_THAT(of(ratio, "Z = CN/C"), HasSubstr("'CN/C' is a price index, 'Z' is a pure number"));
}

TEST(Units, AnIndexTurnsRealIntoNominalMoneyAndNotTheOtherWayRound) {
  const std::string price = "[variables.Q]\nunit = 'index'\nmeasure = 'index'\nequation = 'Q = 1'\n";
  EXPECT_EQ(of(nominal_flow, "Z = C*Q", price), "nothing");
  EXPECT_EQ(of(real_flow, "Z = CN/Q", price), "nothing");
  EXPECT_THAT(of(real_flow, "Z = CN*Q", price), AllOf(HasSubstr("'CN*Q' is CNY_1e8"), HasSubstr("a nominal amount is a real one times its price index")));
  EXPECT_THAT(of(nominal_flow, "Z = C/Q", price), HasSubstr("'C/Q' is CNY_1e8"));
  EXPECT_THAT(of("unit = 'index'\nmeasure = 'index'", "Z = C/CN"), HasSubstr("'C/CN' is"));
}

TEST(Units, RealAmountsOfTwoBaseYearsDoNotAddUp) {
  EXPECT_THAT(of("unit = 'CNY_1e8'\nbasis = 'real 2015'\nmeasure = 'flow'", "Z = C"), HasSubstr("'C' is CNY_1e8, real 2023, 'Z' is CNY_1e8, real 2015"));
}

TEST(Units, OneSizeOfAUnitIsNotAnother) {
  const std::string yuan = "unit = 'CNY'\nbasis = 'nominal'\nmeasure = 'flow'";
  EXPECT_THAT(of(yuan, "Z = CN"), AllOf(HasSubstr("'CN' is CNY_1e8, nominal, 'Z' is CNY, nominal"), HasSubstr("multiply or divide by 1e+08")));
  EXPECT_THAT(of(yuan, "Z = 0.5*CN"), HasSubstr("'0.5*CN' is CNY_1e8"));
  EXPECT_THAT(of(yuan, "Z = 1e6*CN"), AllOf(HasSubstr("'1e6*CN' is CNY_1e8"), HasSubstr("multiply or divide by 1e+08")));
  EXPECT_THAT(of(yuan, "Z = 100*CN"), HasSubstr("'100*CN' is CNY_1e8"));
  EXPECT_EQ(of(yuan, "Z = 1e8*CN"), "nothing");
  EXPECT_EQ(of(yuan, "Z = 0.3*100000000*CN"), "nothing");
}

TEST(Units, APercentIsNoFraction) {
  EXPECT_THAT(of(ratio, "Z = g + U"), AllOf(HasSubstr("'U' is percent, 'Z' is a pure number"), HasSubstr("100 percent are 1")));
  EXPECT_THAT(of(ratio, "Z = exp(U)"), HasSubstr("'U' is percent, expected a pure number"));
  EXPECT_THAT(of(percent, "Z = dlog(C)"), HasSubstr("'dlog(C)' is a pure number, 'Z' is percent"));
  EXPECT_EQ(of(percent, "Z = 100*dlog(C) + U - 5"), "nothing");
  EXPECT_EQ(of(ratio, "Z = U/100 + g"), "nothing");
  EXPECT_EQ(of(ratio, "Z = g + 0.003*(U - 5) + k*(U - U[-1])"), "nothing") << "a number or parameter may be an effect per point";
}

TEST(Units, PersonsAreNoMoney) {
  EXPECT_THAT(of(real_flow, "Z = C + J"), HasSubstr("'J' is persons_1e4, 'Z' is CNY_1e8, real 2023"));
  EXPECT_THAT(of("unit = 'persons_1e4'\nmeasure = 'stock'", "Z = E*inc"), HasSubstr("'Z' is persons_1e4"));
  EXPECT_THAT(of("unit = 'CNY'\nmeasure = 'flow'", "Z = 10000*CN/E"), HasSubstr("CNY/persons"));
  EXPECT_EQ(of("unit = 'CNY_1e8/persons_1e4'\nbasis = 'nominal'\nmeasure = 'flow'", "Z = CN/E"), "nothing");
}

TEST(Units, AStockIsNoFlow) {
  EXPECT_THAT(of(real_flow, "Z = C + K"), AllOf(HasSubstr("'K' is a stock, 'C' is a flow of a quarter"), HasSubstr("K = K[-1] + I")));
  EXPECT_THAT(of(real_flow, "Z = K"), HasSubstr("'K' is a stock, 'Z' is a flow of a quarter"));
  EXPECT_THAT(of(real_flow, "Z = C + K[-1]"), HasSubstr("is a stock, 'Z' is a flow"));
  EXPECT_THAT(of(real_stock, "Z = K + I"), HasSubstr("'I' is a flow of a quarter, 'K' is a stock"));
  EXPECT_THAT(of(real_stock, "Z = I"), HasSubstr("'I' is a flow of a quarter, 'Z' is a stock"));
  EXPECT_THAT(of(real_flow, "d(Z) = K"), HasSubstr("'K' is a stock, 'd(Z)' is a flow of a quarter"));
}

TEST(Units, WhatAddsUpAStockIsAllowed) {
  for (const char* equation : {"Z = Z[-1] + I", "Z = (1 - a)*Z[-1] + I - C", "d(Z) = I", "Z - I = 0.9*Z[-1]", "Z = K + W", "Z = Z[-1]*exp(g) + I", "Z = 3*C", "Z = K[-1] + I + e"})
    EXPECT_EQ(of(real_stock, equation), "nothing") << equation;
  for (const char* equation : {"Z = d(K)", "Z = K - K[-1]", "Z = K - 0.97*K[-1]", "Z = 0.6*C + 0.02*W[-1]", "Z = a*K[-1]", "Z = K - K[-1] + C"})
    EXPECT_EQ(of(real_flow, equation), "nothing") << equation;
  EXPECT_EQ(of(ratio, "Z = K[-1]/movsum(C, 4)"), "nothing");
}

TEST(Units, AYearlyAmountIsNoQuarterlyOne) {
  EXPECT_THAT(of(nominal_flow, "Z = plan"), AllOf(HasSubstr("'plan' is a flow of a year, 'Z' is a flow of a quarter"), HasSubstr("by 4")));
  EXPECT_THAT(of(nominal_flow, "Z = CN + plan"), HasSubstr("'plan' is a flow of a year, 'CN' is a flow of a quarter"));
  EXPECT_EQ(of(nominal_flow, "Z = CN + plan/4"), "nothing");
  EXPECT_EQ(of(ratio, "Z = if(movsum(CN, 4) > plan, 1, 0)"), "nothing");
}

TEST(Units, LogarithmsAndGrowthArePureNumbers) {
  EXPECT_EQ(of(real_flow, "dlog(Z) = 0.01 + a*dlog(CN) + b*g + e"), "nothing");
  EXPECT_EQ(of(real_flow, "log(Z) = a + b*log(CN) + 0.2*log(E)"), "nothing");
  EXPECT_EQ(of(real_flow, "Z = exp(a + b*log(C))"), "nothing");
  EXPECT_EQ(of(real_flow, "Z = a*K[-1]^b*E^(1 - b)"), "nothing") << "the unit of a power hangs on the exponent";
  EXPECT_THAT(of(real_flow, "Z = Z[-1]*exp(C)"), HasSubstr("'C' is CNY_1e8, real 2023, expected a pure number"));
}

TEST(Units, AParameterTakesTheUnitThatFitsButOneOnly) {
  const std::string other = "[variables.Q]\nunit = 'CNY_1e8'\nbasis = 'real 2023'\nmeasure = 'flow'\nequation = 'Q = k*J'\n";
  const auto with_k = [&](const std::string& keys, const std::string& equation) { return of(keys, equation, other); };
  EXPECT_EQ(with_k(real_flow, "Z = k*J + C"), "nothing");
  EXPECT_THAT(with_k(ratio, "Z = k + g"), HasSubstr("'k*J' is persons_1e4, 'Q' is CNY_1e8"));
}

TEST(Units, WhatStatesNoUnitEarnsNoWarning) {
  EXPECT_EQ(findings(head + "[variables]\nA = { equation = 'A = B + 1' }\nB = { equation = 'B = 2*C' }\nC = { unit = 'CNY', measure = 'flow', equation = 'C = A*B' }\n"), "nothing");
  EXPECT_EQ(of("", "Z = K*J + e"), "nothing");
}

TEST(Units, UnitsBeyondTheTableStandForThemselves) {
  const std::string model = head + "[variables]\nQ = { unit = 't', measure = 'flow', equation = 'Q = 1' }\nP = { unit = 'EUR/t', equation = 'P = 2' }\nV = { unit = 'EUR_1e6', measure = 'flow', equation = 'V = ";
  EXPECT_EQ(findings(model + "1e-6*P*Q' }\n"), "nothing");
  EXPECT_THAT(findings(model + "P*Q' }\n"), HasSubstr("'P*Q' is EUR, 'V' is 1e+06 EUR"));
  EXPECT_THAT(findings(model + "Q' }\n"), HasSubstr("'Q' is t, 'V' is 1e+06 EUR"));
}

TEST(Units, AUnitThatCannotBeReadIsANoteAndSilent) {
  EXPECT_THAT(of("unit = 'many apples!'", "Z = C"), AllOf(HasSubstr("note: the unit 'many apples!' cannot be read"), Not(HasSubstr("warning"))));
  EXPECT_EQ(of("unit = '亿元'\nbasis = 'real 2023'\nmeasure = 'flow'", "Z = C"), "nothing") << "the table's own names of units";
}

TEST(Units, IdentitiesMeasuresAndDefinitionsAreLookedAt) {
  EXPECT_THAT(of(real_flow, "Z = C", "[identities.sum]\nformula = 'C + I = CN'\n"), HasSubstr("real 2023"));
  EXPECT_THAT(of(real_flow, "Z = C", "[measures.m]\nunit = 'percent'\nformula = 'annual(C, year)/annual(I, year)'\n"), HasSubstr("is a pure number, 'm' is percent"));
  EXPECT_THAT(of(real_flow, "Z = C", "[measures.m]\nunit = 'CNY_1e8'\nformula = 'annual(inc, year)'\n"), HasSubstr("'annual(inc, year)' is CNY/persons, nominal, 'm' is CNY_1e8"));
  EXPECT_EQ(of(real_flow, "Z = C", "[measures.m]\nunit = 'percent'\nformula = '100*annual(C, year)/annual(I, year) + annual_growth(CN, year)'\n"), "nothing");
  EXPECT_THAT(of(real_flow, "Z = def", "[definitions]\ndef = 'C + CN'\n"), HasSubstr("model.toml:36:12: warning: 'CN' is CNY_1e8, nominal, 'C' is CNY_1e8, real 2023"));
  EXPECT_THAT(of(nominal_flow, "Z = def", "[definitions]\ndef = 'C + I'\n"), HasSubstr("'def' is CNY_1e8, real 2023, 'Z' is CNY_1e8, nominal"));
  EXPECT_THAT(of(real_flow, "Z = C", "[definitions]\ndef = { formula = 'C + I', unit = 'percent' }\n"), HasSubstr("'C + I' is CNY_1e8, real 2023, 'def' is percent"));
  EXPECT_EQ(of(ratio, "Z = def", "[definitions]\ndef = { formula = 'C/3000', unit = 'ratio' }\n"), "nothing") << "3000 may be an amount of money";
}

TEST(Units, AReasonSilencesOneEquation) {
  EXPECT_EQ(of(real_flow + "\nunits_checked_by_hand = 'prices did not move'", "Z = C + IN"), "nothing");
  EXPECT_EQ(of(real_flow + "\nunits_checked_by_hand = { zh = '价格未变', en = 'prices did not move' }", "Z = C + IN"), "nothing");
  EXPECT_EQ(of(real_flow, "Z = C", "[measures.m]\nunit = 'CNY'\nunits_checked_by_hand = 'why not'\nformula = 'annual(C, year)'\n"), "nothing");
  EXPECT_THAT(of(real_flow + "\nunits_checked_by_hand = 'old'", "Z = C"), AllOf(HasSubstr("model.toml:35:13: warning: the units of 'Z' are said to be checked by hand"), HasSubstr("remove units_checked_by_hand")));
  EXPECT_THAT(complaint(head + "[variables.Y]\nequation = 'Y = 1'\nunits_checked_by_hand = ''\n"), Says({"model.toml:7:25: error: units_checked_by_hand is empty"}));
}

TEST(Units, CountsEquationsByHowFarTheyWereChecked) {
  const Model m = load(head + R"toml([variables]
C = { unit = "CNY", basis = "nominal", measure = "flow", equation = "C = 0.5*I" }
I = { unit = "CNY", basis = "nominal", measure = "flow", equation = "I = C - 2 + I[-1]*exp(p*q)" }
A = { equation = "A = B" }
B = { equation = "B = 2" }
D = { unit = "persons", equation = "D = C", units_checked_by_hand = "one yuan a head" }
[parameters]
p = 1
q = 2
)toml");
  const UnitCoverage c = UnitCheck(m).coverage();
  EXPECT_THAT(c.full, ElementsAre("C"));
  EXPECT_THAT(c.part, ElementsAre("I"));
  EXPECT_THAT(c.none, ElementsAre("A", "B"));
  EXPECT_THAT(c.by_hand, ElementsAre("D"));
}

TEST(Units, ALaterLineOfAFormulaIsShownWithItsCaret) {
  EXPECT_THAT(findings(economy + "[variables.Z]\n" + real_flow + "\nequation = \"\"\"Z = C\n  + IN\"\"\"\n"), HasSubstr("model.toml:35:5: warning: 'IN' is CNY_1e8, nominal"));
}

TEST(Units, TellsWhatAMeasureOfAScenarioGives) {
  const Model m = load(economy);
  const UnitCheck check(m);
  EXPECT_EQ(check.unit_of("annual(CN, 2024)").value().text, "CNY_1e8, nominal");
  EXPECT_EQ(check.unit_of("annual(CN, 2024)").value().basis, "nominal");
  EXPECT_EQ(check.unit_of("annual_growth(C, 2024)").value().text, "percent");
  EXPECT_EQ(check.unit_of("annual(C, 2024)/annual(I, 2024)").value().text, "a pure number");
  EXPECT_FALSE(check.unit_of("100*annual(C, 2024)/annual(I, 2024)").has_value());
  const Place place{"s.toml", 3, 12, 1, "measure = \"annual(CN, 2024)\""};
  EXPECT_FALSE(check.mismatch("annual(CN, 2024)", "CNY_1e8", place).has_value());
  EXPECT_FALSE(check.mismatch("100*annual(C, 2024)/annual(I, 2024)", "percent", place).has_value());
  const auto wrong = check.mismatch("annual(CN, 2024)", "CNY", place);
  ASSERT_TRUE(wrong.has_value());
  EXPECT_EQ(wrong->problem, "'annual(CN, 2024)' is CNY_1e8, nominal, the unit is CNY");
  EXPECT_EQ(wrong->place.column, 12);
  EXPECT_EQ(wrong->place.width, 16);
}

TEST(Units, ALongChainOfUnknownUnitsIsSettledInTime) {
  std::string model = head + "[variables]\n";
  const int n = 20000;
  for (int i = 0; i < n; ++i) model += fmt::format("x{} = {{ equation = 'x{} = x{}[-1] + {}' }}\n", i, i, i, i + 1 < n ? fmt::format("x{}", i + 1) : "1");
  const Model m = load(model);
  EXPECT_EQ(UnitCheck(m).coverage().none.size() + UnitCheck(m).coverage().part.size(), static_cast<std::size_t>(n));
}

TEST(Units, NamesAndProductsOfUnitsAreRead) {
  const auto shown = [](const char* text) {
    const auto unit = parse_unit(text, standard_units());
    return unit ? unit_text(*unit, standard_units()) : std::string("nothing");
  };
  EXPECT_EQ(shown("CNY_1e8"), "CNY_1e8");
  EXPECT_EQ(shown("亿元"), "CNY_1e8");
  EXPECT_EQ(shown("pp"), "percent");
  EXPECT_EQ(shown("CNY_1e8/persons_1e4"), "10000 CNY/persons");
  EXPECT_EQ(shown("CNY*persons/persons"), "CNY");
  EXPECT_EQ(shown("m2_1e4^2/m2_1e4"), "m2_1e4");
  EXPECT_EQ(shown("t_1e4/tce_1e4"), "t_per_tce");
  EXPECT_EQ(shown("1/percent"), "100");
  EXPECT_EQ(shown("EUR_1e6"), "1e+06 EUR");
  for (const char* bad : {"", "CNY//persons", "CNY per head", "CNY^x", "/", "3apples"}) EXPECT_EQ(shown(bad), "nothing") << bad;
}

}  // namespace
}  // namespace jingchu::models
