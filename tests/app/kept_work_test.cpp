#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "output/shards/shard_file.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Sends a signal some time after the program began with its first path.
Surroundings with_signal(int signal, int milliseconds) {
  Surroundings surroundings;
  surroundings.before = [=] {
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    // The log appears right before the first path: a signal from then on meets a run at work.
    for (int i = 0; i < 4000 && ::access("results/growth.h5.log", F_OK) != 0; ++i) ::usleep(2'000);
    ::usleep(static_cast<useconds_t>(1000 * milliseconds));
    ::kill(program, signal);
    ::_exit(0);
  };
  return surroundings;
}

const std::vector<std::string> long_run = {"run", "growth.toml", "--paths", "4000000", "--threads", "1"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(KeptWork, AStoppedRunGoesOnWithTheSameCommandToTheSameBytes) {
  const Workspace place;
  const Call stopped = place.run(long_run, with_signal(SIGTERM, 100));
  ASSERT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal after"), HasSubstr("results/growth.h5.partial"), HasSubstr("the same command continues")));
  EXPECT_FALSE(place.has("results/growth.h5"));

  // Another number of threads is the same command: it decides no number.
  const Call resumed = place.run({"run", "growth.toml", "--paths", "4000000", "--threads", "2", "--tile-width", "64"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("continuing: "));
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
  ASSERT_EQ(place.run(with(long_run, {"-o", "whole.h5"})).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(KeptWork, AKilledRunLeavesNoResultsAndGoesOn) {
  const Workspace place;
  EXPECT_EQ(place.run(long_run, with_signal(SIGKILL, 50)).code, 1000 + SIGKILL);
  EXPECT_FALSE(place.has("results/growth.h5"));
  EXPECT_EQ(place.run(long_run).code, 0);
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
}

TEST(KeptWork, OfAnotherRunIsNotThrownAwayUnasked) {
  const Workspace place;
  ASSERT_EQ(place.run(long_run, with_signal(SIGINT, 100)).code, 75);
  const Call other = place.run({"run", "growth.toml", "--paths", "2000"});
  EXPECT_EQ(other.code, 73);
  EXPECT_THAT(other.err, HasSubstr("unfinished work of another run"));
  EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "2000", "--force"}).code, 0);
}

TEST(KeptWork, TheSecondOfTwoRunsOnOneOutputComesBackLater) {
  const Workspace place;
  Surroundings busy;
  // The first run is started before the second one takes its place in the child.
  busy.before = [] {
    if (::fork() == 0) {
      ::execl(JINGCHU_PROGRAM, "jingchu", "run", "growth.toml", "--paths", "20000000", "--threads", "1", "--quiet", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    for (int i = 0; i < 4000 && ::access("results/growth.h5.log", F_OK) != 0; ++i) ::usleep(2'000);
  };
  const Call second = place.run({"run", "growth.toml", "--paths", "2000"}, busy);
  EXPECT_EQ(second.code, 75) << second.err;
  EXPECT_THAT(second.err, AllOf(HasSubstr("another run is at work on 'results/growth.h5': process "), HasSubstr(" on "), HasSubstr("since 20")));
  // The first one's file is right when it comes: wait for it.
  for (int i = 0; i < 12000 && !place.has("results/growth.h5"); ++i) ::usleep(5'000);
  EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "20000000"}).code, 0);
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
  Surroundings twice;
  twice.before = [] {
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    for (int i = 0; i < 4000 && ::access("results/growth.h5.log", F_OK) != 0; ++i) ::usleep(2'000);
    ::usleep(50'000);
    // Both come at the same moment, when it goes on.
    for (const int signal : {SIGSTOP, SIGINT, SIGTERM, SIGCONT}) ::kill(program, signal);
    ::_exit(0);
  };
  EXPECT_THAT(place.run(long_run, twice).code, ::testing::AnyOf(130, 143));
  EXPECT_FALSE(place.has("results/growth.h5"));
  EXPECT_EQ(place.run(long_run).code, 0);
  EXPECT_FALSE(place.has("results/growth.h5.partial"));
}

TEST(KeptWork, WithATornEndIsGoneOnWithFromWhatIsWhole) {
  const Workspace place;
  ASSERT_EQ(place.run(long_run, with_signal(SIGTERM, 100)).code, 75);
  const std::string kept = place.read("results/growth.h5.partial");
  place.write("results/growth.h5.partial", kept.substr(0, kept.size() - 10));
  ASSERT_EQ(place.run(long_run).code, 0);
  ASSERT_EQ(place.run(with(long_run, {"-o", "whole.h5"})).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
}

TEST(KeptWork, AlreadyFinishedRunLeavesNoSpoolOfItself) {
  const Workspace place;
  ASSERT_EQ(place.run(long_run, with_signal(SIGTERM, 100)).code, 75);
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
