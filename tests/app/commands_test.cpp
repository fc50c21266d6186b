// What the commands answer when all is well, and on files that are not what they should be.

#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// "kind,name,period" -> value of a replay.
std::map<std::string, double> values_of(const Call& replay) {
  std::map<std::string, double> values;
  std::istringstream in(replay.out);
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "kind,name,period,value");
  while (std::getline(in, line)) {
    const auto comma = line.rfind(',');
    values[line.substr(0, comma)] = json::parse(line.substr(comma + 1)).get<double>();
  }
  return values;
}

TEST(Run, PrintsEveryTargetAndSaysWhyOneIsNotSimulated) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  for (const char* title : {"growth in 2024", "consumption in 2028", "ten times the output", "happiness", "the model holds no measure of it"}) {
    EXPECT_THAT(call.out, HasSubstr(title));
  }
}

TEST(Run, SpeaksChinese) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--lang", "zh"});
  EXPECT_THAT(call.out, AllOf(HasSubstr("2024 年增速"), HasSubstr("十倍产出")));
  EXPECT_THAT(call.err, HasSubstr("条路径"));
}

TEST(Run, OnePathWorksAndPretendsNoPrecision) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--paths", "1", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("1 path, seed 7"), HasSubstr("of 1 path met it"), Not(HasSubstr("99.9 %")), Not(HasSubstr(" ± ")), Not(HasSubstr("nan"))));
  const auto target = json::parse(place.run({"show", "results/growth.h5", "--json"}).out)["results"][0]["targets"][0];
  EXPECT_TRUE(target["standard_error"].is_null()) << target;
}

TEST(Run, ErrorsHaveTheirFrameInTheLanguageAskedFor) {
  const Workspace place;
  place.write("slip.toml", "sed = 1\n" + place.read("growth.toml"));
  const Call zh = place.run({"check", "slip.toml", "--lang", "zh"});
  EXPECT_EQ(zh.code, 65);
  EXPECT_THAT(zh.err, AllOf(HasSubstr("slip.toml:1:1: 错误: "), HasSubstr("  提示: "), Not(HasSubstr("error:"))));
  EXPECT_THAT(place.run({"run", "growth.toml", "--paths", "ten", "--lang", "zh"}).err, HasSubstr("错误: --paths"));
  EXPECT_THAT(place.run({"check", "slip.toml", "--lang", "en"}).err, HasSubstr("slip.toml:1:1: error: "));
}

TEST(Run, AMeasureWithoutAValueIsNamedWithItsPlaceAndYear) {
  const Workspace place;
  std::string model = place.read("model.toml");
  model.replace(model.find("annual_growth(Y, year)"), 22, "log(annual(Y, year) - 1e6)");
  place.write("model.toml", model);
  const Call call = place.run({"run", "growth.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("model.toml:"), HasSubstr("path 0 at 'gdp_growth[2024]' in 2024: log(-99")));
}

TEST(Run, AnswersAsJsonForMachines) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--json"});
  EXPECT_EQ(call.code, 0);
  const auto answer = json::parse(call.out);
  EXPECT_THAT(answer.dump(), AllOf(HasSubstr("growth_2024"), HasSubstr("results/growth.h5")));
}

TEST(Run, LeverAtItsDefaultIsTheBaselineBitForBit) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--set", "public=60"}).code, 0);
  EXPECT_EQ(place.run({"show", "a.h5"}).out, place.run({"show", "b.h5"}).out);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "c.h5", "--set", "public=61"}).code, 0);
  EXPECT_NE(place.run({"show", "a.h5"}).out, place.run({"show", "c.h5"}).out);
}

TEST(Run, InstructionSetsAndTileWidthsGiveTheSameBytes) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--isa", "plain"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "c.h5", "--tile-width", "24"}).code, 0);
  EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
  EXPECT_TRUE(place.read("a.h5") == place.read("c.h5"));
}

TEST(Run, QuantilesOfMoreVariablesOnRequest) {
  const Workspace place;
  EXPECT_EQ(place.run({"run", "growth.toml", "-o", "a.h5", "--quantiles", "K,I"}).code, 0);
  EXPECT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--quantiles", "all"}).code, 0);
  EXPECT_EQ(place.run({"show", "a.h5", "--chart", "k.svg", "--variable", "K"}).code, 0);
  EXPECT_EQ(place.run({"show", "b.h5", "--chart", "g.svg", "--variable", "G"}).code, 0);
}

TEST(Check, SaysThatThereIsNoProblemAndWhatThereIs) {
  const Workspace place;
  const Call scenario = place.run({"check", "growth.toml"});
  EXPECT_EQ(scenario.code, 0) << scenario.err;
  EXPECT_THAT(scenario.out, AllOf(HasSubstr("growth.toml: no problems"), HasSubstr("6 variables"), HasSubstr("1 levers"), HasSubstr("4 targets")));
  const Call model = place.run({"check", "model.toml", "--lang", "zh"});
  EXPECT_EQ(model.code, 0) << model.err;
  EXPECT_THAT(model.out, AllOf(HasSubstr("没有问题"), HasSubstr("6 变量")));
}

TEST(Check, AnswersProblemsAsJson) {
  const Workspace place;
  place.write("bad.toml", "format = \"jingchu-scenario 1\"\npath = 10\nseeds = 2\n");
  const Call call = place.run({"check", "bad.toml", "--json"});
  EXPECT_EQ(call.code, 65);
  const auto answer = json::parse(call.out);
  EXPECT_EQ(answer["ok"], false);
  const auto& last = answer["problems"].back();
  EXPECT_EQ(last["file"], "bad.toml");
  EXPECT_EQ(last["line"], 3);
  EXPECT_EQ(last["severity"], "error");
  EXPECT_EQ(last["hint"], "did you mean 'seed'?");
  const auto fine = json::parse(place.run({"check", "growth.toml", "--json"}).out);
  EXPECT_EQ(fine["ok"], true);
  EXPECT_EQ(fine["summary"]["variables"], 6);
}

TEST(Check, FindsAnErrorInAnEquationAtItsPlace) {
  const Workspace place;
  std::string model = place.read("model.toml");
  model.replace(model.find("(1 - depreciation)*K[-1]"), 24, "(1 - depreciatoin)*K[-1]");
  place.write("model.toml", model);
  for (const char* file : {"model.toml", "growth.toml"}) {
    const Call call = place.run({"check", file});
    EXPECT_EQ(call.code, 65);
    EXPECT_THAT(call.err, AllOf(HasSubstr("model.toml:"), HasSubstr("depreciatoin"), HasSubstr("did you mean 'depreciation'?")));
  }
}

TEST(Check, RepairOffersCorrelationsThatAgree) {
  const Workspace place;
  const std::string model = place.read("fails.toml");
  std::string text = model;
  text.replace(text.find("[shocks.u]"), 10, "[shocks]\na = 1\nb = 1\nc = 1\n[[correlations]]\npair = [\"a\", \"b\"]\nvalue = 0.9\n[[correlations]]\npair = [\"b\", \"c\"]\nvalue = 0.9\n"
                                            "[[correlations]]\npair = [\"a\", \"c\"]\nvalue = -0.9\n[shocks.u]");
  place.write("fails.toml", text);
  const Call plain = place.run({"check", "fails.toml", "--lang", "en"});
  EXPECT_EQ(plain.code, 65);
  EXPECT_THAT(plain.err, HasSubstr("jingchu check --repair"));
  EXPECT_THAT(plain.out, IsEmpty());
  const Call call = place.run({"check", "fails.toml", "--repair", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_EQ(lines_with(call.out, "  fails.toml:").size(), 3u) << call.out;
  EXPECT_EQ(place.read("fails.toml"), text);   // never repaired silently
  const auto problems = json::parse(place.run({"check", "fails.toml", "--json"}).out)["problems"];
  EXPECT_EQ(problems[0]["repairs"].size(), 3u);
  EXPECT_THAT(place.run({"check", "failing.toml", "--repair", "--lang", "zh"}).out, HasSubstr("请在以下位置改为"));
  place.write("fails.toml", model + "\nunknown = 1\n");
  EXPECT_THAT(place.run({"check", "fails.toml", "--repair", "--lang", "en"}).out, HasSubstr("none of these problems has a repair"));
}

TEST(Check, MissingFileIsCode66WithThePathAsTyped) {
  const Workspace place;
  for (const char* command : {"check", "describe", "run"}) {
    const Call call = place.run({command, "nowhere/none.toml"});
    EXPECT_EQ(call.code, 66) << command;
    EXPECT_THAT(call.err, HasSubstr("nowhere/none.toml"));
  }
  EXPECT_EQ(place.run({"check", "no-such-name"}).code, 66);
  EXPECT_EQ(place.run({"show", "none.h5"}).code, 66);
  EXPECT_EQ(place.run({"replay", "none.h5", "--central"}).code, 66);
}

TEST(Describe, ListsVariablesEquationsBlocksAndLevers) {
  const Workspace place;
  place.write("model.toml", std::regex_replace(place.read("model.toml"), std::regex("equation = .Y = "), "bounds = [0, 800]\n$&"));
  const Call call = place.run({"describe", "model.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("gross domestic product"), HasSubstr("Y = C + I + G"), HasSubstr("solved together"), HasSubstr("within 0 to 800"), HasSubstr("[0, 500]"), HasSubstr("student_t(df 6"),
                              HasSubstr("annual_growth(Y, year)")));
  const auto all = json::parse(place.run({"describe", "growth.toml", "--json"}).out);
  EXPECT_EQ(all["variables"].size(), 6u);
  EXPECT_EQ(all["scenario"]["targets"].size(), 4u);
}

TEST(Describe, DrawsTheDependenciesWithinAPeriod) {
  const Workspace place;
  const Call call = place.run({"describe", "model.toml", "--graph", "--lang", "zh"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.out, AllOf(StartsWith("digraph"), HasSubstr("subgraph cluster_1"), HasSubstr("\"Y\" -> \"T\""), HasSubstr("\"I\" -> \"K\""), HasSubstr("国内生产总值")));
  EXPECT_THAT(call.out, Not(HasSubstr("\"K\" -> \"I\"")));
}

TEST(Show, ShowsTheTableTheYearsAndTheChart) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const Call call = place.run({"show", "results/growth.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("growth in 2024"), HasSubstr("GDP growth"), HasSubstr("2028")));
  for (const auto& words : std::vector<std::vector<std::string>>{{"--chart", "odds.svg"}, {"--chart", "y.svg", "--variable", "Y"}, {"--chart", "g.svg", "--variable", "gdp_growth"}}) {
    std::vector<std::string> all{"show", "results/growth.h5", "--lang", "zh"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(place.run(all).code, 0);
    EXPECT_THAT(place.read(words[1]), AllOf(HasSubstr("<svg"), HasSubstr("</svg>")));
  }
  EXPECT_TRUE(json::parse(place.run({"show", "results/growth.h5", "--json"}).out).is_object());
}

TEST(Show, UnknownVariableIsAnsweredWithTheNearest) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const Call call = place.run({"show", "results/growth.h5", "--chart", "x.svg", "--variable", "gdp_grwth"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("gdp_growth"));
  EXPECT_FALSE(place.has("x.svg"));
  EXPECT_EQ(place.run({"show", "results/growth.h5", "--variable", "Y"}).code, 64);
}

TEST(Show, FileThatIsNoResultsFileIsRefused) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const std::string whole = place.read("results/growth.h5");
  place.write("empty.h5", "");
  place.write("text.h5", "hello");
  place.write("cut.h5", whole.substr(0, whole.size() / 2));
  std::string changed = whole;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  place.write("changed.h5", changed);
  for (const char* name : {"empty.h5", "text.h5", "cut.h5", "changed.h5", "growth.toml"}) {
    const Call call = place.run({"show", name});
    EXPECT_EQ(call.code, 65) << name;
    EXPECT_THAT(call.out, IsEmpty());
  }
  EXPECT_THAT(place.run({"run", "results/growth.h5"}).err, HasSubstr("jingchu show"));
  EXPECT_EQ(place.run({"run", "results/growth.h5"}).code, 65);
}

TEST(Replay, FromTheResultsAloneEqualsTheScenario) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--set", "public=75", "--seed", "99"}).code, 0);
  Workspace elsewhere;
  fs::copy(place.folder() / "results/growth.h5", elsewhere.folder() / "alone.h5");
  for (const char* file : {"model.toml", "history.csv", "growth.toml"}) fs::remove(elsewhere.folder() / file);
  const auto stored = values_of(elsewhere.run({"replay", "alone.h5", "--path", "1234"}));
  std::string text = place.read("growth.toml");
  text.replace(text.find("seed = 7"), 8, "seed = 99");
  place.write("growth.toml", text.substr(0, text.find("[[targets]]")) + "[levers]\npublic = 75\n\n" + text.substr(text.find("[[targets]]")));
  const auto direct = values_of(place.run({"replay", "growth.toml", "--path", "1234"}));
  EXPECT_EQ(stored, direct);
  EXPECT_EQ(stored.at("variable,G,2026"), 75);
}

TEST(Replay, GivesThePathsOfEachScenarioOfAFile) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=75", "--paths", "500", "-o", "two.h5"}).code, 0);
  const Call first = place.run({"replay", "two.h5", "--path", "3"});
  EXPECT_THAT(first.err, HasSubstr("a path of growth, the first of 2 scenarios; --scenario names another"));
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "500", "--set", "public=75", "-o", "one.h5"}).code, 0);
  const Call other = place.run({"replay", "two.h5", "--path", "3", "--scenario", "growth+public=75"});
  EXPECT_EQ(values_of(other), values_of(place.run({"replay", "one.h5", "--path", "3"})));
  EXPECT_NE(values_of(other), values_of(first));
  EXPECT_THAT(place.run({"replay", "two.h5", "--path", "3", "--scenario", "growth+public=57"}).err, HasSubstr("did you mean 'growth+public=75'?"));
  EXPECT_EQ(place.run({"replay", "growth.toml", "--path", "3", "--scenario", "growth"}).code, 64);
}

TEST(Replay, EqualsWhatTheRunSimulated) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "1"}).code, 0);
  const auto results = json::parse(place.run({"show", "results/growth.h5", "--json"}).out);
  const auto path = values_of(place.run({"replay", "results/growth.h5", "--path", "0"}));
  for (const auto& target : results["results"][0]["targets"]) {
    if (target["status"] == "not simulated") continue;
    // The mean of the one path is kept as a multiple of a step of about a millionth of the spread.
    const double mean = target["mean"].get<double>();
    EXPECT_NEAR(mean, path.at("target," + target["id"].get<std::string>() + ","), 1e-6 * std::abs(mean)) << target["id"];
  }
}

TEST(Replay, PathSatisfiesTheEquationsOfTheModel) {
  const Workspace place;
  const auto v = values_of(place.run({"replay", "growth.toml", "--path", "17"}));
  const double y = v.at("variable,Y,2025"), c = v.at("variable,C,2025"), i = v.at("variable,I,2025");
  EXPECT_NEAR(y, c + i + 60, 1e-9 * y);
  EXPECT_NEAR(c, 10 + v.at("parameter,c1,") * 0.8 * y + v.at("shock,e_c,2025"), 1e-9 * y);
  EXPECT_NEAR(i, 20 + 0.4 * (c - v.at("variable,C,2024")) + v.at("shock,e_i,2025"), 1e-9 * y);
  EXPECT_NEAR(v.at("measure,gdp_growth,2025"), 100 * (y / v.at("variable,Y,2024") - 1), 1e-9);
  EXPECT_EQ(v.at("annual,Y,2025"), y);
  EXPECT_EQ(v.at("target,growth_2024,"), v.at("measure,gdp_growth,2024"));
}

TEST(Replay, CentralPathHasStatedParametersAndMedianShocks) {
  const Workspace place;
  const auto v = values_of(place.run({"replay", "growth.toml", "--central"}));
  EXPECT_EQ(v.at("parameter,c1,"), 0.72);
  EXPECT_EQ(v.at("shock,e_c,2026"), 0);
}

TEST(Replay, PathBeyondTheRunIsRefused) {
  const Workspace place;
  for (const char* path : {"3000", "-1", "x"}) EXPECT_EQ(place.run({"replay", "growth.toml", "--path", path}).code, 64) << path;
  EXPECT_EQ(place.run({"replay", "growth.toml", "--path", "2999"}).code, 0);
}

TEST(Replay, AnswersAsJson) {
  const Workspace place;
  const auto all = json::parse(place.run({"replay", "growth.toml", "--path", "5", "--json"}).out);
  EXPECT_EQ(all["path"], 5);
  EXPECT_EQ(all["failed"], false);
  EXPECT_EQ(all["values"][0]["kind"], "parameter");
}

TEST(Init, CopyRunsByItselfAndAnExistingFolderIsLeftAlone) {
  const Workspace place;
  const Call call = place.run({"init", "copy", "--library", JINGCHU_SOURCE_DIR});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_EQ(call.out, "jingchu run copy/report.toml\n");
  for (const char* file : {"copy/report.toml", "copy/figures.csv", "copy/models/hubei/model.toml", "copy/models/hubei/history.csv"}) EXPECT_TRUE(place.has(file)) << file;
  EXPECT_EQ(lines_with(place.read("copy/report.toml"), "\"models/hubei/model.toml\"").size(), 1u);
  const Call check = place.run({"check", "copy/report.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_EQ(place.run({"init", "copy", "--library", JINGCHU_SOURCE_DIR}).code, 73);
  EXPECT_EQ(place.run({"init", "model.toml", "--library", JINGCHU_SOURCE_DIR}).code, 73);
  EXPECT_EQ(place.run({"init", "other", "hubei-2042", "--library", JINGCHU_SOURCE_DIR}).code, 66);
  EXPECT_FALSE(place.has("other"));
}

TEST(Init, AsJsonItNamesTheScenarioAndTheFilesCopied) {
  const Workspace place;
  const Call call = place.run({"init", "copy", "--json", "--library", JINGCHU_SOURCE_DIR});
  EXPECT_EQ(call.code, 0) << call.err;
  const auto all = nlohmann::json::parse(call.out);
  EXPECT_EQ(all["scenario"], "copy/report.toml");
  EXPECT_THAT(all["files"], ::testing::Contains("figures.csv"));
}

}  // namespace
}  // namespace jingchu::test
