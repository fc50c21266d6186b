#include "engine/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/text_display.hpp"

namespace jingchu {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Diagnostic error_at(int line, int column, std::string text, std::string problem) {
  Diagnostic d;
  d.place = {"file.toml", line, column, 1, std::move(text)};
  d.problem = std::move(problem);
  return d;
}

std::string format_one(const Diagnostic& d) { return format_diagnostics({&d, 1}); }

TEST(FormatDiagnostics, ShowsPlaceLineCaretAndHint) {
  Diagnostic d = error_at(14, 8, "name = \"public_investmnt\"", "unknown lever 'public_investmnt'");
  d.hint = "did you mean 'public_investment'?";
  EXPECT_EQ(format_one(d),
            "file.toml:14:8: error: unknown lever 'public_investmnt'\n"
            "   14 | name = \"public_investmnt\"\n"
            "      |        ^\n"
            "  hint: did you mean 'public_investment'?\n");
}

TEST(FormatDiagnostics, ItsOwnWordsMayBeThoseOfAnotherLanguage) {
  Diagnostic d = error_at(3, 1, "x", "odd");
  d.hint = "even";
  d.other = Place{"file.toml", 1, 1, 1, "y"};
  const Diagnostic two[] = {d, d};
  EXPECT_EQ(format_diagnostics(two, 1, {"错误", "警告", "说明", "提示", "第几行", "另见", "另有 ", " 处"}),
            "file.toml:3:1: 错误: odd\n    3 | x\n      | ^\nfile.toml:1:1: 说明: 另见\n    1 | y\n      | ^\n  提示: even\n另有 1 处\n");
}

TEST(FormatDiagnostics, UnderlinesChineseCharactersByDisplayWidth) {
  Diagnostic d = error_at(3, 3, "湖北x省份", "odd");
  d.place.width = 2;
  EXPECT_EQ(format_one(d),
            "file.toml:3:3: error: odd\n"
            "    3 | 湖北x省份\n"
            "      |     ^^^\n");
}

TEST(FormatDiagnostics, ShowsATabAsOneBlankAndControlCharactersAsQuestionMarks) {
  EXPECT_THAT(format_one(error_at(1, 3, "\ta\x1b[2Jb\xff", "odd")),
              EndsWith("    1 |  a?[2Jb?\n"
                       "      |   ^\n"));
}

TEST(FormatDiagnostics, ShowsTheSecondPlaceWithItsRemark) {
  Diagnostic d = error_at(9, 1, "a = 2", "'a' is given twice");
  d.other = Place{"base.toml", 2, 1, 1, "a = 1"};
  d.other_remark = "first given here";
  EXPECT_EQ(format_one(d),
            "file.toml:9:1: error: 'a' is given twice\n"
            "    9 | a = 2\n"
            "      | ^\n"
            "base.toml:2:1: note: first given here\n"
            "    2 | a = 1\n"
            "      | ^\n");
}

TEST(FormatDiagnostics, CutsALongLineAroundTheCaret) {
  const std::string text = format_one(error_at(7, 501, std::string(500, 'a') + "X" + std::string(500, 'b'), "odd"));
  EXPECT_THAT(text, HasSubstr("7 | ..." + std::string(50, 'a') + "X" + std::string(49, 'b') + "...\n"));
  EXPECT_THAT(text, EndsWith("      |    " + std::string(50, ' ') + "^\n"));
}

TEST(FormatDiagnostics, MarksAPlaceBehindTheEndOfTheLine) {
  EXPECT_THAT(format_one(error_at(7, 900, "a = ", "value missing")), EndsWith("    7 | a = \n      |     ^\n"));
}

TEST(FormatDiagnostics, NamesTheFileAloneWhenThereIsNoLine) {
  Diagnostic d;
  d.place.file = "history.csv";
  d.problem = "file is empty";
  EXPECT_EQ(format_one(d), "history.csv: error: file is empty\n");
  d.place.file.clear();
  EXPECT_EQ(format_one(d), "error: file is empty\n");
}

TEST(FormatDiagnostics, SortsByLineThenColumnAndCountsTheRest) {
  const std::vector<Diagnostic> list = {error_at(10, 1, "", "third"), error_at(9, 5, "", "second"), error_at(9, 2, "", "first")};
  EXPECT_EQ(format_diagnostics(list, 2), "file.toml:9:2: error: first\nfile.toml:9:5: error: second\nand 1 more\n");
}

TEST(FormatDiagnostics, ShowsErrorsRatherThanWarningsWhenThereAreTooMany) {
  std::vector<Diagnostic> list = {error_at(1, 1, "", "a remark"), error_at(2, 1, "", "a mistake")};
  list[0].severity = Diagnostic::Severity::warning;
  EXPECT_EQ(format_diagnostics(list, 1), "file.toml:2:1: error: a mistake\nand 1 more\n");
}

TEST(Diagnostics, ThrowsAllProblemsInOrderOfPlace) {
  Diagnostics problems;
  problems.error({"f", 5, 1, 1, ""}, "later");
  problems.warning({"f", 2, 1, 1, ""}, "earlier");
  try {
    problems.throw_if_any();
    FAIL() << "nothing thrown";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    ASSERT_EQ(e.diagnostics().size(), 2u);
    EXPECT_EQ(e.diagnostics()[0].problem, "earlier");
    EXPECT_THAT(e.what(), StartsWith("f:2:1: warning: earlier\nf:5:1: error: later\n"));
  }
}

TEST(Diagnostics, WarningsAloneDoNotThrow) {
  Diagnostics problems;
  problems.warning({"f", 2, 1, 1, ""}, "odd");
  problems.note({"f", 2, 1, 1, ""}, "by the way");
  EXPECT_NO_THROW(problems.throw_if_any());
}

TEST(NearestName, FindsAMisspelledName) {
  const std::vector<std::string> known = {"rrr_cut", "public_investment", "export_tax"};
  EXPECT_EQ(nearest_name("public_investmnt", known), "public_investment");
  EXPECT_EQ(nearest_name("export_atx", known), "export_tax");
  EXPECT_EQ(nearest_name("RRR_CUT", known), "rrr_cut");
}

TEST(NearestName, FindsNothingWhenAllAreFarAway) {
  const std::vector<std::string> known = {"voucher", "y", ""};
  EXPECT_EQ(nearest_name("tax", known), std::nullopt);
  EXPECT_EQ(nearest_name("x", known), std::nullopt);
  EXPECT_EQ(nearest_name("", known), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(100000, 'x'), known), std::nullopt);
}

TEST(Quoted, EscapesControlCharactersAndBrokenBytes) { EXPECT_EQ(jingchu::quoted("a\n\tb\x1b\xc3"), "'a\\n\\tb\\x1b\\xc3'"); }

TEST(Quoted, CutsAfterSixtyCharactersNotBytes) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "省";
  EXPECT_EQ(jingchu::quoted(text), "'" + text + "'");
  EXPECT_EQ(jingchu::quoted(text + "x"), "'" + text + "...'");
}

TEST(Glyphs, RejectOverlongAndSurrogateForms) {
  for (const char* broken : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe7\x9c"})
    EXPECT_THAT(detail::glyphs(broken).front().bytes, "?");
  EXPECT_EQ(detail::glyphs("\xf0\x9f\x98\x80").size(), 1u);
}

}  // namespace
}  // namespace jingchu
