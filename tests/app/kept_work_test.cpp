#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/shards/shard_file.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// The signals come right after the program saved its work for the first time, when all but a work unit is still to do.
Surroundings at_first_save(const std::string& signals) { return {{{"LD_PRELOAD", JINGCHU_SIGNAL_AT_SAVE}, {"SIGNALS_AT_SAVE", signals}}, {}}; }
Surroundings at_first_save(int signal) { return at_first_save(std::to_string(signal)); }

// Work is saved as often as a hundredth of the time allows, the first time after one work unit.
const std::vector<std::string> long_run = {"run", "growth.toml", "--paths", "400000", "--threads", "1", "--save-interval", "0"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(KeptWork, AStoppedRunGoesOnWithTheSameCommandToTheSameBytes) {
  const Workspace place;
  const Call stopped = place.run(long_run, at_first_save(SIGTERM));
  ASSERT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal after"), HasSubstr("results/growth.h5.partial"), HasSubstr("the same command continues")));
  EXPECT_FALSE(place.has("results/growth.h5"));

  // Another number of threads is the same command: it decides no number.
  const Call resumed = place.run({"run", "growth.toml", "--paths", "400000", "--threads", "2", "--tile-width", "64"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("continuing: "));
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
  Surroundings busy;
  // The first run, a child of its own, stands still in the middle of its work when the second one takes its place in this process.
  busy.before = [] {
    const pid_t first = ::fork();
    if (first == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDOUT_FILENO);   // or the pipes of the second one would stay open
      ::dup2(nowhere, STDERR_FILENO);
      ::setenv("LD_PRELOAD", JINGCHU_SIGNAL_AT_SAVE, 1);
      ::setenv("SIGNALS_AT_SAVE", std::to_string(SIGSTOP).c_str(), 1);
      std::vector<char*> words;
      for (const std::string& word : long_run) words.push_back(const_cast<char*>(word.c_str()));
      words.insert(words.begin(), const_cast<char*>("jingchu"));
      words.push_back(nullptr);
      ::execv(JINGCHU_PROGRAM, words.data());
      ::_exit(127);
    }
    ::waitpid(first, nullptr, WUNTRACED);
    std::ofstream("first.process") << first;
  };
  const Call second = place.run({"run", "growth.toml", "--paths", "2000"}, busy);
  const auto first = static_cast<pid_t>(std::stol(place.read("first.process")));
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

TEST(Until, StopsAtTheFirstCheckpointThatIsPreciseEnoughWithTheBytesOfThatRun) {
  const Workspace place;
  const std::vector<std::string> goal = {"run", "growth.toml", "--until", "se(mean(G[2028])) < 0.2", "--until", "se(quantile(Y[2026], 0.5)) < 1", "-o", "until.h5"};
  const Call call = place.run(goal);
  ASSERT_EQ(call.code, 0) << call.err;
  const std::size_t at = call.err.find(" paths are enough");
  ASSERT_NE(at, std::string::npos) << call.err;
  std::string paths = call.err.substr(call.err.rfind('\n', at) + 1, at - call.err.rfind('\n', at) - 1);
  paths.erase(std::remove(paths.begin(), paths.end(), ','), paths.end());
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", paths, "-o", "plain.h5"}).code, 0);
  EXPECT_TRUE(place.read("until.h5") == place.read("plain.h5"));
  const Call again = place.run(goal);
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("nothing to do"));
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
  ASSERT_EQ(place.run(long_run, at_first_save(SIGTERM)).code, 75);
  const std::string kept = place.read("results/growth.h5.partial");
  place.write("results/growth.h5.partial", kept.substr(0, kept.size() - 10));
  ASSERT_EQ(place.run(long_run).code, 0);
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

TEST(Shards, OfAnotherProgramVersionAreNotMerged) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--shard", "1/1"}).code, 0);
  output::Shard shard = output::read_shard(place.folder() / "results/growth.1-of-1.shard");
  shard.provenance.engine_version = "0.0.9";
  output::write_shard(place.folder() / "old.shard", shard, false);
  const Call call = place.run({"merge", "old.shard"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("was made by jingchu 0.0.9"), HasSubstr("merge with the program that made the shards")));
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
