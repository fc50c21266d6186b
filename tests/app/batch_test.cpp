// Many runs by one command.

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "output/results/results_file.hpp"
#include "tests/app/program.hpp"
#include "tests/app/signals.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* small_plan = R"(format = "jingchu-batch 1"
name = "small"
paths = 2000

[[items]]
scenario = "growth.toml"

[[grids]]
name = "spend"
scenarios = ["growth.toml"]
seeds = [1, 2]
levers = { public = [50, 70], "public[2028]" = 80 }
)";

/// The state of a run in the manifest.
json item(const Workspace& place, const std::string& name, const std::string& folder = "results/small") {
  const json manifest = json::parse(place.read(folder + "/manifest.json"));
  for (const json& entry : manifest.at("items"))
    if (entry.at("name") == name) return entry;
  return {};
}

TEST(Batch, ListsAndGridsBecomeResultsFilesWithTheBytesOfSingleRuns) {
  const Workspace place;
  place.write("plan.toml", small_plan);
  const Call call = place.run({"batch", "plan.toml"});
  // public is set twice for 2028.
  EXPECT_EQ(call.code, 65) << call.err;
  std::string plan = small_plan;
  plan.replace(plan.find(", \"public[2028]\" = 80"), 21, "");
  place.write("plan.toml", plan);
  const Call good = place.run({"batch", "plan.toml"});
  ASSERT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, AllOf(HasSubstr("spend.public_70.seed_2"), HasSubstr("5 of 5 runs are done")));
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "2000", "--seed", "2", "--set", "public=70", "-o", "single.h5"}).code, 0);
  EXPECT_TRUE(place.read("results/small/spend.public_70.seed_2.h5") == place.read("single.h5"));
  const json entry = item(place, "spend.public_70.seed_2");
  EXPECT_EQ(entry.at("status"), "done");
  EXPECT_EQ(entry.at("overrides").at("set"), json::array({"public=70"}));
  EXPECT_EQ(entry.at("file_sha256").get<std::string>().size(), 64u);
}

TEST(Batch, RunsAtTheSameTimeGiveTheSameFilesAndManifest) {
  const Workspace place;
  std::string plan = small_plan;
  plan.replace(plan.find(", \"public[2028]\" = 80"), 21, "");
  place.write("plan.toml", plan);
  ASSERT_EQ(place.run({"batch", "plan.toml", "-o", "one"}).code, 0);
  ASSERT_EQ(place.run({"batch", "plan.toml", "-o", "three", "--jobs", "3"}).code, 0);
  EXPECT_TRUE(place.read("one/manifest.json") == place.read("three/manifest.json"));
  EXPECT_TRUE(place.read("one/growth.h5") == place.read("three/growth.h5"));
}

TEST(Batch, FailedRunLeavesTheOthersAloneAndIsTriedAgainAlone) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[grids]]\nscenarios = [\"growth.toml\", \"failing.toml\"]\n[[items]]\nname = \"blocked\"\nscenario = \"growth.toml\"\nseed = 5\n");
  place.write("results/small/blocked.h5", "mine");
  const Call first = place.run({"batch", "plan.toml"});
  EXPECT_EQ(first.code, 73) << first.err;
  EXPECT_EQ(place.read("results/small/blocked.h5"), "mine");
  EXPECT_EQ(item(place, "growth").at("exit_code"), 0);
  EXPECT_EQ(item(place, "failing").at("exit_code"), 3);
  EXPECT_EQ(item(place, "failing").at("status"), "done");
  EXPECT_EQ(item(place, "blocked").at("status"), "failed");
  EXPECT_THAT(item(place, "blocked").at("text").get<std::string>(), HasSubstr("blocked.h5' exists"));

  ::unlink((place.folder() / "results/small/blocked.h5").c_str());
  const Call second = place.run({"batch", "plan.toml"});
  EXPECT_EQ(second.code, 3) << second.err;   // the code of the run that was done before is remembered
  EXPECT_THAT(second.err, AllOf(HasSubstr("2 of 3 runs are done already"), HasSubstr("[1/1] blocked"), Not(HasSubstr("growth:"))));
}

TEST(Batch, WorkOfAnEarlierManifestIsDoneOnlyWhileItsFileIsWhole) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[items]]\nscenario = \"growth.toml\"\n");
  ASSERT_EQ(place.run({"batch", "plan.toml"}).code, 0);
  const std::string whole = place.read("results/small/growth.h5");
  ::unlink((place.folder() / "results/small/growth.h5").c_str());
  ASSERT_EQ(place.run({"batch", "plan.toml"}).code, 0);
  EXPECT_TRUE(place.read("results/small/growth.h5") == whole);
  // Without its manifest a batch looks into the files.
  const std::string manifest = place.read("results/small/manifest.json");
  place.write("results/small/manifest.json", "{");
  const Call call = place.run({"batch", "plan.toml"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, HasSubstr("is written anew"));
  EXPECT_EQ(place.read("results/small/manifest.json"), manifest);
}

TEST(Batch, StoppedBySignalKeepsItsWorkAndGoesOn) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 400_000\n[[grids]]\nname = \"g\"\nscenarios = [\"growth.toml\"]\nseeds = [1, 2]\n");
  // The first run, having saved its work for the first time, has its batch stopped.
  const Surroundings stop{{{"LD_PRELOAD", JINGCHU_SIGNAL_AT_SAVE}, {"PARENT_SIGNAL_AT_SAVE", std::to_string(SIGTERM)}}, {}};
  const Call stopped = place.run({"batch", "plan.toml", "--threads", "1", "--save-interval", "0"}, stop);
  ASSERT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_TRUE(place.has("results/small/g.seed_1.h5.partial"));
  EXPECT_EQ(item(place, "g.seed_1").at("status"), "stopped");
  EXPECT_EQ(item(place, "g.seed_2").at("status"), "waiting");
  const Call again = place.run({"batch", "plan.toml", "--threads", "2"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_FALSE(place.has("results/small/g.seed_1.h5.partial"));
  EXPECT_THAT(place.read("results/small/g.seed_1.h5.log"), HasSubstr("\"continued\""));
}

TEST(Batch, SecondBatchInOneFolderComesBackLater) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[items]]\nscenario = \"growth.toml\"\npaths = 400_000\n");
  Surroundings busy;
  busy.before = [] {
    // The batch itself goes on and waits for its run, which stands still.
    const pid_t first = start_and_stand_still({"batch", "plan.toml", "--threads", "1", "--quiet", "--save-interval", "0"});
    for (int i = 0; i < 12'000 && ::access("results/small/growth.h5.partial", F_OK) != 0; ++i) ::usleep(5'000);
    std::ofstream("first.process") << first;
  };
  const Call second = place.run({"batch", "plan.toml"}, busy);
  // Its run ends with it.
  ::kill(first_process(place), SIGKILL);
  EXPECT_EQ(second.code, 75) << second.err;
  EXPECT_THAT(second.err, HasSubstr("another batch is at work in 'results/small'"));
}

TEST(Batch, AllProblemsOfThePlanAreToldAtOnceBeforeAnyWork) {
  const Workspace place;
  place.write("plan.toml", R"(format = "jingchu-batch 1"
name = "../evil"
path = 10
[[items]]
scenario = "growth.toml"
paths = 0
[[items]]
scenario = "growth.toml"
name = "a/b"
[[items]]
scenario = "growth.toml"
[[items]]
scenario = "growth.toml"
[[grids]]
scenarios = []
seeds = [-1, "x"]
levers = { public = "ten" }
)");
  const Call call = place.run({"batch", "plan.toml"});
  EXPECT_EQ(call.code, 65);
  for (const char* part : {"plan.toml:2:8: error: '../evil' is no name of a batch", "plan.toml:3:1: error: unknown key 'path'", "did you mean 'paths'?", "plan.toml:6:9: error: 'paths': 0 is out of range",
                           "plan.toml:9:8: error: 'a/b' is no name of a run", "two runs are named 'growth'", "'scenarios' is empty", "'seeds': expected an integer", "expected a number"})
    EXPECT_THAT(call.err, HasSubstr(part));
  EXPECT_FALSE(place.has("results"));
}

TEST(Batch, ProblemsOfItsScenariosAreToldOnceAndThoseOfLeversInThePlan) {
  const Workspace place;
  place.write("bad.toml", "format = \"jingchu-scenario 1\"\nname = \"bad\"\nextends = \"growth.toml\"\npath = 10\n");
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[grids]]\nname = \"g\"\nscenarios = [\"bad.toml\"]\nseeds = [1, 2, 3]\n[[items]]\nscenario = \"growth.toml\"\nlevers = { pubic = 5 }\n"
                           "[[items]]\nname = \"gone\"\nscenario = \"gone.toml\"\n");
  const Call call = place.run({"batch", "plan.toml"});
  EXPECT_EQ(call.code, 65) << call.err;
  EXPECT_EQ(lines_with(call.err, "bad.toml:4:1: error: unknown key 'path'").size(), 1u) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("plan.toml:9:12: error: unknown lever 'pubic'"), HasSubstr("did you mean 'public'?"), HasSubstr("no file 'gone.toml'")));
  EXPECT_FALSE(place.has("results"));
}

TEST(Batch, GridThatIsTooLargeIsRefusedWithItsFactors) {
  const Workspace place;
  std::string list;
  for (int i = 0; i < 300; ++i) list += std::to_string(i) + ", ";
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[grids]]\nscenarios = [\"growth.toml\"]\nseeds = [" + list + "]\nlevers = { public = [" + list + "] }\n");
  const Call call = place.run({"batch", "plan.toml"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, HasSubstr("300 values of public x 300 seeds are 90000 runs, with those before it more than the 10000 a batch may have"));
}

TEST(Batch, DryRunSaysWhatItTakesAndDoesNothing) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[grids]]\nname = \"g\"\nscenarios = [\"growth.toml\"]\nseeds = [1, 2, 3]\n");
  const Call call = place.run({"batch", "plan.toml", "--dry-run", "--json"});
  ASSERT_EQ(call.code, 0) << call.err;
  const json all = json::parse(call.out);
  EXPECT_EQ(all.at("runs"), 3);
  EXPECT_GT(all.at("seconds").get<double>(), 0);
  EXPECT_GT(all.at("memory_bytes").get<double>(), 1e6);
  EXPECT_EQ(all.at("items").size(), 3u);
  EXPECT_FALSE(place.has("results"));
  EXPECT_THAT(place.run({"batch", "plan.toml", "--dry-run", "--lang", "zh"}).out, HasSubstr("共 3 项"));
}

TEST(Batch, ModelsCanBeADimension) {
  const Workspace place;
  std::string other = place.read("model.toml");
  other.replace(other.find("c0 = 10"), 7, "c0 = 11");
  place.write("other.toml", other);
  place.write("plans/plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[grids]]\nscenarios = [\"../growth.toml\"]\nmodels = [\"../model.toml\", \"../other.toml\"]\n");
  const Call call = place.run({"batch", "plans/plan.toml", "--allow-outside"});
  ASSERT_EQ(call.code, 0) << call.err;
  ASSERT_EQ(place.run({"run", "growth.toml", "--model", "other.toml", "-o", "single.h5"}).code, 0);
  EXPECT_TRUE(place.read("results/small/other.h5") == place.read("single.h5"));
  EXPECT_FALSE(place.read("results/small/model.h5") == place.read("single.h5"));
}

TEST(Batch, JoinsAllResultsInOneFileAlongTheDimensionScenario) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 2000\n[[items]]\nscenario = \"growth.toml\"\n[[grids]]\nname = \"g\"\nscenarios = [\"growth.toml\"]\nlevers = { public = [50, 70] }\n");
  place.write("taken.h5", "mine");
  EXPECT_EQ(place.run({"batch", "plan.toml", "--join", "taken.h5"}).code, 73);
  EXPECT_FALSE(place.has("results/small/growth.h5"));
  EXPECT_EQ(place.run({"batch", "plan.toml", "--join", "results/small/../small/growth.h5", "--force"}).code, 64);
  ASSERT_EQ(place.run({"batch", "plan.toml", "--join", "all.h5"}).code, 0);
  const output::Content all = output::read_results(place.folder() / "all.h5");
  ASSERT_EQ(all.scenarios.size(), 3u);
  EXPECT_EQ(all.scenarios[2].title_en, "growth (public=70)") << all.scenarios[2].title_en;
  for (const auto& scenario : all.scenarios) {
    const output::Content one = output::read_results(place.folder() / ("results/small/" + scenario.name + ".h5"));
    EXPECT_EQ(scenario.annual_measures.front().quantiles, one.scenarios.front().annual_measures.front().quantiles) << scenario.name;
    EXPECT_EQ(scenario.targets.front().probability, one.scenarios.front().targets.front().probability) << scenario.name;
  }
  EXPECT_NE(all.scenarios[1].targets.front().probability, all.scenarios[2].targets.front().probability);
  EXPECT_EQ(place.run({"verify", "all.h5"}).code, 0);
  const Call again = place.run({"rerun", "all.h5"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_THAT(again.out, HasSubstr("all.h5: equal, byte for byte"));
  EXPECT_THAT(place.run({"show", "all.h5", "--trace", "growth_2024", "--lang", "en"}).out,
              AllOf(HasSubstr("scenario growth: "), HasSubstr("scenario g.public_50: "), HasSubstr("scenario g.public_70: "), HasSubstr("written at growth.toml:")));
  EXPECT_THAT(place.run({"batch", "plan.toml", "--join", "all.h5"}).err, HasSubstr("all.h5 already holds the results of all runs"));
  EXPECT_EQ(place.run({"batch", "plan.toml", "--join", "taken.h5"}).code, 73);
  EXPECT_EQ(place.read("taken.h5"), "mine");
}

TEST(Batch, AJoinedFileHoldsWhatEachRunWasReadFrom) {
  const Workspace place;
  place.write("wetter.toml", "format = \"jingchu-scenario 1\"\nname = \"wetter\"\nextends = \"growth.toml\"\n[[targets]]\nname = \"half\"\nlabel = { zh = \"一半\", en = \"half the output\" }\nmeasure = \"annual(Y, 2028) / annual(Y, 2023)\"\nunit = \"1\"\nthreshold = 0.5\nsense = \"at least\"\ntier = \"B\"\n");
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 500\n[[items]]\nscenario = \"growth.toml\"\n[[items]]\nname = \"w\"\nscenario = \"wetter.toml\"\nlevers = { public = 70 }\n");
  const Call call = place.run({"batch", "plan.toml", "--join", "all.h5"});
  ASSERT_EQ(call.code, 0) << call.err;
  std::vector<std::string> names;
  for (const auto& text : output::read_results(place.folder() / "all.h5").provenance.scenario_texts) names.push_back(text.name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"growth.toml", "wetter.toml", "effective-scenario-2.toml"}));
  EXPECT_THAT(place.run({"show", "all.h5", "--trace", "half", "--lang", "en"}).out, AllOf(HasSubstr("scenario w: "), HasSubstr("written at wetter.toml:"), Not(HasSubstr("scenario growth: "))));
  std::filesystem::remove(place.folder() / "growth.toml");
  std::filesystem::remove(place.folder() / "model.toml");
  EXPECT_THAT(place.run({"rerun", "all.h5"}).out, HasSubstr("all.h5: equal, byte for byte"));
}

TEST(Batch, JoinsTheTablesOfFilesThatHoldSinglePathsToo) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 2000\n[[grids]]\nname = \"g\"\nscenarios = [\"growth.toml\"]\nlevers = { public = [50, 70] }\n");
  ASSERT_EQ(place.run({"batch", "plan.toml", "--join", "all.h5"}).code, 0);
  const json before = item(place, "g.public_50");
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "2000", "--set", "public=50", "--keep-paths", "Y", "-o", "results/small/g.public_50.h5", "--force"}).code, 0);
  const std::filesystem::path file = place.folder() / "results/small/g.public_50.h5";
  std::string manifest = place.read("results/small/manifest.json");
  for (const auto& [old, now] : {std::pair{before.at("file_sha256").get<std::string>(), output::check_seal(file).sha256}, {before.at("results_digest").get<std::string>(), output::results_digest(output::read_results(file))}})
    manifest.replace(manifest.find(old), old.size(), now);
  place.write("results/small/manifest.json", manifest);
  const Call call = place.run({"batch", "plan.toml", "--join", "again.h5"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_TRUE(output::read_results(file).kept.variables.size() == 1);
  EXPECT_TRUE(place.read("again.h5") == place.read("all.h5"));
}

TEST(Batch, RunsThatOneFileCannotHoldAreNamedBeforeAnyWork) {
  const Workspace place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[items]]\nscenario = \"growth.toml\"\n[[items]]\nname = \"other\"\nscenario = \"growth.toml\"\nseed = 5\n[[items]]\nscenario = \"failing.toml\"\n");
  const Call call = place.run({"batch", "plan.toml", "--join", "all.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("plan.toml:6:8: error: 'other' has another seed than 'growth'"), HasSubstr("'failing' has another model or data than 'growth'")));
  EXPECT_FALSE(place.has("results"));
}

TEST(Batch, RandomAndSobolRunsDoNotGoIntoOneFile) {
  const Workspace place;
  place.write("sobol.toml", "format = \"jingchu-scenario 1\"\nname = \"sobol\"\nextends = \"growth.toml\"\nsampling = \"sobol\"\n");
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 4096\n[[items]]\nscenario = \"growth.toml\"\n[[items]]\nscenario = \"sobol.toml\"\n");
  const Call call = place.run({"batch", "plan.toml", "--join", "all.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, HasSubstr("'sobol' has another sampling than 'growth'"));
}

TEST(Batch, ScenarioGivenAsAPlanAndAPlanGivenAsAScenarioAreTold) {
  const Workspace place;
  EXPECT_THAT(place.run({"batch", "growth.toml"}).err, HasSubstr("'jingchu run' simulates it"));
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[items]]\nscenario = \"growth.toml\"\n");
  EXPECT_EQ(place.run({"run", "plan.toml"}).code, 65);
}

}  // namespace
}  // namespace jingchu::test
