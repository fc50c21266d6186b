// What wrong keys, values, names, laws and correlations of a model file earn: place, problem, hint.
#include <fmt/format.h>

#include "tests/models/support.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

const std::string variable = "[variables.Y]\nequation = \"Y = 1\"\n";

/// A model with `text` between its head and one variable; the first line of `text` is line 5.
std::string with(const std::string& text) { return head + text + variable; }
/// A model whose shock `e` has this law, in line 6; the law begins in column 7.
std::string law(const std::string& written) { return with("[shocks.e]\nlaw = " + written + "\n"); }

TEST(BadModel, TheSmallModelItselfIsGood) { EXPECT_EQ(complaint(with("")).code, -1) << complaint(with("")); }

TEST(BadModel, AnUnknownKeyGetsTheNearestName) {
  EXPECT_THAT(complaint(with("originn = \"x\"\n")), Says({"model.toml:5:1: error: unknown key 'originn' in model", "did you mean 'origin'?"}));
  EXPECT_THAT(complaint(head + "[variables.Y]\nequtaion = \"Y = 1\"\n"),
              Says({"model.toml:6:1: error: unknown key 'equtaion' in variable 'Y'", "did you mean 'equation'?", "model.toml:5:", "variable 'Y' has no equation"}));
  EXPECT_THAT(complaint(with("[levers.v]\ndefault = 1\nbound = [0, 2]\n")), Says({"model.toml:7:1", "did you mean 'bounds'?"}));
}

TEST(BadModel, WrongTypesSayWhatWasFoundAndExpected) {
  EXPECT_THAT(complaint("format = 1\n" + with("").substr(with("").find('\n') + 1)), Says({"model.toml:1:10"}));
  EXPECT_THAT(complaint(with("history = 3\n")), Says({"model.toml:5:11", "an integer", "a list of CSV files"}));
  EXPECT_THAT(complaint(head + "[variables.Y]\nequation = 1\n"), Says({"model.toml:6:12", "found an integer, expected a string"}));
  EXPECT_THAT(complaint(head + "[variables]\nY = \"Y = 1\"\n"), Says({"model.toml:6:5", "variable 'Y': found a string, expected a table"}));
  EXPECT_THAT(complaint(head + "[variables.Y]\nequation = \"Y = 1\"\nreport = \"yes\"\n"), Says({"model.toml:7:10", "found a string, expected true or false"}));
  EXPECT_THAT(complaint(with("[parameters]\ng = \"0.1\"\n")), Says({"model.toml:6:5", "parameter 'g': found a string, expected a table"}));
  EXPECT_THAT(complaint(with("[parameters.g]\nvalue = \"0.1\"\n")), Says({"model.toml:6:9", "found a string, expected a number", "without quotes"}));
  EXPECT_THAT(complaint(with("parameters = 1\n")), Says({"model.toml:5:14", "found an integer, expected a table"}));
  EXPECT_THAT(complaint(with("[measures.m]\nformula = 2024-01-01\n")), Says({"model.toml:6:11", "found a date, expected a string"}));
}

TEST(BadModel, NumbersMustBeFiniteAndInRange) {
  for (const char* number : {"nan", "inf", "-inf"})
    EXPECT_THAT(complaint(with(fmt::format("[parameters]\ng = {}\n", number))), Says({"model.toml:6:5", "expected a finite number"})) << number;
  EXPECT_THAT(complaint(with("[parameters]\ng = 1e308\n")), Says({"model.toml:6:5: error: parameter 'g': 1e+308 is out of range", "allowed: -1000000000000000 to 1000000000000000"}));
  EXPECT_THAT(complaint(law("{ normal = [0, 1e308] }")), Says({"model.toml:6:22", "1e+308 is out of range"}));
  EXPECT_THAT(complaint(with("[parameters]\ng = 1e400\n")), Says({"model.toml:6:"}));
  EXPECT_THAT(complaint(with("[parameters]\ng = 9223372036854775808\n")), Says({"model.toml:6:", "does not fit"}));
}

TEST(BadModel, StandardDeviationsAreAboveZero) {
  EXPECT_THAT(complaint(with("[shocks]\ne = -0.1\n")), Says({"model.toml:6:5: error: shock 'e': -0.1 is out of range", "allowed: above 0"}));
  EXPECT_THAT(complaint(with("[shocks]\ne = 0\n")), Says({"model.toml:6:5", "allowed: above 0"}));
  EXPECT_THAT(complaint(law("{ normal = [0, -1] }")), Says({"model.toml:6:22", "the standard deviation: -1 is out of range"}));
  EXPECT_THAT(complaint(law("{ student_t = { df = 2, sd = 1 } }")), Says({"model.toml:6:28", "'df': 2 is out of range", "above 2"}));
  EXPECT_THAT(complaint(law("{ student_t = { df = 5, sd = 0 } }")), Says({"model.toml:6:36", "'sd': 0 is out of range"}));
  EXPECT_THAT(complaint(law("{ lognormal = { mean = -1, cv = 0 } }")), Says({"'mean': -1 is out of range", "'cv': 0 is out of range"}));
}

TEST(BadModel, LawsAreCompleteAndOneAtATime) {
  EXPECT_THAT(complaint(law("{ }")), Says({"model.toml:6:7", "found 0 laws, expected one"}));
  EXPECT_THAT(complaint(law("{ normal = [0, 1], uniform = [0, 1] }")), Says({"found 2 laws, expected one"}));
  EXPECT_THAT(complaint(law("{ norml = [0, 1] }")), Says({"model.toml:6:9", "unknown key 'norml'", "did you mean 'normal'?"}));
  EXPECT_THAT(complaint(law("\"normal\"")), Says({"model.toml:6:7", "found a string, expected a law"}));
  EXPECT_THAT(complaint(law("{ normal = [0] }")), Says({"model.toml:6:18", "expected normal = [mean, standard deviation]"}));
  EXPECT_THAT(complaint(law("{ normal = [\"a\", 1] }")), Says({"model.toml:6:19", "found a string, expected a number"}));
  EXPECT_THAT(complaint(law("{ student_t = { sd = 1 } }")), Says({"key 'df' is missing"}));
  EXPECT_THAT(complaint(law("{ uniform = [1, 0] }")), Says({"low 1 is not below high 0"}));
  EXPECT_THAT(complaint(law("{ triangular = [0, 3, 2] }")), Says({"0, 3, 2 are not in order"}));
  EXPECT_THAT(complaint(law("{ pert = [1, 1, 1] }")), Says({"1, 1, 1 are not in order"}));
  EXPECT_THAT(complaint(law("{ bernoulli = 1.5 }")), Says({"model.toml:6:21", "the probability: 1.5 is out of range", "0 to 1"}));
  EXPECT_THAT(complaint(law("{ normal = [0, 1], within = [1, 0] }")), Says({"model.toml:6:35", "the lower bound 1 is not below the upper bound 0"}));
  EXPECT_THAT(complaint(law("{ normal = [0, 1], within = [20, 30] }")), Says({"more than 8 standard deviations"}));
  EXPECT_THAT(complaint(law("{ uniform = [0, 1], within = [0, 1] }")), Says({"'within' goes with normal and student_t only"}));
  EXPECT_THAT(complaint(with("[shocks.e]\n")), Says({"model.toml:5:", "key 'law' is missing"}));
  EXPECT_THAT(complaint(with("[parameters.g]\nlabel = \"x\"\n")), Says({"model.toml:5:13", "neither a value nor a law"}));
  EXPECT_THAT(complaint(with("[parameters.g]\nvalue = 1\nlaw = { normal = [0, 1] }\n")), Says({"model.toml:6:9", "either a value or a law"}));
}

TEST(BadModel, ProbabilitiesSumToOne) {
  EXPECT_THAT(complaint(law("{ discrete = { values = [1, 2], probabilities = [0.5, 0.49] } }")),
              Says({"model.toml:6:55", "the probabilities sum to 0.99, expected 1"}));
  EXPECT_THAT(complaint(law("{ discrete = { values = [1, 2, 3], probabilities = [0.5, 0.5] } }")), Says({"3 values and 2 probabilities"}));
  EXPECT_THAT(complaint(law("{ discrete = { values = [1, 2], probabilities = [1.5, -0.5] } }")), Says({"a probability: 1.5 is out of range"}));
  EXPECT_THAT(complaint(law("{ discrete = { values = [], probabilities = [] } }")), Says({"0 values and 0 probabilities"}));
}

/// Three shocks in lines 5 to 8, then correlations from line 9 on.
std::string correlated(const std::string& text) { return with("[shocks]\na = 1\nb = 1\nc = 1\n" + text); }
std::string pair(const std::string& a, const std::string& b, const std::string& value) {
  return fmt::format("[[correlations]]\npair = [\"{}\", \"{}\"]\nvalue = {}\n", a, b, value);
}

TEST(BadModel, CorrelationsLieBetweenMinusOneAndOne) {
  EXPECT_THAT(complaint(correlated(pair("a", "b", "1.01"))), Says({"model.toml:11:9", "1.01 is out of range", "-1 to 1"}));
  EXPECT_EQ(complaint(correlated(pair("a", "b", "0.5"))).code, -1) << complaint(correlated(pair("a", "b", "0.5")));
}

TEST(BadModel, APairOfShocksIsCorrelatedOnce) {
  EXPECT_THAT(complaint(correlated(pair("a", "b", "0.5") + pair("b", "a", "0.4"))),
              Says({"model.toml:13:8: error: the correlation of 'b' and 'a' is given twice", "model.toml:10:8: note: first given here"}));
  EXPECT_THAT(complaint(correlated(pair("a", "a", "0.5"))), Says({"model.toml:10:8: error: 'a' with itself"}));
}

TEST(BadModel, CorrelationsNameTwoShocksOrTwoUncertainParameters) {
  EXPECT_THAT(complaint(with("[shocks]\ne_cons = 1\ne_w = 1\n" + pair("e_cnos", "e_w", "0.1"))), Says({"'e_cnos' is no shock or uncertain parameter", "did you mean 'e_cons'?"}));
  EXPECT_THAT(complaint(correlated("[[correlations]]\npair = [\"a\"]\nvalue = 0.1\n")), Says({"model.toml:10:8: error: a pair of 1 names, expected 2"}));
  EXPECT_THAT(complaint(correlated("[[correlations]]\nvalue = 0.1\n")), Says({"key 'pair' is missing"}));
  EXPECT_THAT(complaint(correlated("[[correlations]]\npair = [\"a\", \"b\"]\n")), Says({"key 'value' is missing"}));
  EXPECT_THAT(complaint(correlated("[parameters.p]\nlaw = { normal = [0, 1] }\n" + pair("a", "p", "0.1"))), Says({"'a' and 'p' are a shock and a parameter"}));
  EXPECT_THAT(complaint(correlated("[parameters]\nq = 1\n" + pair("a", "q", "0.1"))), Says({"'q' is no shock or uncertain parameter"}));
}

TEST(BadModel, CorrelationsThatNoDistributionCanHaveNameEigenvalueAndPair) {
  const Complaint c = complaint(correlated(pair("a", "b", "0.9") + pair("b", "c", "0.9") + pair("a", "c", "-0.9")));
  EXPECT_THAT(c, Says({"their matrix has the eigenvalue -0.8, below 0"}));
  // The matrix [[1, .9, -.9], [.9, 1, .9], [-.9, .9, 1]] has the eigenvalues 1.9, 1.9 and -0.8.
  EXPECT_THAT(c.text, ::testing::ContainsRegex("model.toml:1[036]:8"));
}

TEST(BadModel, ContradictingCorrelationsComeWithTheNearestThatAgree) {
  // Equal in size and by symmetry: the nearest matrix keeps the signs, and its smallest eigenvalue 1 - 2c is just above 0.
  std::string text = correlated(pair("a", "b", "0.9") + pair("b", "c", "0.9") + pair("a", "c", "-0.9"));
  std::vector<Replacement> repairs;
  try {
    load(text);
  } catch (const Error& error) {
    for (const Diagnostic& d : error.diagnostics()) repairs.insert(repairs.end(), d.repairs.begin(), d.repairs.end());
  }
  ASSERT_EQ(repairs.size(), 3u);
  for (const Replacement& r : repairs) EXPECT_NEAR(std::abs(std::stod(r.text)), 0.5, 2e-3) << r.text;
  EXPECT_EQ(repairs[0].place.line, 11);
  EXPECT_EQ(repairs[0].place.column, 9);
  EXPECT_EQ(repairs[2].text.front(), '-');
  EXPECT_EQ(complaint(correlated(pair("a", "b", repairs[0].text) + pair("b", "c", repairs[1].text) + pair("a", "c", repairs[2].text))).code, -1);
}

TEST(BadModel, RepairedCorrelationsLeaveOtherPairsAlone) {
  // g is correlated with c only, and mildly; a and g are not correlated before or after.
  const std::string text = with("[shocks]\na = 1\nb = 1\nc = 1\ng = 1\n" + pair("a", "b", "0.9") + pair("b", "c", "0.9") + pair("a", "c", "-0.9") + pair("c", "g", "0.1"));
  std::vector<double> values;
  try {
    load(text);
  } catch (const Error& error) {
    for (const Replacement& r : error.diagnostics().front().repairs) values.push_back(std::stod(r.text));
  }
  ASSERT_GE(values.size(), 3u);
  if (values.size() == 4) {
    EXPECT_NEAR(values[3], 0.1, 0.05);
  }
}

TEST(BadModel, ANameStandsForOneThingInTheWholeFile) {
  EXPECT_THAT(complaint(with("[parameters]\nY = 1\n")), Says({"model.toml:7:12: error: the name 'Y' is given twice", "model.toml:6:1: note: first given here"}));
  EXPECT_THAT(complaint(with("[shocks]\nx = 1\n[levers.x]\ndefault = 0\n")), Says({"model.toml:7:9: error: the name 'x' is given twice", "model.toml:6:1: note"}));
  EXPECT_THAT(complaint(with("[variables.Y]\nequation = \"Y = 2\"\n")), Says({"'variables.Y' is given twice", "model.toml:5:2: note: first given here"}));
}

TEST(Model, NamesEqualUpToCaseAreANote) {
  Diagnostics remarks;
  load(with("[parameters]\ny = 1\n"), {}, &remarks);
  ASSERT_EQ(remarks.list().size(), 1u);
  EXPECT_EQ(remarks.list()[0].severity, Diagnostic::Severity::note);
  EXPECT_THAT(remarks.list()[0].problem, ::testing::HasSubstr("'Y' and 'y' differ in case only"));
}

TEST(BadModel, NamesAreIdentifiersThatMeanNothingElse) {
  for (const char* name : {"log", "exp", "t", "year", "and", "if", "scenario", "path", "time", "time_bnds", "period", "quantile", "moment", "target", "lever", "bnds",
                           "failure", "region", "movsum", "annual", "quarter", "seasonal"})
    EXPECT_THAT(complaint(with(fmt::format("[parameters]\n{} = 1\n", name))), Says({"model.toml:6:1: error", fmt::format("'{}' is a word", name)})) << name;
  for (const char* name : {"", "a b", "9a", "a-b", "消费", "a.b"})
    EXPECT_THAT(complaint(with(fmt::format("[parameters]\n\"{}\" = 1\n", name))), Says({"model.toml:6:1: error", "is not a name"})) << name;
  EXPECT_THAT(complaint(with(fmt::format("[parameters]\n{} = 1\n", std::string(65, 'a')))), Says({"a name of 65 characters; at most 64"}));
  EXPECT_EQ(complaint(with(fmt::format("[parameters]\n{} = 1\n_a9 = 1\nLog = 1\n", std::string(64, 'a')))).code, -1);
  EXPECT_THAT(complaint("format = \"jingchu-model 1\"\nname = \"a b\"\nfrequency = \"annual\"\norigin = \"2024\"\n" + variable), Says({"model.toml:2:8: error: 'a b' is no name of a model"}));
}

TEST(BadModel, ABareNumberIsALawOfShocksOnly) {
  EXPECT_THAT(complaint(with("[parameters.p]\nlaw = 3\n")), Says({"model.toml:6:7: error: parameter 'p': found an integer, expected a law", "a bare number is the standard deviation of a shock"}));
  EXPECT_EQ(complaint(with("[shocks.e]\nlaw = 3\n[shocks.f]\nlaw = 0.5\n")).code, -1);
  EXPECT_THAT(complaint(with("[shocks]\ne = 0\n")), Says({"model.toml:6:5", "above 0"}));
}

TEST(BadModel, MoreVariablesThanAllowedAreToldBeforeAnythingElse) {
  std::string text = head;
  for (int i = 0; i <= 100000; ++i) text += fmt::format("[variables.v{}]\n", i);
  const Complaint c = complaint(text);
  EXPECT_THAT(c, Says({"100001 variables; at most 100000 are allowed"}));
  EXPECT_EQ(count(c.text, "error:"), 1) << c;
}

TEST(BadModel, AVariableHasAnEquationThatIsAboutIt) {
  EXPECT_THAT(complaint(head + "[variables.Y]\nunit = \"1\"\n"), Says({"model.toml:5:12: error: variable 'Y' has no equation", "[exogenous]"}));
  EXPECT_THAT(complaint(with("[variables.C]\nequation = \"Y = 2\"\n")), Says({"model.toml:6:13: error: the equation of 'C' does not", "write C = ..."}));
  EXPECT_THAT(complaint(head), Says({"a model without variables"}));
}

TEST(BadModel, FormatsAndFrequenciesThatAreNotReadAreNamed) {
  const std::string rest = "name = \"x\"\nfrequency = \"quarterly\"\norigin = \"2024Q1\"\n" + variable;
  EXPECT_THAT(complaint("format = \"jingchu-model 99\"\n" + rest), Says({"model.toml:1:10", "format is 'jingchu-model 99'; this program reads 'jingchu-model 1'"}));
  EXPECT_THAT(complaint("format = \"jingchu-scenario 1\"\n" + rest), Says({"this is a scenario ('jingchu-scenario 1'), expected a model"}));
  EXPECT_THAT(complaint(rest), Says({"the file has no 'format'", "format = \"jingchu-model 1\""}));
  EXPECT_THAT(complaint("format = \"jingchu-model 1\"\nname = \"x\"\nfrequency = \"weekly\"\norigin = \"2024Q1\"\n" + variable), Says({"model.toml:3:13", "unknown frequency 'weekly'"}));
  EXPECT_THAT(complaint("format = \"jingchu-model 1\"\nname = \"x\"\nfrequency = \"quarterly\"\norigin = \"2024Q5\"\n" + variable), Says({"model.toml:4:10", "'2024Q5' is not a period of this frequency"}));
  EXPECT_THAT(complaint("format = \"jingchu-model 1\"\nname = \"x\"\nfrequency = \"monthly\"\norigin = \"2024-13\"\n" + variable), Says({"'2024-13' is not a period of this frequency", "2023-12"}));
}

TEST(BadModel, WordsOfVariablesAndLeversAreChecked) {
  const auto y = [](const std::string& line) { return head + "[variables.Y]\nequation = \"Y = 1\"\n" + line + "\n"; };
  EXPECT_THAT(complaint(y("measure = \"flows\"")), Says({"model.toml:7:11", "unknown measure 'flows'", "flow, stock, rate or index"}));
  EXPECT_THAT(complaint(y("annual = \"last\"")), Says({"model.toml:7:10", "unknown annual rule 'last'"}));
  EXPECT_THAT(complaint(y("basis = \"real\"")), Says({"model.toml:7:9", "unknown basis 'real'"}));
  EXPECT_THAT(complaint(with("[levers.v]\ndefault = 3\nbounds = [0, 2]\n")), Says({"model.toml:7:10: error: the default 3 lies outside the bounds"}));
  EXPECT_THAT(complaint(with("[levers.v]\ndefault = 3\nbounds = [5, 2]\n")), Says({"model.toml:7:10", "lower below upper"}));
  EXPECT_THAT(complaint(y("bounds = [2, 2]")), Says({"model.toml:7:10", "expected bounds = [lower, upper], lower below upper"}));
  EXPECT_THAT(complaint(y("bounds = [0]")), Says({"model.toml:7:10", "expected bounds = [lower, upper]"}));
  EXPECT_THAT(complaint(y("bounds = [0, inf]")), Says({"model.toml:7:14"}));
  EXPECT_THAT(complaint(y("bounds = 3")), Says({"model.toml:7:10"}));
  EXPECT_THAT(complaint(with("[levers.v]\nunit = \"1\"\n")), Says({"key 'default' is missing"}));
}

TEST(BadModel, AnchorsMoveKnownThingsByAFactorOfExactlyOne) {
  const auto anchor = [](const std::string& lines) { return with("[parameters]\np = 1\n[anchors.a]\n" + lines); };   // lines from 8 on
  EXPECT_THAT(complaint(anchor("base = 3\nfactor = \"value / 3.0001\"\n")), Says({"model.toml:7:10: error: anchor 'a': the factor at its base 3 is", "expected exactly 1"}));
  EXPECT_THAT(complaint(anchor("base = 3\nfactor = \"valu / base\"\n")), Says({"model.toml:9:11: error: unknown name 'valu' in a factor"}));
  EXPECT_THAT(complaint(anchor("base = 3\nfactor = \"log(value) / log(base)\"\n")), Says({"model.toml:9:11", "a factor is plain arithmetic"}));
  EXPECT_THAT(complaint(anchor("base = 3\nseries = [\"YY\"]\n")), Says({"anchor 'a': no variable 'YY'"}));
  EXPECT_THAT(complaint(anchor("base = 3\nparameters = [\"q\"]\n")), Says({"anchor 'a': no fixed parameter 'q'"}));
  EXPECT_THAT(complaint(anchor("base = 3\nuntil = \"2022\"\n")), Says({"model.toml:9:9: error: '2022' is not a period of this model"}));
  EXPECT_THAT(complaint(anchor("base = 0\n")), Says({"model.toml:7:10", "anchor 'a': its base is 0, so that the factor value / base is not defined"}));
  EXPECT_THAT(complaint(anchor("unit = \"1\"\n")), Says({"key 'base' is missing"}));
  EXPECT_EQ(complaint(anchor("base = 5.2\nfactor = \"(1 + value/100) / (1 + base/100)\"\nseries = [\"Y\"]\nparameters = [\"p\"]\nuntil = \"2022Q4\"\n")).code, -1);
}

TEST(BadModel, AllMistakesComeInOneGoInOrderOfTheirLines) {
  const Complaint c = complaint(head + "[parameters]\ng = nan\n[shocks]\ne = -1\n[variables.Y]\nequation = \"Y = foo + e\"\n[variables.C]\nequation = \"C = 2 ** Y\"\nunits = \"1\"\n");
  EXPECT_THAT(c, Says({"model.toml:6:5", "model.toml:8:5", "model.toml:10:17: error: unknown name 'foo'", "model.toml:12:19", "model.toml:13:1"}));
  EXPECT_EQ(count(c.text, ": error: "), 5) << c;
}

}  // namespace
}  // namespace jingchu::models
