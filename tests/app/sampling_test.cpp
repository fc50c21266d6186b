#include <csignal>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SobolRun, SaysWhatItNeedsAndIsTheSameInShardsAndFromItsFileAlone) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--sampling", "sobol", "--paths", "16384", "-o", "whole.h5"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("scrambled Sobol points: 16 replicates of 1,024"), HasSubstr("of 3,667 dimensions")));
  for (const char* shard : {"1/3", "2/3", "3/3"})
    ASSERT_EQ(place.run({"run", "growth.toml", "--sampling", "sobol", "--paths", "16384", "--shard", shard}).code, 0);
  ASSERT_EQ(place.run({"merge", "results/growth.2-of-3.shard", "results/growth.3-of-3.shard", "results/growth.1-of-3.shard"}).code, 0);
  EXPECT_TRUE(place.read("results/growth.h5") == place.read("whole.h5"));
  EXPECT_EQ(place.run({"rerun", "whole.h5"}).code, 0);
  EXPECT_EQ(place.run({"verify", "whole.h5"}).code, 0);
}

TEST(SobolRun, UntilLooksAtPowersOfTwoAndGivesTheBytesOfThatRun) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--sampling", "sobol", "--until", "se(quantile(Y[2026], 0.5)) < 1", "-o", "until.h5"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.err, HasSubstr("up to 8,388,608 paths"));
  EXPECT_THAT(call.err, HasSubstr("4,096 paths are enough"));
  ASSERT_EQ(place.run({"run", "growth.toml", "--sampling", "sobol", "--paths", "4096", "-o", "plain.h5"}).code, 0);
  EXPECT_TRUE(place.read("until.h5") == place.read("plain.h5"));
  const Call most = place.run({"run", "growth.toml", "--sampling", "sobol", "--until", "se(quantile(Y[2026], 0.5)) < 1e-12", "--max-paths", "10000"});
  EXPECT_THAT(most.err, HasSubstr("8,192 paths, the most allowed"));
}

TEST(SobolRun, OtherNumbersOfPathsAreRefusedWithTheNearest) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--sampling", "sobol", "--paths", "20000"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, AllOf(HasSubstr("20000 paths do not give each of the 16 replicates"), HasSubstr("16384 or 32768")));
  const Call word = place.run({"run", "growth.toml", "--sampling", "sobel"});
  EXPECT_EQ(word.code, 64);
  EXPECT_THAT(word.err, HasSubstr("expected 'random' or 'sobol'"));
}

TEST(LongRun, SaysBeforehandHowLongItTakesAndHowLargeItsResultsAre) {
  const Workspace place;
  Surroundings stopped;
  stopped.before = [] {
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    const auto is_forecast = [] {
      std::ifstream log("results/growth.h5.log");
      const std::string text{std::istreambuf_iterator<char>(log), {}};
      return text.find("\"forecast\"") != std::string::npos;
    };
    for (int i = 0; i < 20'000 && !is_forecast(); ++i) ::usleep(5'000);
    ::usleep(200'000);   // the log has it a moment before the user
    ::kill(program, SIGTERM);
    ::_exit(0);
  };
  const Call call = place.run({"run", "growth.toml", "--paths", "1000000000", "--threads", "1"}, stopped);
  EXPECT_EQ(call.code, 75);
  EXPECT_THAT(call.err, AllOf(HasSubstr("about "), HasSubstr(" to go at "), HasSubstr(" paths a second; the results will take up to ")));
  const Call brief = place.run({"run", "growth.toml", "--paths", "2000", "-o", "short.h5"});
  EXPECT_THAT(brief.err, Not(HasSubstr(" to go at ")));
}

}  // namespace
}  // namespace jingchu::test
