// What check and describe say of a model and a scenario.

#include <regex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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

}  // namespace
}  // namespace jingchu::test
