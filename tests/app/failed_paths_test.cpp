// Paths that go wrong: counted, named, replayable, never fatal. The model fails.toml takes the logarithm of u - 0.005
// with u uniform, in each of two years: about one path in a hundred fails by design.

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/results/results_file.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(FailedPaths, TooManyGiveCode3WithTheMostFrequentReasons) {
  const Workspace place;
  const Call call = place.run({"run", "failing.toml"});
  EXPECT_EQ(call.code, 3);
  EXPECT_TRUE(place.has("results/failing.h5"));
  EXPECT_THAT(call.err, AllOf(HasSubstr("of 2,000 paths failed"), HasSubstr("more than the scenario allows: 0.1 %"), HasSubstr("not finite: "), HasSubstr("x @ 2024: "), HasSubstr("x @ 2025: ")));
}

TEST(FailedPaths, AllowedShareEndsWithCode0AndTheyAreStillTold) {
  const Workspace place;
  place.write("failing.toml", "max_failed_share = 0.05\n" + place.read("failing.toml"));
  const Call call = place.run({"run", "failing.toml"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.err, HasSubstr("paths failed"));
}

TEST(FailedPaths, CountsAreInTheLogsLastLine) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "failing.toml"}).code, 3);
  const auto lines = lines_with(place.read("results/failing.h5.log"), "");
  const auto end = json::parse(lines.back());
  EXPECT_EQ(end["event"], "end");
  EXPECT_EQ(end["exit_code"], 3);
  const auto failed = end["failed_paths"].get<int>();
  EXPECT_NEAR(failed, 20, 5 * std::sqrt(20.0));
  EXPECT_EQ(end["failed_by_kind"]["not finite"], failed);
  EXPECT_EQ(end["failed_by_equation"]["x @ 2024"].get<int>() + end["failed_by_equation"]["x @ 2025"].get<int>(), failed);
}

TEST(FailedPaths, StatisticsComeFromThePathsThatAreLeft) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "failing.toml"}).code, 3);
  const auto failed = json::parse(lines_with(place.read("results/failing.h5.log"), "").back())["failed_paths"].get<int>();
  const auto shown = json::parse(place.run({"show", "results/failing.h5", "--json"}).out);
  const auto& target = shown["results"][0]["targets"][0];
  EXPECT_EQ(target["paths"], 2000 - failed);
  EXPECT_THAT(place.run({"show", "results/failing.h5", "--lang", "en"}).out, HasSubstr(std::to_string(failed) + " of 2,000 paths failed"));
}

/// The number of the first failed path, as the run names it.
std::string first_failed(const Call& run) {
  const auto line = lines_with(run.err, "replay").front();
  return line.substr(line.rfind(' ') + 1);
}

TEST(FailedPaths, ReplayNamesTheEquationThePeriodAndTheOperands) {
  const Workspace place;
  const std::string path = first_failed(place.run({"run", "failing.toml", "--lang", "en"}));
  const Call call = place.run({"replay", "results/failing.h5", "--path", path});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, AllOf(HasSubstr("path " + path + " failed: equation 'x' in 202"), HasSubstr("not finite: log(-0.00")));
  EXPECT_THAT(call.out, AllOf(HasSubstr("variable,x,2024,"), HasSubstr("nan")));
}

TEST(FailedPaths, ReplayNamesTheBlockThatDoesNotConvergeWithIterationsAndResidual) {
  const Workspace place;
  const Call run = place.run({"run", "stuck.toml", "--lang", "en"});
  EXPECT_EQ(run.code, 3);
  // Each of two years has no solution with probability (0.3695 - 1/e) / 0.1695 = 0.0096: 38 of 2,000 paths, standard error 6.
  const auto failed = json::parse(lines_with(place.read("results/stuck.h5.log"), "").back())["failed_by_kind"]["not converged"].get<int>();
  EXPECT_NEAR(failed, 38, 4 * 6.1);
  const std::string path = first_failed(run);
  EXPECT_THAT(place.run({"replay", "results/stuck.h5", "--path", path}).err,
              AllOf(HasSubstr("path " + path + " failed: equation 'z' in 202"), HasSubstr("not converged after 50 iterations, residual "), HasSubstr("a block of 2 equations"), HasSubstr("x = ")));
}

TEST(FailedPaths, OneThatLeavesTheBoundsOfTheModelIsNamedWithItsValue) {
  const Workspace place;
  place.write("fails.toml", place.read("fails.toml") + "bounds = [-4, 2]\n");   // of z, the last variable
  const Call run = place.run({"run", "failing.toml", "--lang", "en"});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("out of bounds: "), HasSubstr("z @ 2025: ")));
  EXPECT_THAT(place.run({"show", "results/failing.h5", "--lang", "zh"}).out, HasSubstr("超出模型给定的范围"));
  const output::Content content = output::read_results(place.folder() / "results/failing.h5");
  const auto& failures = content.scenarios[0].failures;
  const auto left = std::find_if(failures.begin(), failures.end(), [](const auto& f) { return f.kind == "out of bounds" && f.time_index == 0; });
  ASSERT_NE(left, failures.end());
  const Call replay = place.run({"replay", "results/failing.h5", "--path", std::to_string(left->path), "--lang", "en"});
  EXPECT_THAT(replay.err, AllOf(HasSubstr("equation 'z' in 2024 out of bounds: -"), HasSubstr(", the model states -4 to 2")));
  EXPECT_THAT(replay.out, AllOf(HasSubstr("variable,z,2025,"), Not(HasSubstr("nan"))));
}

TEST(FailedPaths, LimitOfIterationsComesFromTheScenario) {
  const Workspace place;
  std::string model = place.read("loops.toml");
  model.replace(model.find("0.3695"), 6, "0.3678");   // every path has a solution
  place.write("loops.toml", model);
  EXPECT_EQ(place.run({"run", "stuck.toml", "-o", "enough.h5"}).code, 0);
  place.write("stuck.toml", "max_iterations = 3\n" + place.read("stuck.toml"));
  const Call few = place.run({"run", "stuck.toml", "-o", "few.h5", "--lang", "en"});
  EXPECT_EQ(few.code, 3);
  EXPECT_THAT(few.err, HasSubstr("not converged: "));
  EXPECT_THAT(place.run({"replay", "few.h5", "--path", first_failed(few)}).err, HasSubstr("not converged after 3 iterations"));
}

TEST(FailedPaths, SameOnAnyNumberOfThreads) {
  const Workspace place;
  for (const char* threads : {"1", "2", "7"}) {
    ASSERT_EQ(place.run({"run", "failing.toml", "--threads", threads, "-o", std::string(threads).append(".h5")}).code, 3);
  }
  EXPECT_TRUE(place.read("1.h5") == place.read("2.h5"));
  EXPECT_TRUE(place.read("1.h5") == place.read("7.h5"));
}

TEST(FailedPaths, ModelWithoutAnySolutionGivesNoFileAndNamesTheEquation) {
  const Workspace place;
  std::string model = place.read("fails.toml");
  model.replace(model.find("u - 0.005"), 9, "u - 2.000");
  place.write("fails.toml", model);
  const Call call = place.run({"run", "failing.toml"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("fails.toml:"), HasSubstr("no solution"), HasSubstr("path 0 at equation 'x' in 2024: log(-")));
  EXPECT_FALSE(place.has("results/failing.h5"));
}

TEST(FailedPaths, EventThatNeverHappensIsNotCalledImpossible) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  const auto lines = lines_with(call.out, "ten times the output");
  ASSERT_FALSE(lines.empty()) << call.out;
  EXPECT_THAT(call.out, HasSubstr("0 of 3,000"));
  for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("0.0 %")));
}

}  // namespace
}  // namespace jingchu::test
