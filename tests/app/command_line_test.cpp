// Wrong and unusual words on the command line: what they earn.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// Runs the small scenario with more words.
Call run_with(const Workspace& place, std::vector<std::string> words, const Surroundings& surroundings = {}) {
  words.insert(words.begin(), {"run", "growth.toml"});
  return place.run(words, surroundings);
}

TEST(CommandLine, NoArgumentGivesTheListOfCommandsAsAnError) {
  const Workspace place;
  const Call call = place.run({});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.out, IsEmpty());
  EXPECT_THAT(call.err, AllOf(HasSubstr("usage: jingchu COMMAND"), HasSubstr("replay")));
}

TEST(CommandLine, UnknownCommandIsAnsweredWithTheNearestOne) {
  const Workspace place;
  const Call call = place.run({"rn", "growth.toml"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, AllOf(HasSubstr("unknown command 'rn'"), HasSubstr("did you mean 'jingchu run'?"), HasSubstr("usage:")));
}

TEST(CommandLine, UnknownOptionIsAnsweredWithTheNearestOneAndTheUsageOfTheCommand) {
  const Workspace place;
  for (const char* option : {"--path=5", "--pathss", "--Paths"}) {
    const Call call = run_with(place, {option});
    EXPECT_EQ(call.code, 64) << option;
    EXPECT_THAT(call.err, AllOf(HasSubstr("unknown option"), HasSubstr("did you mean '--paths'?"), HasSubstr("usage: jingchu run SCENARIO")));
  }
}

TEST(CommandLine, AbbreviatedOptionIsNotGuessed) {
  const Workspace place;
  for (const char* option : {"--thread=1", "--see=1", "--forc", "--quie"}) {
    EXPECT_EQ(run_with(place, {option}).code, 64) << option;
  }
  EXPECT_FALSE(place.has("results"));
}

TEST(CommandLine, UnknownShortOptionAndHiddenOptionNamesAreNotOffered) {
  const Workspace place;
  const Call call = run_with(place, {"-x"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("unknown option '-x'"));
  EXPECT_THAT(run_with(place, {"--is=plain"}).err, Not(HasSubstr("--isa")));
}

TEST(CommandLine, NumberOfPathsOutsideItsRangeIsRefusedWithTheRange) {
  const Workspace place;
  for (const char* paths : {"0", "-5", "1e3", "ten", "", "99999999999999999999", "+5", "0x10", " 5", "5 ", "1,000", "1.0", "1000000001"}) {
    const Call call = run_with(place, {"--paths", paths});
    EXPECT_EQ(call.code, 64) << paths;
    EXPECT_THAT(call.err, AllOf(StartsWith("error: --paths"), HasSubstr("expected 1 to 1,000,000,000"))) << paths;
  }
  EXPECT_FALSE(place.has("results"));
}

TEST(CommandLine, TooManyPathsAreRefusedBeforeAnyWorkWithWhatIsFree) {
  const Workspace place;
  const Call call = run_with(place, {"--paths", "1000000000000"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, AllOf(HasSubstr("'1000000000000' is out of range"), HasSubstr("of memory"), HasSubstr("on disk")));
}

TEST(CommandLine, NumberOfThreadsOutsideItsRangeIsRefused) {
  const Workspace place;
  for (const char* threads : {"0", "-1", "10000", "two"}) {
    const Call call = run_with(place, {"--threads", threads});
    EXPECT_EQ(call.code, 64) << threads;
    EXPECT_THAT(call.err, HasSubstr("expected 1 to 1,024")) << threads;
  }
}

TEST(CommandLine, MoreThreadsThanCoresAreAWarningAndGiveTheSameBytes) {
  const Workspace place;
  const Call many = run_with(place, {"--threads", "500", "-o", "many.h5"});
  EXPECT_EQ(many.code, 0) << many.err;
  EXPECT_THAT(many.err, HasSubstr("warning: 500 threads on"));
  EXPECT_EQ(run_with(place, {"--threads", "1", "-o", "one.h5"}).code, 0);
  EXPECT_FALSE(place.read("one.h5").empty());
  EXPECT_TRUE(place.read("one.h5") == place.read("many.h5"));
}

TEST(CommandLine, SeedOutsideItsRangeIsRefused) {
  const Workspace place;
  for (const char* seed : {"-1", "9223372036854775808", "18446744073709551616", "0x10", ""}) {
    const Call call = run_with(place, {"--seed", seed});
    EXPECT_EQ(call.code, 64) << seed;
    EXPECT_THAT(call.err, HasSubstr("expected 0 to 9,223,372,036,854,775,807")) << seed;
  }
  EXPECT_EQ(run_with(place, {"--seed", "9223372036854775807"}).code, 0);
}

TEST(CommandLine, SeedThatNobodyGaveIsTheStandardOneAndIsToldAndStored) {
  const Workspace place;
  std::string text = place.read("growth.toml");
  text.erase(text.find("seed = 7\n"), 9);
  place.write("growth.toml", text);
  const Call call = run_with(place, {});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, HasSubstr("seed 20260101"));
  EXPECT_THAT(place.run({"show", "results/growth.h5", "--json"}).out, HasSubstr("20260101"));
}

TEST(CommandLine, OptionGivenTwiceWithOtherValuesIsRefusedAndWithTheSameAccepted) {
  const Workspace place;
  const Call call = run_with(place, {"--seed", "1", "--seed=2"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("--seed is given twice, as '1' and as '2'"));
  EXPECT_EQ(run_with(place, {"--seed", "1", "--seed=1"}).code, 0);
}

TEST(CommandLine, OptionsThatContradictEachOtherAreRefused) {
  const Workspace place;
  EXPECT_EQ(place.run({"replay", "growth.toml", "--path", "1", "--central"}).code, 64);
  EXPECT_EQ(place.run({"replay", "growth.toml"}).code, 64);
  EXPECT_EQ(place.run({"describe", "growth.toml", "--graph", "--json"}).code, 64);
}

TEST(CommandLine, OptionWinsOverTheScenarioAndTheLogSaysSo) {
  const Workspace place;
  const Call call = run_with(place, {"--paths", "100", "--set", "public=70"});
  EXPECT_EQ(call.code, 0) << call.err;
  const auto log = lines_with(place.read("results/growth.h5.log"), "\"start\"");
  ASSERT_EQ(log.size(), 1u);
  const auto start = nlohmann::json::parse(log.front());
  EXPECT_EQ(start["overrides"]["paths"], 100);
  EXPECT_EQ(start["overrides"]["set"][0], "public=70");
  EXPECT_FALSE(start["overrides"].contains("seed"));
}

TEST(CommandLine, LogSaysWhetherMachineCodeEvaluatedTheModel) {
  const Workspace place;
  for (const char* isa : {"avx2", "avx2:interpreted", "plain"}) {
    const Call call = run_with(place, {"--paths", "100", "--force", "--isa", isa});
    if (call.code == 64) continue;   // a machine without it
    EXPECT_EQ(call.code, 0) << call.err;
    const auto log = lines_with(place.read("results/growth.h5.log"), "\"ready\"");
    ASSERT_FALSE(log.empty());
    const std::string said = nlohmann::json::parse(log.back())["evaluation"];
    // A build without asmjit, or a system that lets no program write code, interprets.
    const bool may_be_made = std::string_view(isa) == "avx2";
    EXPECT_TRUE(said == "interpreter" || (may_be_made && said == "machine code")) << isa << ": " << said;
  }
}

TEST(CommandLine, LeverThatDoesNotExistIsRefusedWithTheNearestOne) {
  const Workspace place;
  for (const char* setting : {"publik=70", "public", "public=", "public=a lot", "public=1e9", "public[1999]=1"}) {
    const Call call = run_with(place, {"--set", setting});
    EXPECT_EQ(call.code, 64) << setting << call.err;
    EXPECT_THAT(call.err, HasSubstr("error:")) << setting;
  }
  EXPECT_THAT(run_with(place, {"--set", "publik=70"}).err, HasSubstr("public"));
}

TEST(CommandLine, MissingAndSuperfluousWordsAreRefused) {
  const Workspace place;
  EXPECT_THAT(place.run({"run"}).err, HasSubstr("SCENARIO is missing"));
  EXPECT_EQ(place.run({"run"}).code, 64);
  const Call call = place.run({"run", "growth.toml", "other.toml"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("'other.toml' is one word too many"));
  EXPECT_EQ(run_with(place, {"--seed"}).code, 64);
  EXPECT_EQ(run_with(place, {"--seed="}).code, 64);
  EXPECT_EQ(run_with(place, {"--force=yes"}).code, 64);
  EXPECT_EQ(run_with(place, {"--quantiles", "Z"}).code, 64);
  EXPECT_EQ(run_with(place, {"--lang", "de"}).code, 64);
}

TEST(CommandLine, WordsAfterTwoDashesAreFileNames) {
  const Workspace place;
  place.write("-growth.toml", place.read("growth.toml"));
  const Call call = place.run({"run", "--paths", "10", "--", "-growth.toml"});
  EXPECT_EQ(call.code, 0) << call.err;
}

TEST(CommandLine, EveryCommandHasHelpInBothLanguages) {
  const Workspace place;
  for (const char* command : {"run", "check", "describe", "show", "replay", "init"}) {
    const Call en = place.run({command, "--help"});
    EXPECT_EQ(en.code, 0) << command;
    EXPECT_THAT(en.out, AllOf(StartsWith("usage: jingchu " + std::string(command)), HasSubstr("--quiet")));
    const Call zh = place.run({command, "--help", "--lang", "zh"});
    EXPECT_EQ(zh.code, 0) << command;
    EXPECT_THAT(zh.out, AllOf(StartsWith("用法：jingchu " + std::string(command)), HasSubstr("选项")));
  }
}

/// Every byte of the text belongs to a whole UTF-8 character.
bool is_utf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

TEST(CommandLine, HelpNeverCutsAChineseCharacterAndFitsTheTerminal) {
  const Workspace place;
  const Call call = place.run({"run", "--help", "--lang=zh"});
  EXPECT_TRUE(is_utf8(call.out));
  for (const auto& line : lines_with(call.out, "")) {
    int columns = 0;
    for (const char c : line) {
      const auto byte = static_cast<unsigned char>(c);
      columns += byte < 0x80 ? 1 : byte >= 0xe0 ? 2 : 0;
    }
    EXPECT_LE(columns, 82) << line;   // a full stop may cling to the last character
  }
}

TEST(CommandLine, VersionNamesTheRevisionAndTheBuild) {
  const Workspace place;
  const Call call = place.run({"--version"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.out, testing::ContainsRegex("jingchu [0-9]+\\.[0-9]+\\.[0-9]+ \\(([0-9a-f]{40}(-dirty)?|unknown)\\)"));
}

}  // namespace
}  // namespace jingchu::test
