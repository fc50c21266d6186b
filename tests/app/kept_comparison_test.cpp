// What a signal, a kill or a second writer does to `jingchu compare`, and what questions that keep nothing say.

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/app/program.hpp"
#include "tests/app/signals.hpp"

namespace jingchu::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Work is saved as often as a hundredth of the time allows, the first time after one work unit.
const std::vector<std::string> long_comparison = {"compare", "growth.toml", "--set", "public=70", "--paths", "200000", "--threads", "1", "--save-interval", "0", "-o", "two.h5", "--lang", "en"};

/// The same command, into another file, that nothing disturbs: its bytes.
std::string undisturbed(const Workspace& place) {
  std::vector<std::string> words = long_comparison;
  *std::find(words.begin(), words.end(), "two.h5") = "whole.h5";
  const Call call = place.run(words);
  EXPECT_EQ(call.code, 0) << call.err;
  return place.read("whole.h5");
}

std::set<std::string> files_in(const Workspace& place) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.folder())) names.insert(entry.path().filename().string());
  return names;
}

TEST(KeptComparison, StoppedGoesOnWithTheSameCommandToTheSameBytes) {
  const Workspace place;
  const Call stopped = place.run(long_comparison, at_first_save(SIGTERM));
  ASSERT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal after"), HasSubstr("two.h5.partial"), HasSubstr("the same command continues")));
  EXPECT_EQ(stopped.out, "");
  EXPECT_FALSE(place.has("two.h5"));

  // Another number of threads is the same command, and so is another table on the screen.
  const Call resumed = place.run({"compare", "growth.toml", "--set", "public=70", "--paths", "200000", "--threads", "2", "--tile-width", "64", "-o", "two.h5", "--variable", "Y", "--lang", "en"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("continuing: "), Not(HasSubstr("not complete"))));
  EXPECT_FALSE(place.has("two.h5.partial"));
  EXPECT_TRUE(place.read("two.h5") == undisturbed(place));
}

TEST(KeptComparison, KilledLeavesNoResultsAndGoesOn) {
  const Workspace place;
  EXPECT_EQ(place.run(long_comparison, at_first_save(SIGKILL)).code, 1000 + SIGKILL);
  EXPECT_FALSE(place.has("two.h5"));
  EXPECT_EQ(place.run(long_comparison, at_first_save(std::to_string(SIGTERM) + "," + std::to_string(SIGTERM))).code, 128 + SIGTERM);
  EXPECT_FALSE(place.has("two.h5"));
  const Call call = place.run(long_comparison);
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.err, HasSubstr("continuing: "));
  EXPECT_FALSE(place.has("two.h5.partial"));
  EXPECT_TRUE(place.read("two.h5") == undisturbed(place));
}

TEST(KeptComparison, WithATornEndIsGoneOnWithFromWhatIsWhole) {
  const Workspace place;
  for (int save = 0; save < 2; ++save) ASSERT_EQ(place.run(long_comparison, at_first_save(SIGTERM)).code, 75);
  const std::string kept = place.read("two.h5.partial");
  place.write("two.h5.partial", kept.substr(0, kept.size() - 10));
  const Call resumed = place.run(long_comparison);
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("the last save is not complete"), HasSubstr("continuing: ")));
  EXPECT_TRUE(place.read("two.h5") == undisturbed(place));
}

TEST(KeptComparison, OfOtherScenariosIsNotThrownAwayUnasked) {
  const Workspace place;
  ASSERT_EQ(place.run(long_comparison, at_first_save(SIGINT)).code, 75);
  const std::vector<std::vector<std::string>> others = {
      {"compare", "growth.toml", "--set", "public=71", "--paths", "200000", "-o", "two.h5"},
      {"compare", "growth.toml", "--set", "public=70", "--paths", "200000", "-o", "two.h5", "--keep-paths", "Y"},
      {"run", "growth.toml", "--paths", "200000", "-o", "two.h5"},
  };
  for (const auto& words : others) {
    const Call other = place.run(words);
    EXPECT_EQ(other.code, 73) << words[3];
    EXPECT_THAT(other.err, AllOf(HasSubstr("unfinished work of another run"), HasSubstr("--force")));
  }
  place.write("mine.h5.partial", "mine");
  const Call stranger = place.run({"compare", "growth.toml", "--set", "public=70", "-o", "mine.h5"});
  EXPECT_EQ(stranger.code, 73);
  EXPECT_THAT(stranger.err, HasSubstr("is no unfinished work of this program"));
  EXPECT_EQ(place.read("mine.h5.partial"), "mine");
  EXPECT_EQ(place.run({"compare", "growth.toml", "--set", "public=71", "--paths", "2000", "-o", "two.h5", "--force"}).code, 0);
  EXPECT_FALSE(place.has("two.h5.partial"));
}

TEST(KeptComparison, TheSecondOfTwoOnOneOutputComesBackLater) {
  const Workspace place;
  const Call second = place.run(long_comparison, beside_stopped(long_comparison));
  const pid_t first = first_process(place);
  ::kill(first, SIGCONT);
  EXPECT_EQ(second.code, 75) << second.err;
  EXPECT_THAT(second.err, AllOf(HasSubstr("another run is at work on 'two.h5': process "), HasSubstr("since 20")));
  // The first one's file is right when it comes.
  for (int i = 0; i < 12'000 && !place.has("two.h5"); ++i) ::usleep(5'000);
  EXPECT_TRUE(place.read("two.h5") == undisturbed(place));
}

TEST(KeptComparison, ThatIsFinishedAnswersFromItsFile) {
  const Workspace place;
  const std::vector<std::string> words = {"compare", "growth.toml", "--set", "public=70", "--paths", "2000", "-o", "two.h5", "--lang", "en"};
  const Call first = place.run(words);
  ASSERT_EQ(first.code, 0) << first.err;
  const std::string bytes = place.read("two.h5");
  // As after a kill between naming the results and removing the spool.
  const Call again = place.run(words);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("nothing to do"));
  EXPECT_EQ(again.out, first.out);
  EXPECT_TRUE(place.read("two.h5") == bytes);

  const auto refused = [&](const std::vector<std::string>& other, const char* what) {
    const Call call = place.run(other);
    EXPECT_EQ(call.code, 73) << what << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr("of 'growth, growth+public=70' with 2,000 paths"), HasSubstr(std::string("it differs in: ") + what + "\n")));
    EXPECT_TRUE(place.read("two.h5") == bytes);
  };
  refused({"compare", "growth.toml", "--set", "public=71", "--paths", "2000", "-o", "two.h5"}, "scenario");
  refused({"run", "growth.toml", "--paths", "2000", "-o", "two.h5"}, "scenario");
  refused({"compare", "growth.toml", "--set", "public=70", "--paths", "2000", "-o", "two.h5", "--keep-paths", "Y"}, "paths kept");
  refused({"compare", "growth.toml", "--set", "public=70", "--paths", "1000", "-o", "two.h5"}, "number of paths");
}

TEST(KeptComparison, WithTooManyFailedPathsEndsAgainAsItEnded) {
  const Workspace place;
  std::string other = place.read("failing.toml");
  other.replace(other.find("failing"), 7, "also");
  place.write("also.toml", other);
  const std::vector<std::string> words = {"compare", "failing.toml", "also.toml", "--paths", "3000", "-o", "two.h5", "--lang", "en"};
  const Call first = place.run(words);
  ASSERT_EQ(first.code, 3) << first.err;
  EXPECT_EQ(place.run(words).code, 3);
}

TEST(KeptNothing, AQuestionWithoutAFileSaysSoAtASignalAndLeavesNothing) {
  const Workspace place;
  const std::set<std::string> before = files_in(place);
  // `enough` seconds, beside hundredths to make the small model ready.
  const auto stopped = [&](std::vector<std::string> words, double enough = 0.3) {
    words.insert(words.end(), {"--lang", "en", "--paths"});
    words.push_back(words.front() == "compare" ? "1000000000" : "10000000");
    // While scenarios are read it is answered too, before the first path.
    const Call early = place.run(words, once_at_work(SIGTERM, 0));
    EXPECT_EQ(early.code, 75) << words.front() << early.err;
    EXPECT_THAT(early.err, HasSubstr("stopped by a signal"));
    EXPECT_EQ(files_in(place), before) << words.front();
    const Call call = place.run(words, once_at_work(SIGTERM, enough));
    EXPECT_EQ(call.code, 75) << words.front() << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr("stopped by a signal"), AnyOf(HasSubstr("the same command begins again"), HasSubstr("repeat the command")))) << words.front();
    EXPECT_EQ(call.out, "");
    EXPECT_EQ(files_in(place), before) << words.front();
    return call.err;
  };
  EXPECT_THAT(stopped({"compare", "growth.toml", "--set", "public=70"}), AllOf(HasSubstr("nothing is kept"), HasSubstr("--output FILE")));
  stopped({"seek", "growth.toml", "--target", "growth_2024", "--probability", "0.9", "--lever", "public"});
  stopped({"sensitivity", "growth.toml", "--target", "growth_2024"});
  stopped({"sensitivity", "growth.toml", "--target", "growth_2024", "--morris"});
  stopped({"sensitivity", "growth.toml", "--target", "growth_2024", "--sobol"});
  stopped({"explain", "growth.toml", "--set", "public=70", "--target", "growth_2024"}, 0.1);   // all of it takes half a second on a fast machine
}

TEST(KeptComparison, StoppedBeforeItsFirstPathSavesNothingAndBeginsAgain) {
  const Workspace place;
  std::vector<std::string> words = {"compare", "hubei-2024/report", "hubei-2024/more-vouchers", "--paths", "2000", "-o", "two.h5", "--lang", "en"};
  const Call stopped = place.run(words, once_at_work(SIGTERM, 0));
  EXPECT_EQ(stopped.code, 75) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal"), Not(HasSubstr("kept in"))));
  EXPECT_FALSE(place.has("two.h5"));
  const Call resumed = place.run(words);
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_FALSE(place.has("two.h5.partial"));
}

TEST(KeptNothing, ASaveWithoutAFileIsRefused) {
  const Workspace place;
  const Call call = place.run({"compare", "growth.toml", "--set", "public=70", "--save-interval", "1"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("--output FILE is missing"));
}

}  // namespace
}  // namespace jingchu::test
