// What the text of a file earns, before anything in it is understood: one test a line of the rules.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "models/source/toml_document.hpp"
#include "tests/models/support.hpp"

namespace jingchu::models {
namespace {

using namespace testing;
namespace fs = std::filesystem;

/// What reading `text` as a TOML file earns.
Complaint toml(std::string text) {
  return complaint_of([&] {
    const auto store = memory_store({{"a.toml", std::move(text)}});
    const TomlDocument document(store->read("a.toml", "", SourceStore::Kind::scenario, {}));
  });
}

/// The value of key `x` in a text.
TomlValue value_of_x(const std::string& text) {
  static std::vector<std::unique_ptr<SourceStore>> kept;   // places point into the texts
  kept.push_back(memory_store({{"a.toml", text}}));
  const TomlDocument document(kept.back()->read("a.toml", "", SourceStore::Kind::scenario, {}));
  const auto* entry = document.root().find("x");
  return entry ? entry->value : TomlValue{};
}

TEST(BadText, AnEmptyFileOrOnlyCommentsSaysWhatAFileStartsWith) {
  EXPECT_THAT(toml(""), Says({"a.toml: error: nothing in this file", "format = "}));
  EXPECT_THAT(toml("# 说明\n\n"), Says({"a.toml: error: nothing in this file"}));
}

TEST(Text, AByteOrderMarkChangesNothing) {
  EXPECT_EQ(value_of_x("\xef\xbb\xbfx = 1\n").integer, 1);
  EXPECT_THAT(toml("\xef\xbb\xbfx = \n"), Says({"a.toml:1:"}));
}

TEST(Text, WindowsLineEndsGiveTheSameValuesAndLines) {
  const TomlValue x = value_of_x("y = 2\r\nx = \"\"\"\r\none\r\ntwo\"\"\"\r\n");
  EXPECT_EQ(x.text, "one\ntwo");
  EXPECT_EQ(x.place.line, 2);
  EXPECT_EQ(x.place.column, 5);
}

TEST(Text, AContinuedLineMayStartWithAnyCharacter) {
  for (const std::string first : {"é", "荆", "。", "《", "͙", "㋿"})
    EXPECT_EQ(value_of_x("x = \"\"\"\\\n  " + first + "a\"\"\"\n").text, first + "a");
}

TEST(BadText, AStringThatTouchesAValueIsRefused) {
  EXPECT_THAT(toml("x = 0\"é。\"\n"), Says({"a.toml:1:"}));
}

TEST(BadText, Utf16IsNamed) {
  EXPECT_THAT(toml(std::string("\xff\xfe" "x\0 \0", 6)), Says({"a.toml: error: this file is UTF-16", "save it as UTF-8"}));
  EXPECT_THAT(toml(std::string("\xfe\xff\0x", 4)), Says({"UTF-16"}));
}

TEST(BadText, GbkIsNamedAtItsFirstByte) {
  // "湖北" in GBK, in line 2 after 9 characters.
  EXPECT_THAT(toml("y = 1\ntitle = \"\xba\xfe\xb1\xb1\"\n"),
              Says({"a.toml:2:10: error: byte 0xba is not UTF-8; looks like GBK", "iconv -f GB18030 -t UTF-8"}));
}

TEST(BadText, Utf32AndUtf16WithoutAMarkAreNamed) {
  EXPECT_THAT(toml(std::string("\xff\xfe\0\0x\0\0\0", 8)), Says({"a.toml: error: this file is UTF-32"}));
  EXPECT_THAT(toml(std::string("x\0=\0", 4)), Says({"a.toml:1:2: error: a NUL byte", "it looks like UTF-16"}));
  EXPECT_THAT(toml(std::string("x = \"\0\"\n", 8)), Says({"a.toml:1:6: error: a NUL byte", "a text editor"}));
}

TEST(BadText, OnlyTextThatReadsAsGbkIsCalledThat) {
  const auto not_gbk = [](const std::string& bytes, const std::string& hint) {
    const Complaint c = toml(bytes);
    EXPECT_THAT(c, Says({"is not UTF-8", hint}));
    EXPECT_EQ(count(c.text, "GBK"), 0) << c;
  };
  not_gbk("title = \"caf\xe9 z\xe9ro\"\n", "save the file as UTF-8");               // Latin-1
  not_gbk("# 路径与情景\nx = 1 # \xe8\xb7", "its end is missing");                      // cut in the middle of a character
  not_gbk("# 路径\xe4\xb8与情景说明，路径与情景\nx = 1\n", "this byte is damaged");
  not_gbk("x = \"\xff\xff\"\n", "save the file as UTF-8");
}

TEST(BadText, OverlongAndSurrogateBytesAreNotUtf8) {
  for (const char* bytes : {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe6\xb9"})
    EXPECT_THAT(toml(std::string("x = \"") + bytes + "\"\n"), Says({"a.toml:1:6: error: byte", "not UTF-8"}));
}

TEST(BadText, EveryFullWidthCharacterIsToldInOneGoWithItsAsciiForm) {
  EXPECT_THAT(toml("paths ＝ 1000\n"), Says({"a.toml:1:7: error: full-width '＝' (U+FF1D)", "hint: type '='"}));
  const Complaint commas = toml("levels = [5，50，95]\n");
  EXPECT_THAT(commas, Says({"a.toml:1:12: error: full-width '，' (U+FF0C)", "a.toml:1:15: error:", "type ','"}));
  EXPECT_EQ(count(commas.text, "error:"), 2) << commas;
}

TEST(BadText, CurlyQuotesAndOtherTypographyAreNamed) {
  const Complaint quotes = toml("name = “湖北”\n");
  EXPECT_THAT(quotes, Says({"a.toml:1:8: error: curly quote '“' (U+201C)", "a.toml:1:11: error: curly quote '”' (U+201D)", "type '\"'"}));
  EXPECT_EQ(count(quotes.text, "error:"), 2) << quotes;
  EXPECT_THAT(toml("x = （1）\n"), Says({"'（' (U+FF08)", "type '('", "'）' (U+FF09)", "type ')'"}));
  EXPECT_THAT(toml("x = 1；\n"), Says({"'；' (U+FF1B)", "type ';'"}));
  EXPECT_THAT(toml("x：1\n"), Says({"'：' (U+FF1A)", "type ':'"}));
  EXPECT_THAT(toml("［x］\ny = 1\n"), Says({"'［' (U+FF3B)", "type '['", "'］' (U+FF3D)", "type ']'"}));
  EXPECT_THAT(toml("x = 1　# y\n"), Says({"(U+3000)", "type a plain blank"}));
}

TEST(Text, TheSameCharactersInStringsAndCommentsAreNormal) {
  EXPECT_EQ(value_of_x("x = \"（湖北），“好”：１＝\"  # ，；“”\n").text, "（湖北），“好”：１＝");
  EXPECT_EQ(value_of_x("x = '''，\n；'''\n").text, "，\n；");
}

TEST(BadText, ChineseKeysBelongInQuotes) {
  EXPECT_THAT(toml("[情景]\nx = 1\n"), Says({"a.toml:1:2: error: '情景' stands outside quotes", "write it in quotes, or use the English key"}));
  EXPECT_THAT(toml("路径 = 1\n"), Says({"a.toml:1:1: error: '路径' stands outside quotes"}));
  EXPECT_EQ(value_of_x("\"路径\" = 1\nx = 2\n").integer, 2);
}

TEST(BadText, WhatIsNeverClosedIsToldAtItsOpening) {
  EXPECT_THAT(toml("y = 1\nx = \"abc\nz = 2\n"), Says({"a.toml:2:5: error: a string that is not closed in its line"}));
  EXPECT_THAT(toml("y = 1\nx = [1,\n2,\n"), Says({"a.toml:2:5: error: '[' is never closed", "add the closing ']'"}));
  EXPECT_THAT(toml("x = { a = 1"), Says({"a.toml:1:5: error: '{' is never closed"}));
  EXPECT_THAT(toml("x = \"\"\"abc\n\n\n"), Says({"a.toml:1:5: error: a string that is never closed"}));
  EXPECT_THAT(toml("x = '''abc"), Says({"a.toml:1:5: error: a string that is never closed"}));
  EXPECT_THAT(toml("[variables.x\ny = 1\n"), Says({"a.toml:1:1: error: '[' is never closed"}));
}

TEST(BadText, AFileCutInTheMiddleIsRefusedAtEveryByte) {
  const std::string text = head + "[parameters]\ng = 0.01\n[shocks]\ne = 0.1\n[variables.Y]\nequation = \"dlog(Y) = g + e\"\n";
  ASSERT_EQ(complaint(text).code, -1) << complaint(text);
  const std::size_t equation = text.find("equation");
  for (std::size_t length = 0; length < equation + 10; ++length) {
    const Complaint c = complaint(text.substr(0, length));
    EXPECT_EQ(c.code, 65) << length << c;
    EXPECT_THAT(c.text, ::testing::HasSubstr("model.toml")) << length;
  }
  EXPECT_THAT(complaint("format = \"jingchu-model 1\"\n"), Says({"key 'name' is missing", "key 'frequency' is missing", "key 'origin' is missing"}));
}

TEST(BadText, NulAndControlCharactersAreShownEscaped) {
  EXPECT_THAT(toml(std::string("y = 1\nx = \"a\0b\"\n", 16)), Says({"a.toml:2:7: error: a NUL byte"}));
  EXPECT_THAT(toml("x = \"a\x1b[31m\"\n"), Says({"a.toml:1:7: error: control character U+001B in a string"}));
  EXPECT_THAT(toml("x = 1 \x07\n"), Says({"a.toml:1:7: error: control character U+0007"}));
  EXPECT_EQ(count(toml("x = \"a\x1b[31m\"\n").text, "\x1b"), 0);
}

TEST(BadText, DeepNestingIsRefusedBeforeAnyRecursion) {
  for (const char* bracket : {"[", "{a="}) {
    std::string deep = "x = ";
    for (int i = 0; i < 100000; ++i) deep += bracket;
    const Complaint c = toml(deep);
    EXPECT_THAT(c, Says({"nested deeper than 64"}));
    EXPECT_EQ(count(c.text, "nested deeper"), 1);
  }
  std::string allowed = "x = ";
  for (int i = 0; i < 64; ++i) allowed += '[';
  for (int i = 0; i < 64; ++i) allowed += ']';
  EXPECT_EQ(toml(allowed).code, -1) << toml(allowed);
}

TEST(BadText, DottedKeysHaveAtMost16Parts) {
  std::string key = "a";
  for (int i = 1; i < 16; ++i) key += ".a";
  EXPECT_EQ(toml(key + " = 1\n").code, -1) << toml(key + " = 1\n");
  EXPECT_THAT(toml(key + ".a = 1\n"), Says({"a.toml:1:32: error: a key of more than 16 parts"}));
  std::string longest = "a";
  for (int i = 0; i < 1000000; ++i) longest += ".a";
  EXPECT_THAT(toml(longest + " = 1\n"), Says({"a key of more than 16 parts"}));
  EXPECT_THAT(toml("[" + longest + "]\nx = 1\n"), Says({"a key of more than 16 parts"}));
}

TEST(BadText, AStringOf10MegabytesIsRefusedWithTheLimit) {
  EXPECT_THAT(toml("y = 1\nx = \"" + std::string(10000000, 'a') + "\"\n"), Says({"a.toml:2:5: error: a string of 10000000 bytes; at most 65536"}));
}

TEST(BadText, OneLineOf16MegabytesAnswersWithoutACopyForEachProblem) {
  std::string commas;
  while (commas.size() < 15000000) commas += "，";
  EXPECT_THAT(toml("x = [" + commas + "]\n"), Says({"full-width '，'", "and 980 more"}));
  std::string numbers = "x = [1";
  while (numbers.size() < 15000000) numbers += ",1";
  EXPECT_THAT(toml(numbers + "]\n"), Says({"more than 1000000 keys and values", "CSV"}));
  std::string keys = "x = { a0 = 1";
  for (int i = 1; i < 50000; ++i) keys += fmt::format(", a{} = 1", i);
  EXPECT_THAT(complaint(head + keys + " }\n"), Says({"unknown key 'x'"}));
  EXPECT_THAT(complaint(head + "title = " + keys.substr(4) + " }\n"), Says({"unknown key 'a0'", "more"}));
}

TEST(BadText, AKeyOrTableGivenTwiceShowsBothLines) {
  EXPECT_THAT(toml("a = 1\nb = 2\na = 3\n"), Says({"a.toml:3:1: error: 'a' is given twice", "a.toml:1:1: note: first given here"}));
  EXPECT_THAT(toml("[t]\na = 1\n[u]\na = 1\nb = 2\na = 3\n"), Says({"a.toml:6:1: error: 'a' is given twice", "a.toml:4:1: note: first given here"}));
  EXPECT_THAT(toml("[t]\na = 1\n[u]\nb = 2\n[t]\nc = 3\n"), Says({"a.toml:5:2: error: 't' is given twice", "a.toml:1:2: note: first given here"}));
  EXPECT_THAT(toml("[v.CC]\na = 1\n[v.C]\nb = 2\n[v.CC]\n"), Says({"a.toml:5:4: error: 'v.CC' is given twice", "a.toml:1:2: note: first given here"}));
  EXPECT_THAT(toml("x = { a = 1, b = 2, a = 3 }\n"), Says({"is given twice", "a.toml:1:7: note: first given here"}));
}

TEST(BadText, NumbersThatDoNotFitAreNotTheLargestInstead) {
  EXPECT_THAT(toml("x = 9223372036854775808\n"), Says({"a.toml:1:", "does not fit"}));
  EXPECT_THAT(toml("x = 1e400\n"), Says({"a.toml:1:"}));
  EXPECT_EQ(value_of_x("x = 9223372036854775807\n").integer, 9223372036854775807);
}

TEST(Text, PlacesInsideAStringAreFoundThroughLinesAndEscapes) {
  const std::string text = "x = \"\"\"\n一二\n  a + b\"\"\"\ny = \"\\\"\\u4e00 z\"\nw = '''a\nb''''\n";
  const auto store = memory_store({{"a.toml", text}});
  const TomlDocument document(store->read("a.toml", "", SourceStore::Kind::scenario, {}));
  const auto place = [&](const char* key, const std::string& part) {
    const TomlValue& v = document.root().find(key)->value;
    const Place p = document.inside(v, v.text.find(part));
    return fmt::format("{}:{} {}", p.line, p.column, p.text);
  };
  EXPECT_EQ(place("x", "二"), "2:2 一二");
  EXPECT_EQ(place("x", "b"), "3:7   a + b\"\"\"");
  EXPECT_EQ(place("y", "z"), "4:15 y = \"\\\"\\u4e00 z\"");
  EXPECT_EQ(document.root().find("w")->value.text, "a\nb'");
}

class TextInFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("jingchu-text-{}", ::getpid());
    fs::create_directories(folder_ / "models" / "toy");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name, std::ios::binary) << text; }
  Complaint read(const std::string& reference, const std::string& from = "") {
    return complaint_of([&] { file_store({folder_})->read(reference, from, SourceStore::Kind::model, {}); });
  }
  fs::path folder_;
};

TEST_F(TextInFiles, AMissingFileSaysWhereItWasLookedFor) {
  EXPECT_THAT(read("none.toml", (folder_ / "a.toml").string()), Complains(66, std::vector<std::string>{"no file 'none.toml'", "looked for it in " + folder_.string()}));
  EXPECT_THAT(read("none"), Complains(66, std::vector<std::string>{"no model 'none'", folder_.string()}));
}

TEST_F(TextInFiles, FoldersDevicesPipesAndUrlsAreNoFiles) {
  fs::create_directory(folder_ / "d.toml");
  EXPECT_THAT(read((folder_ / "d.toml").string()), Complains(66, std::vector<std::string>{"is a folder"}));
  ASSERT_EQ(::mkfifo((folder_ / "p.toml").c_str(), 0600), 0);
  EXPECT_THAT(read((folder_ / "p.toml").string()), Says({"is a device or pipe"}));
  EXPECT_THAT(read("/dev/zero"), Says({"is a device or pipe"}));
  EXPECT_THAT(read("https://example.org/model.toml"), Says({"is a URL"}));
  EXPECT_THAT(read(""), Says({"is not a file name"}));
}

TEST_F(TextInFiles, AFileOfOneGigabyteIsRefusedUnread) {
  write("big.toml", "x = 1\n");
  fs::resize_file(folder_ / "big.toml", std::uintmax_t{1} << 30);   // sparse
  EXPECT_THAT(read((folder_ / "big.toml").string()), Complains(66, std::vector<std::string>{"1073741824 bytes", "16 MiB"}));
}

TEST_F(TextInFiles, BareNamesStayInsideTheLibraries) {
  write("models/toy/model.toml", "x = 1\n");
  EXPECT_EQ(read("toy").code, -1);
  EXPECT_EQ(read("../models/toy").code, 66);
  EXPECT_EQ(read("toy\n").code, 66);
}

TEST_F(TextInFiles, TextsHandedOutAreRememberedOnce) {
  write("models/toy/model.toml", "x = 1\n");
  const auto store = file_store({folder_});
  const SourceText& first = store->read("toy", "", SourceStore::Kind::model, {});
  const SourceText& again = store->read("toy", "", SourceStore::Kind::model, {});
  EXPECT_EQ(&first, &again);
  ASSERT_EQ(store->used().size(), 1u);
  // The texts alone, as a results file holds them, are found under the same names.
  const auto copy = memory_store({*store->used()[0]});
  EXPECT_EQ(copy->read("toy", "", SourceStore::Kind::model, {}).text, "x = 1\n");
}

}  // namespace
}  // namespace jingchu::models
