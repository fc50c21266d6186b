// What wrong data files earn: line and column of the CSV.
#include <fmt/format.h>

#include "models/source/csv.hpp"
#include "tests/models/support.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

const std::string model_text = head + "history = [\"history.csv\"]\n[exogenous.W]\n[variables.Y]\nequation = \"Y = Y[-1] + W\"\n";

Complaint with_data(const std::string& csv) { return complaint(model_text, {{"history.csv", csv}}); }

TEST(BadData, TheSmallTableItselfIsGood) {
  EXPECT_EQ(with_data("variable,2023Q3,2023Q4\nY,1,2\nW,,4\n").code, -1) << with_data("variable,2023Q3,2023Q4\nY,1,2\nW,,4\n");
}

TEST(BadData, TextInANumberColumnIsToldAtItsCell) {
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,1,n/a\nW,3,4\n"), Says({"history.csv:2:5: error: found 'n/a', expected a number"}));
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,1,nan\nW,inf,1e999\n"), Says({"history.csv:2:5", "history.csv:3:3", "history.csv:3:7: error: found '1e999'"}));
  EXPECT_THAT(with_data("变量,2023Q3,2023Q4\nY, 一 ,2\n"), Says({"history.csv:2:4: error: found '一'"}));
}

TEST(BadData, DecimalCommasAndThousandsSeparatorsAreExplained) {
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,1,5,2\n"), Says({"history.csv:2:1: error: a row of 4 cells; the header has 3", "write 1234.5"}));
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,\"1,234.5\",2\n"), Says({"history.csv:2:3: error: found '1,234.5', expected a number", "no separators between thousands"}));
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,\"1,5\",2\n"), Says({"history.csv:2:3", "a decimal point"}));
}

TEST(BadData, PeriodsAreCompleteInOrderAndGivenOnce) {
  EXPECT_THAT(with_data("variable,2023Q1,2023Q3\nY,1,2\n"), Says({"history.csv:1:17: error: 2023Q2 is missing before 2023Q3", "leave unknown cells empty"}));
  EXPECT_THAT(with_data("variable,2023Q3,2023Q3\nY,1,2\n"), Says({"history.csv:1:17: error: column '2023Q3' is given twice", "history.csv:1:10: note: first given here"}));
  EXPECT_THAT(with_data("variable,2023Q4,2023Q3\nY,1,2\n"), Says({"history.csv:1:17: error: 2023Q3 comes after 2023Q4"}));
  EXPECT_THAT(with_data("variable,2023-01,2023Q5\nY,1,2\n"), Says({"history.csv:1:10: error: found '2023-01', expected a period", "history.csv:1:18", "write 2023Q4"}));
  EXPECT_THAT(with_data("variable\nY\n"), Says({"history.csv:1:1: error: no column of a period"}));
}

TEST(BadData, TheFirstColumnIsCalledVariable) {
  EXPECT_THAT(with_data("name,2023Q3,2023Q4\nY,1,2\nW,3,4\n"), Says({"history.csv:1:1: error: found the column 'name', expected 'variable'", "variable,2023Q4,..."}));
  EXPECT_THAT(with_data(",2023Q3,2023Q4\nY,1,2\nW,3,4\n"), Says({"history.csv:1:1: error: the first column has no name, expected 'variable'"}));
}

TEST(BadData, NumbersBeyondTheirRangeAreTypingErrors) {
  EXPECT_THAT(with_data("variable,2023Q3,2023Q4\nY,1e308,-1e16\nW,3,4\n"), Says({"history.csv:2:3: error: 1e308 is out of range", "history.csv:2:9: error: -1e16 is out of range", "allowed: -1"}));
  EXPECT_EQ(with_data("variable,2023Q3,2023Q4\nY,1e15,-1e15\nW,3,4\n").code, -1);
}

TEST(BadData, RowsMatchSomethingOfTheModelOnce) {
  EXPECT_THAT(with_data("variable,2023Q4\nY,1\nYY,2\nZZZZ,3\n"), Says({"history.csv:3:1: error: 'YY' is no variable or exogenous series of the model", "did you mean 'Y'?", "history.csv:4:1"}));
  EXPECT_THAT(with_data("variable,2023Q4\nY,1\nW,3\nY,2\n"), Says({"history.csv:4:1: error: 'Y' is given twice", "history.csv:2:1: note: first given here"}));
  EXPECT_THAT(complaint(head + "history = [\"a.csv\", \"b.csv\"]\n[variables.Y]\nequation = \"Y = Y[-1]\"\n", {{"a.csv", "variable,2023Q4\nY,1\n"}, {"b.csv", "variable,2023Q4\nY,2\n"}}),
              Says({"b.csv:2:1: error: 'Y' is given twice", "a.csv:2:1: note"}));
}

TEST(BadData, MissingFilesAreNoInput) {
  EXPECT_THAT(complaint(model_text), Complains(66, std::vector<std::string>{"model.toml:5:12", "'history.csv'"}));
}

TEST(BadData, BrokenQuotesAndEmptyFilesAreTold) {
  EXPECT_THAT(with_data(""), Says({"history.csv: error: nothing in this file"}));
  EXPECT_THAT(with_data("variable,2023Q4\nY,\"1\n"), Says({"history.csv:2:3: error: a quoted cell that is never closed"}));
  EXPECT_THAT(with_data("variable,2023Q4\nY,\"1\"x\n"), Says({"history.csv:2:6: error: text after the closing quote"}));
}

TEST(Data, ByteOrderMarkWindowsLinesQuotesAndBlanksAreRead) {
  const Model m = load(model_text, {{"history.csv", "\xef\xbb\xbf" "variable,2023Q3,2023Q4\r\n\r\n\"Y\", \"1.5\" ,-2e3\r\nW,,+4\r\n"}});
  EXPECT_EQ(m.data.values.at("Y").at(Period(Frequency::quarterly, 2023, 3)), 1.5);
  EXPECT_EQ(m.data.values.at("Y").at(Period(Frequency::quarterly, 2023, 4)), -2000);
  EXPECT_FALSE(m.data.values.at("W").contains(Period(Frequency::quarterly, 2023, 3)));
}

TEST(Data, QuotedCellsMayHoldCommasQuotesAndLines) {
  const auto store = memory_store({{"a.csv", "a,b\n\"x, \"\"y\"\"\",\"两\n行\"\nz,1\n"}});
  Diagnostics problems;
  const CsvTable table = read_csv(store->read("a.csv", "", SourceStore::Kind::model, {}), problems);
  ASSERT_FALSE(problems.has_errors());
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0].text, "x, \"y\"");
  EXPECT_EQ(table.rows[0][1].text, "两\n行");
  EXPECT_EQ(table.rows[0][1].place.column, 12);
  EXPECT_EQ(table.rows[1][0].place.line, 4);
  EXPECT_EQ(table.column("b"), 1u);
  EXPECT_FALSE(table.column("c"));
}

TEST(BadData, OneLineOf16MegabytesTakesNoCopyForEachCell) {
  std::string line = "variable";
  while (line.size() < 3000000) line += fmt::format(",{}", line.size());
  EXPECT_THAT(with_data(line + "\n"), Says({"history.csv:1:10: error: found '8', expected a period", "and 980 more"}));
  while (line.size() < 15000000) line += ",1";
  EXPECT_THAT(with_data(line + "\n"), Says({"history.csv:1:", "more than 2000000 cells"}));
}

TEST(BadData, ResidualTablesHaveTheColumnAndNumbersOnly) {
  const auto text = [](const std::string& column) {
    return head + "[shocks.e]\nlaw = { empirical = { file = \"r.csv\", column = \"" + column + "\" } }\n[variables.Y]\nequation = \"Y = e\"\n";
  };
  EXPECT_THAT(complaint(text("e_d"), {{"r.csv", "e_c,e_g\n1,2\n"}}), Says({"model.toml:6:48: error: no column 'e_d' in r.csv"}));
  EXPECT_THAT(complaint(text("e_c"), {{"r.csv", "e_c,e_g\n1,2\nx,3\n"}}), Says({"r.csv:3:1: error: found 'x', expected a number"}));
  EXPECT_THAT(complaint(text("e_c"), {{"r.csv", "e_c,e_g\n"}}), Says({"no rows to draw from"}));
  EXPECT_THAT(complaint(text("e_c"), {{"r.csv", "e_c,e_c\n1,2\n"}}), Says({"r.csv:1:5: error: column 'e_c' is given twice"}));
  EXPECT_EQ(complaint(text("e_c"), {{"r.csv", "e_c,e_g\n1,2\n-1,3\n"}}).code, -1);
}

}  // namespace
}  // namespace jingchu::models
