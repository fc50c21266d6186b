#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "output/shards/shard_file.hpp"
#include "tests/app/program.hpp"
#include "tests/app/signals.hpp"

namespace jingchu::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Work is saved as often as a hundredth of the time allows, the first time after one work unit.
const std::vector<std::string> long_run = {"run", "growth.toml", "--paths", "400000", "--threads", "1", "--save-interval", "0"};

TEST(KeptWork, AStoppedRunGoesOnWithTheSameCommandToTheSameBytes) {
  const Workspace place;
  const Call stopped = place.run(long_run, at_first_save(SIGTERM));
  ASSERT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal after"), HasSubstr("results/growth.h5.partial"), HasSubstr("the same command continues")));
  EXPECT_FALSE(place.has("results/growth.h5"));

  // Another number of threads is the same command: it decides no number.
  const Call resumed = place.run({"run", "growth.toml", "--paths", "400000", "--threads", "2", "--tile-width", "64"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("continuing: "), testing::Not(HasSubstr("not complete"))));
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
  ASSERT_EQ(place.run(with(long_run, {"-o", "whole.h5"})).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(KeptWork, AKilledRunLeavesNoResultsAndGoesOn) {
  const Workspace place;
  EXPECT_EQ(place.run(long_run, at_first_save(SIGKILL)).code, 1000 + SIGKILL);
  EXPECT_FALSE(place.has("results/growth.h5"));
  EXPECT_EQ(place.run(long_run).code, 0);
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
}

TEST(KeptWork, OfAnotherRunIsNotThrownAwayUnasked) {
  const Workspace place;
  ASSERT_EQ(place.run(long_run, at_first_save(SIGINT)).code, 75);
  const Call other = place.run({"run", "growth.toml", "--paths", "2000"});
  EXPECT_EQ(other.code, 73);
  EXPECT_THAT(other.err, HasSubstr("unfinished work of another run"));
  EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "2000", "--force"}).code, 0);
}

TEST(KeptWork, TheSecondOfTwoRunsOnOneOutputComesBackLater) {
  const Workspace place;
  const Call second = place.run({"run", "growth.toml", "--paths", "2000"}, beside_stopped(long_run));
  const pid_t first = first_process(place);
  ::kill(first, SIGCONT);
  EXPECT_EQ(second.code, 75) << second.err;
  EXPECT_THAT(second.err, AllOf(HasSubstr("another run is at work on 'results/growth.h5': process "), HasSubstr(" on "), HasSubstr("since 20")));
  // The first one's file is right when it comes.
  for (int i = 0; i < 12'000 && !place.has("results/growth.h5"); ++i) ::usleep(5'000);
  ASSERT_EQ(place.run(with(long_run, {"-o", "whole.h5"})).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(KeptWork, IsNoneWhenTheInputIsWrong) {
  const Workspace place;
  EXPECT_EQ(place.run({"run", "growth.toml", "--until", "se(P(nothing_of_the_kind)) < 0.01", "-o", "a.h5"}).code, 64);
  EXPECT_FALSE(place.has("a.h5.partial"));
  EXPECT_FALSE(place.has("a.h5"));
}

/// How many paths a run with --until says are enough; 0 where it says nothing of it.
int paths_that_are_enough(const Call& call) {
  const std::size_t end = call.err.find(" paths are enough");
  if (end == std::string::npos) return 0;
  std::string paths = call.err.substr(0, end);
  paths.erase(0, paths.rfind('\n') + 1);
  paths.erase(std::remove(paths.begin(), paths.end(), ','), paths.end());
  return std::stoi(paths);
}

TEST(Until, StopsAtTheFirstCheckpointThatIsPreciseEnoughWithTheBytesOfThatRun) {
  const Workspace place;
  const std::vector<std::string> goal = {"run", "growth.toml", "--until", "se(mean(G[2028])) < 0.2", "--until", "se(quantile(Y[2026], 0.5)) < 1", "-o", "until.h5"};
  const Call call = place.run(goal);
  ASSERT_EQ(call.code, 0) << call.err;
  const std::string paths = std::to_string(paths_that_are_enough(call));
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", paths, "-o", "plain.h5"}).code, 0);
  EXPECT_TRUE(place.read("until.h5") == place.read("plain.h5"));
  const Call again = place.run(goal);
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("nothing to do"));
}

TEST(Until, SeveralGoalsAreMetWhereTheLastOfThemIs) {
  const Workspace place;
  int files = 0;
  const auto enough = [&](const std::vector<std::string>& goals) {
    std::vector<std::string> words = {"run", "growth.toml", "--max-paths", "200000", "-o", std::to_string(++files) + ".h5"};
    for (const std::string& goal : goals) words.insert(words.end(), {"--until", goal});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, 0) << call.err;
    return paths_that_are_enough(call);
  };
  const std::vector<std::string> goals = {"se(P(growth_2024)) < 0.004", "se(mean(G[2028])) < 0.2", "se(quantile(Y[2026], 0.05)) < 0.2"};
  std::vector<int> alone;
  for (const std::string& goal : goals) alone.push_back(enough({goal}));
  EXPECT_NE(*std::min_element(alone.begin(), alone.end()), *std::max_element(alone.begin(), alone.end()));
  EXPECT_EQ(enough(goals), *std::max_element(alone.begin(), alone.end()));
}

TEST(Until, SaysThatTheMostPathsAllowedAreNotEnough) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--until", "se(mean(Y[2028])) < 1e-9", "--max-paths", "20000"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, HasSubstr("20,000 paths, the most allowed, do not meet the goals of --until"));
}

TEST(Until, GoalsThatAreNoneAreRefusedWithAnExample) {
  const Workspace place;
  for (const char* goal : {"", "se(P(a))", "se(P(a)) < 0", "se(P(a)) < x", "P(a) < 1", "se(mean(Y)) < 1", "se(mean(Y[1999])) < 1", "se(quantile(Y[2026])) < 1", "se(quantile(Y[2026], 2)) < 1",
                           "se(quantile(Y[2026], 0.123)) < 1", "se(mean(YY[2026])) < 1"}) {
    const Call call = place.run({"run", "growth.toml", "--until", goal});
    EXPECT_EQ(call.code, 64) << goal;
    EXPECT_THAT(call.err, HasSubstr("--until")) << goal;
  }
  EXPECT_EQ(place.run({"run", "growth.toml", "--max-paths", "5"}).code, 64);
  EXPECT_EQ(place.run({"run", "growth.toml", "--until", "se(mean(Y[2026])) < 1", "--paths", "5"}).code, 64);
  EXPECT_EQ(place.run({"run", "growth.toml", "--until", "se(mean(Y[2026])) < 1", "--shard", "1/2"}).code, 64);
}

TEST(KeptWork, ASecondSignalEndsAtOnceAndHarmsNothing) {
  const Workspace place;
  EXPECT_EQ(place.run(long_run, at_first_save(std::to_string(SIGINT) + "," + std::to_string(SIGTERM))).code, 128 + SIGTERM);
  EXPECT_EQ(place.run(long_run, at_first_save(std::to_string(SIGTERM) + "," + std::to_string(SIGINT))).code, 128 + SIGINT);
  EXPECT_FALSE(place.has("results/growth.h5"));
  const Call call = place.run(long_run);
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, HasSubstr("continuing: "));
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
}

TEST(KeptWork, ASignalThatWasIgnoredAtTheStartStaysIgnored) {
  const Workspace place;
  Surroundings nohup = at_first_save(SIGHUP);
  nohup.before = [] { std::signal(SIGHUP, SIG_IGN); };
  EXPECT_EQ(place.run(long_run, nohup).code, 0);
}

TEST(KeptWork, WithATornEndIsGoneOnWithFromWhatIsWhole) {
  const Workspace place;
  for (int save = 0; save < 2; ++save) ASSERT_EQ(place.run(long_run, at_first_save(SIGTERM)).code, 75);
  const std::string kept = place.read("results/growth.h5.partial");
  place.write("results/growth.h5.partial", kept.substr(0, kept.size() - 10));
  const Call resumed = place.run(with(long_run, {"--lang", "en"}));
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("the last save is not complete"), HasSubstr("continuing: ")));
  ASSERT_EQ(place.run(with(long_run, {"-o", "whole.h5"})).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(KeptWork, AlreadyFinishedRunLeavesNoSpoolOfItself) {
  const Workspace place;
  ASSERT_EQ(place.run(long_run, at_first_save(SIGTERM)).code, 75);
  const std::string kept = place.read("results/growth.h5.partial");
  ASSERT_EQ(place.run(long_run).code, 0);
  // As after a kill between naming the results and removing the spool.
  place.write("results/growth.h5.partial", kept);
  EXPECT_EQ(place.run(long_run).code, 0);
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
}

TEST(Shards, FailedPathsAreThoseOfOneRun) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "failing.toml", "--paths", "5000", "--threads", "1", "-o", "one.h5"}).code, 3);
  ASSERT_EQ(place.run({"run", "failing.toml", "--paths", "5000", "--threads", "7", "-o", "seven.h5"}).code, 3);
  for (const char* shard : {"1/3", "2/3", "3/3"}) ASSERT_EQ(place.run({"run", "failing.toml", "--paths", "5000", "--shard", shard}).code, 0);
  EXPECT_EQ(place.run({"merge", "results/failing.1-of-3.shard", "results/failing.2-of-3.shard", "results/failing.3-of-3.shard"}).code, 3);
  EXPECT_TRUE(place.read("results/failing.h5") == place.read("one.h5"));
  EXPECT_TRUE(place.read("seven.h5") == place.read("one.h5"));
}

const Surroundings older_program{{}, {}, JINGCHU_OLDER_PROGRAM};

TEST(Shards, OfAnotherProgramVersionAreNotMerged) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--shard", "1/1"}, older_program).code, 0);
  const Call call = place.run({"merge", "results/growth.1-of-1.shard"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("was made by jingchu 0.0.9"), HasSubstr("merge with the program that made the shards"), HasSubstr("--allow-mixed-versions")));
}

TEST(Shards, OfSeveralProgramVersionsAreMergedOnDemandAndTheFileTellsWhoMadeWhich) {
  const Workspace place;
  const std::vector<std::string> run = {"run", "growth.toml", "--paths", "20000"};
  for (const char* shard : {"1/3", "3/3"}) ASSERT_EQ(place.run(with(run, {"--shard", shard})).code, 0);
  ASSERT_EQ(place.run(with(run, {"--shard", "2/3"}), older_program).code, 0);
  ASSERT_EQ(place.run(with(run, {"--seed", "9", "--shard", "2/3", "-o", "stranger.shard"}), older_program).code, 0);
  const std::string first = "results/growth.1-of-3.shard", second = "results/growth.2-of-3.shard", third = "results/growth.3-of-3.shard";

  const Call refused = place.run({"merge", first, second, third});
  EXPECT_EQ(refused.code, 65);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("it differs in program build"), HasSubstr("--allow-mixed-versions")));
  EXPECT_EQ(place.run({"merge", first, "stranger.shard", third, "--allow-mixed-versions"}).code, 65);

  const Call merged = place.run({"merge", first, second, third, "--allow-mixed-versions"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_THAT(merged.err, AllOf(HasSubstr("warning: "), HasSubstr("\n1, 3: jingchu "), HasSubstr("\n2: jingchu 0.0.9 (")));
  EXPECT_THAT(place.run({"show", "results/growth.h5"}).out, HasSubstr("with shards made by other builds"));
  EXPECT_THAT(place.run({"show", "results/growth.h5", "--json"}).out, HasSubstr("\\n2: jingchu 0.0.9 ("));
  EXPECT_EQ(place.run({"verify", "results/growth.h5"}).code, 0);
  // The two builds count alike here, so the numbers are those of one run, and only its bytes differ.
  ASSERT_EQ(place.run(with(run, {"-o", "whole.h5"})).code, 0);
  EXPECT_NE(place.read("results/growth.h5"), place.read("whole.h5"));
  EXPECT_EQ(place.run({"verify", "--digest", "results/growth.h5"}).out.substr(0, 64), place.run({"verify", "--digest", "whole.h5"}).out.substr(0, 64));
  EXPECT_EQ(place.run({"rerun", "results/growth.h5"}).code, 0);

  EXPECT_THAT(place.run({"merge", third, second, first, "--allow-mixed-versions"}).err, HasSubstr("nothing to do"));
  EXPECT_EQ(place.run({"merge", third, second, first, "--allow-mixed-versions", "-o", "other-order.h5"}).code, 0);
  EXPECT_TRUE(place.read("other-order.h5") == place.read("results/growth.h5"));
}

TEST(Shards, OfOneBuildAreMergedAsEverWhereOthersAreAllowed) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "whole.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "--shard", "1/1"}).code, 0);
  const Call merged = place.run({"merge", "results/growth.1-of-1.shard", "--allow-mixed-versions"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(Shards, InAnyOrderGiveTheBytesOfOneRun) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "-o", "whole.h5"}).code, 0);
  for (const char* shard : {"1/4", "2/4", "3/4", "4/4"}) {
    const Call call = place.run({"run", "growth.toml", "--paths", "20000", "--shard", shard});
    ASSERT_EQ(call.code, 0) << call.err;
  }
  const Call merged = place.run({"merge", "results/growth.3-of-4.shard", "results/growth.1-of-4.shard", "results/growth.4-of-4.shard", "results/growth.2-of-4.shard"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
  const Call again = place.run({"run", "growth.toml", "--paths", "20000", "--shard", "2/4"});
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("already holds shard 2/4"));
}

TEST(Shards, ThatAreMergedAlreadyOrMayNotBeAreNotAddedUpAgain) {
  const Workspace place;
  for (const char* shard : {"1/2", "2/2"}) ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "--shard", shard}).code, 0);
  const std::vector<std::string> merge = {"merge", "results/growth.1-of-2.shard", "results/growth.2-of-2.shard", "-o"};
  place.write("taken.h5", "mine");
  EXPECT_EQ(place.run(with(merge, {"taken.h5"})).code, 73);
  EXPECT_EQ(place.read("taken.h5"), "mine");
  EXPECT_FALSE(place.has("taken.h5.log"));
  ASSERT_EQ(place.run(with(merge, {"all.h5"})).code, 0);
  EXPECT_EQ(lines_with(place.read("all.h5.log"), "\"merge\"").size(), 1u);
  const Call again = place.run(with(merge, {"all.h5"}));
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("nothing to do"));
  EXPECT_EQ(lines_with(place.read("all.h5.log"), "\"merge\"").size(), 1u);
}

TEST(Shards, GapsOverlapsAndStrangersAreNamed) {
  const Workspace place;
  for (const char* shard : {"1/3", "2/3"}) ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "--shard", shard}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "--seed", "9", "--shard", "3/3", "-o", "other.shard"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "--shard", "3/4", "-o", "cut.shard"}).code, 0);
  std::string damaged = place.read("results/growth.2-of-3.shard");
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 4);
  place.write("damaged.shard", damaged);
  const Call call = place.run({"merge", "results/growth.1-of-3.shard", "results/growth.1-of-3.shard", "other.shard", "cut.shard", "damaged.shard"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("2 of 3 shards are not among the files: 2/3, 3/3"), HasSubstr("is given twice"), HasSubstr("differs in seed"), HasSubstr("while 'results/growth.1-of-3.shard' is one of 3"),
                              HasSubstr("the checksum of this shard differs")));
  EXPECT_FALSE(place.has("results/growth.h5"));
  EXPECT_EQ(place.run({"merge", "missing.shard"}).code, 66);
  EXPECT_EQ(place.run({"merge", "growth.toml"}).code, 65);
}

TEST(Shards, SharesThatAreNoneAreRefused) {
  const Workspace place;
  for (const char* share : {"0/3", "4/3", "3", "a/b", "1/0", "-1/2", "1/100001"}) EXPECT_EQ(place.run({"run", "growth.toml", "--shard", share}).code, 64) << share;
  const Call many = place.run({"run", "growth.toml", "--paths", "2000", "--shard", "1/3"});
  EXPECT_EQ(many.code, 64);
  EXPECT_THAT(many.err, HasSubstr("2 shards at most"));
}

}  // namespace
}  // namespace jingchu::test
