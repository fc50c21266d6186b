// A path by itself, from a scenario or from the results alone.

#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

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

}  // namespace
}  // namespace jingchu::test
