// What `jingchu sensitivity` answers, and what it refuses.

#include <cmath>
#include <set>
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

TEST(Sensitivity, MovesTheLeversAskedForAndSaysWhichMattersMost) {
  const Workspace place;
  std::vector<std::string> words = {"sensitivity", "hubei-2024/report", "--measure", "gdp_growth@2024", "--only", "levers", "--lever", "voucher,transfer[2024]", "--paths", "512", "--quiet", "--lang", "en"};
  const Call text = place.run(words);
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("Of 2 things tried one at a time"), HasSubstr("moves the mean of GDP growth, real, 2024 most"), HasSubstr("transfer[2024]")));
  words.push_back("--json");
  const json answer = json::parse(place.run(words).out);
  ASSERT_EQ(answer["tornado"].size(), 2u);
  for (const auto& bar : answer["tornado"]) {
    EXPECT_EQ(bar["kind"], "lever");
    EXPECT_GT(bar["high"]["change"].get<double>(), 2 * bar["high"]["standard_error"].get<double>());
  }
}

/// That an answer's 95 % interval reaches so many standard errors to both sides.
void expect_interval(const json& estimate, const char* value, double reach) {
  const double half = reach * estimate["standard_error"].get<double>(), tolerance = 0.002 * half + 1e-12;
  ASSERT_GT(half, 0);
  EXPECT_NEAR(estimate["interval_95"][0].get<double>(), estimate[value].get<double>() - half, tolerance);
  EXPECT_NEAR(estimate["interval_95"][1].get<double>(), estimate[value].get<double>() + half, tolerance);
}

TEST(Sensitivity, ScreensLeversAndParametersAndLeavesShocksAsTheyAre) {
  const Workspace place;
  std::vector<std::string> words = {"sensitivity", "growth.toml", "--measure", "C@2025", "--morris", "--trajectories", "4", "--paths", "256", "--quiet", "--lang", "en"};
  const Call text = place.run(words);
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("inputs screened"), HasSubstr("(95 % interval "), HasSubstr("Size of effect"), HasSubstr("Morris screening, 4 trajectories"), HasSubstr("±: 95 % interval")));
  words.back() = "zh";
  EXPECT_THAT(place.run(words).out, AllOf(HasSubstr("筛选的"), HasSubstr("（95 % 区间 "), HasSubstr("Morris 筛选：4 条轨迹"), HasSubstr("±：95 % 区间")));
  words.push_back("--json");
  const json answer = json::parse(place.run(words).out);
  EXPECT_EQ(answer["trajectories"], 4);
  expect_interval(answer["centre"], "value", 1.95996);
  std::set<std::string> screened;
  for (const auto& row : answer["morris"]) {
    screened.insert(row["kind"].get<std::string>() + " " + row["name"].get<std::string>());
    EXPECT_GE(row["mu_star"]["value"].get<double>(), std::abs(row["mu"]["value"].get<double>()) - 1e-12);
    constexpr double student_975_of_3 = 3.18245;  // four trajectories leave three degrees of freedom
    expect_interval(row["mu"], "value", student_975_of_3);
  }
  EXPECT_EQ(screened, (std::set<std::string>{"lever public", "parameter c1"}));
}

TEST(Sensitivity, TornadoAndSharesOfTheVarianceHaveIntervals) {
  const Workspace place;
  std::vector<std::string> words = {"sensitivity", "growth.toml", "--target", "growth_2024", "--paths", "2000", "--quiet", "--lang", "en"};
  EXPECT_THAT(place.run(words).out, AllOf(HasSubstr("points (95 % interval "), HasSubstr("±: 95 % interval")));
  words.push_back("--json");
  const json tornado = json::parse(place.run(words).out);
  expect_interval(tornado["base"], "value", 1.95996);
  for (const auto& bar : tornado["tornado"]) expect_interval(bar["high"], "change", 1.95996);
  words.push_back("--sobol");
  const json shares = json::parse(place.run(words).out);
  for (const auto& row : shares["sobol"]) expect_interval(row["total"], "value", 1.95996);
}

TEST(Sensitivity, OneInputAloneIsNotComparedWithOthers) {
  const Workspace place;
  const auto said = [&](const char* way) { return place.run({"sensitivity", "hubei-2024/report", "--measure", "gdp_growth", "--lever", "voucher", "--only", "levers", way, "--paths", "200", "--quiet", "--lang", "en"}).out; };
  EXPECT_THAT(said("--morris"), HasSubstr("voucher moves the mean of GDP growth, real, 2024: at a mean rate of"));
}

TEST(BadSensitivity, QuestionsThatCannotBeAnsweredSayWhy) {
  const Workspace place;
  const auto refused = [&](std::vector<std::string> words, int code, const std::string& problem, const std::string& hint) {
    words.insert(words.begin(), {"sensitivity", "hubei-2024/report"});
    if (words[2] != "--paths") words.insert(words.end(), {"--paths", "1024"});
    words.insert(words.end(), {"--lang", "en"});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, code) << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr(problem), HasSubstr(hint)));
    EXPECT_EQ(call.out, "");
  };
  refused({"--only", "levers"}, 64, "--measure or --target is missing", "--measure gdp_growth@2024");
  refused({"--measure", "gdp_growth", "--only", "lever"}, 64, "--only 'lever'", "expected levers, parameters or shocks");
  refused({"--measure", "gdp_growth", "--only", "shocks", "--lever", "voucher"}, 64, "contradict each other", "");
  refused({"--measure", "gdp_growth", "--lever", "vouchr", "--only", "levers"}, 64, "vouchr", "voucher");
  refused({"--measure", "gdp_growth", "--lever", "voucher=2", "--only", "levers"}, 64, "lever 'voucher' has a weight", "write NAME or NAME[2024]");
  refused({"--measure", "gdp_growth", "--lever", "voucher[2050]", "--only", "levers"}, 64, "2050", "");
  refused({"--measure", "gdp_growth", "--sobol", "--only", "levers"}, 64, "--sobol", "");
  refused({"--measure", "gdp_growth", "--sobol", "--quantile", "0.1"}, 64, "a quantile has no Sobol indices", "--target");
  refused({"--paths", "500", "--measure", "gdp_growth", "--sobol"}, 64, "too few", "--paths 1000");
  refused({"--target", "gdp_growth[2024] >= 40", "--lever", "voucher", "--only", "levers"}, 64, "no path meets the target", "another threshold");
  refused({"--measure", "gdp_growth", "--sobol", "--morris"}, 64, "--sobol and --morris", "");
  refused({"--measure", "gdp_growth", "--trajectories", "5"}, 64, "--trajectories goes with --morris", "");
  refused({"--measure", "gdp_growth", "--morris", "--trajectories", "1"}, 64, "--trajectories", "4 to 1,000");
  refused({"--measure", "gdp_growth", "--morris", "--only", "levers", "--lever", "voucher,voucher[2024]"}, 64, "moved twice", "");
  refused({"--measure", "gdp_growth", "--top", "0"}, 64, "--top '0'", "");
  refused({"--measure", "gdp_growth", "--lever", "voucher[2024Q4]", "--only", "levers", "--target", "x"}, 64, "contradict each other", "");
  refused({"--measure", "Y[2024Q1]", "--lever", "voucher[2024Q4]", "--only", "levers"}, 64, "moves what is asked about", "a later year");
  refused({"--measure", "gdp_growth", "--sampling", "sobol"}, 65, "Sobol points", "--sampling random");
}

}  // namespace
}  // namespace jingchu::test
