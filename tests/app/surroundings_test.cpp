// Where the program runs: closed ends, full disks, locales, limits.

#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/sanitizer.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Call run_small(const Workspace& place, const Surroundings& surroundings, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"run", "growth.toml", "--paths", "500"};
  words.insert(words.end(), more.begin(), more.end());
  return place.run(words, surroundings);
}

Surroundings with(std::function<void()> before) {
  Surroundings surroundings;
  surroundings.before = std::move(before);
  return surroundings;
}

Surroundings with(std::map<std::string, std::string> environment) {
  Surroundings surroundings;
  surroundings.environment = std::move(environment);
  return surroundings;
}

TEST(Surroundings, ABugAsksForAReportWithTheCommandThatRepeatsIt) {
  if (is_thread_sanitized) GTEST_SKIP() << "no exception passes through the fopen of the thread sanitizer";
  const Workspace place;
  place.write("unforeseen.toml", place.read("growth.toml"));
  const Call call = place.run({"run", "unforeseen.toml", "--seed", "7", "--lang", "en"}, with({{"LD_PRELOAD", JINGCHU_UNFORESEEN}}));
  EXPECT_EQ(call.code, 70);
  EXPECT_THAT(call.err, AllOf(HasSubstr("a bug in jingchu"), HasSubstr("a thing that cannot be"), HasSubstr("please report it"), HasSubstr(" run unforeseen.toml --seed 7 --lang en")));
  EXPECT_FALSE(place.has("results"));
  EXPECT_EQ(place.run({"check", "growth.toml"}, with({{"LD_PRELOAD", JINGCHU_UNFORESEEN}})).code, 0);   // the library alone harms nothing
}

TEST(Surroundings, ReaderWhoGoesAwayEndsNothingAndTheResultsAreFinished) {
  const Workspace place;
  const Call call = run_small(place, with([] {
                                int ends[2];
                                if (::pipe(ends) != 0) ::_exit(125);
                                ::close(ends[0]);
                                ::dup2(ends[1], STDOUT_FILENO);
                              }));
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, Not(HasSubstr("roken pipe")));
  EXPECT_EQ(place.run({"show", "results/growth.h5"}).code, 0);
}

TEST(Surroundings, ClosedOutputEndsQuietlyAndNoFileTakesItsPlace) {
  const Workspace place;
  const Call call = run_small(place, with([] {
                                ::close(STDIN_FILENO);
                                ::close(STDOUT_FILENO);
                              }));
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_EQ(place.run({"show", "results/growth.h5"}).code, 0);
}

TEST(Surroundings, ClosedErrorOutputIsNoError) {
  const Workspace place;
  EXPECT_EQ(run_small(place, with([] { ::close(STDERR_FILENO); })).code, 0);
  EXPECT_EQ(place.run({"show", "results/growth.h5"}).code, 0);
}

TEST(Surroundings, OutputOnAFullDiskDoesNotLookLikeSuccess) {
  const Workspace place;
  const auto full = with([] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); });
  const Call run = run_small(place, full);
  EXPECT_EQ(run.code, 74);
  EXPECT_THAT(run.err, HasSubstr("No space left on device"));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"show", "results/growth.h5"}, {"check", "growth.toml"}, {"describe", "model.toml"}, {"replay", "growth.toml", "--central"}, {"run", "--help"}, {"--version"}}) {
    EXPECT_EQ(place.run(words, full).code, 74) << words.front();
  }
}

TEST(Surroundings, WithoutATerminalThereAreNoControlCharacters) {
  const Workspace place;
  for (const char* terminal : {"xterm", "dumb", ""}) {
    const Call call = run_small(place, with({{"TERM", terminal}}), {"--force"});
    EXPECT_EQ(call.code, 0);
    EXPECT_THAT(call.out + call.err, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\r"))));
  }
}

/// Runs the small scenario on a terminal of its own, made by script(1); the answer and the talk come out together.
Call run_on_terminal(const Workspace& place, const std::string& settings, const std::string& more) {
  const std::string command = "env " + settings + " " + JINGCHU_PROGRAM + " run growth.toml --paths 200000 --threads 1 --force --lang en " + more;
  return place.run({}, with([command] { ::execl("/usr/bin/script", "script", "-qec", command.c_str(), "/dev/null", static_cast<char*>(nullptr)); }));
}

TEST(Surroundings, OnATerminalThereAreAProgressBarAndColours) {
  if (::access("/usr/bin/script", X_OK) != 0) GTEST_SKIP() << "no script(1) on this machine";
  const Workspace place;
  const Call plain = run_on_terminal(place, "TERM=xterm", "");
  EXPECT_EQ(plain.code, 0) << plain.out;
  EXPECT_THAT(plain.out, AllOf(HasSubstr("100 %"), HasSubstr("paths/s"), HasSubstr("left"), HasSubstr("growth in 2024")));
  EXPECT_THAT(plain.out, HasSubstr("\x1b[3"));
  const Call quiet = run_on_terminal(place, "TERM=xterm NO_COLOR=1", "--quiet");
  EXPECT_THAT(quiet.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(run_on_terminal(place, "TERM=dumb", "").out, Not(HasSubstr("\x1b")));
}

TEST(Surroundings, QuietSaysNothingButTheAnswer) {
  const Workspace place;
  const Call call = run_small(place, {}, {"--quiet"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, IsEmpty());
  EXPECT_THAT(call.out, Not(IsEmpty()));
}

TEST(Surroundings, ResultsAndMessagesDoNotDependOnTheLocale) {
  const Workspace place;
  const Call plain = run_small(place, with({{"LC_ALL", "C"}}), {"--lang", "en", "-o", "x.h5"});
  ASSERT_EQ(plain.code, 0);
  const std::string bytes = place.read("x.h5");
  for (const char* locale : {"de_DE.UTF-8", "zh_CN.GB18030", "tr_TR.UTF-8", "no_SUCH.locale"}) {
    const Call call = run_small(place, with({{"LC_ALL", locale}}), {"--lang", "en", "-o", "x.h5", "--force"});
    EXPECT_EQ(call.code, 0) << locale;
    EXPECT_EQ(call.out, plain.out) << locale;
    EXPECT_TRUE(place.read("x.h5") == bytes) << locale;
  }
}

TEST(Surroundings, LanguageFollowsTheLocaleUnlessItIsAskedFor) {
  const Workspace place;
  EXPECT_THAT(place.run({"--help"}, with({{"LANG", "zh_CN.UTF-8"}})).out, HasSubstr("用法"));
  EXPECT_THAT(place.run({"--help"}, with({{"LANG", "zh_CN.UTF-8"}, {"LC_ALL", "en_GB.UTF-8"}})).out, HasSubstr("usage"));
  EXPECT_THAT(place.run({"--help"}, with({{"LANG", "en_GB"}, {"LC_MESSAGES", "zh_TW"}})).out, HasSubstr("用法"));
  EXPECT_THAT(place.run({"run", "--help", "--lang", "en"}, with({{"LANG", "zh_CN.UTF-8"}})).out, HasSubstr("usage"));
  EXPECT_THAT(place.run({"--lang", "en", "--help"}, with({{"LANG", "zh_CN.UTF-8"}})).out, HasSubstr("usage"));
}

TEST(Surroundings, TimeZoneDoesNotReachTheResults) {
  const Workspace place;
  ASSERT_EQ(run_small(place, with({{"TZ", "Asia/Shanghai"}}), {"-o", "a.h5"}).code, 0);
  ASSERT_EQ(run_small(place, with({{"TZ", "America/New_York"}}), {"-o", "b.h5"}).code, 0);
  EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
}

TEST(Surroundings, TooLittleMemoryIsSaidWithWhatIsNeeded) {
  if (is_sanitized) GTEST_SKIP() << "a sanitizer reserves terabytes of address space";
  const Workspace place;
  const auto limited = [](rlim_t bytes) {
    return with([bytes] {
      const rlimit limit{bytes, bytes};
      ::setrlimit(RLIMIT_AS, &limit);
    });
  };
  const Call call = run_small(place, limited(120u << 20), {"--threads", "64"});
  EXPECT_EQ(call.code, 74) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("not enough memory: needs about"), HasSubstr("64 threads")));
  EXPECT_FALSE(place.has("results/growth.h5"));
}

TEST(Surroundings, FewOpenFilesAndASmallStackWorkOrAreSaid) {
  const Workspace place;
  const auto limited = [](auto what, rlim_t limit) {
    return with([what, limit] {
      const rlimit both{limit, limit};
      ::setrlimit(what, &both);
    });
  };
  for (const auto& surroundings : {limited(RLIMIT_NOFILE, 8), limited(RLIMIT_STACK, 512u << 10)}) {
    const Call call = run_small(place, surroundings, {"--force"});
    EXPECT_TRUE(call.code == 0 || call.code == 74) << call.code << call.err;
    if (call.code == 74) {
      EXPECT_THAT(call.err, HasSubstr("error:"));
    }
  }
}

/// Puts an empty folder over /proc, for this process and its children; false where that is not allowed.
bool hide_proc() {
  // An ordinary user may do so only as the master of a name space of users.
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 || ::mount("none", "/proc", "tmpfs", 0, nullptr) != 0) return false;
  return ::access("/proc/self", F_OK) != 0;
}

TEST(Surroundings, WithoutProcFilesAreWrittenReadAndFoundAsWithIt) {
  if (is_sanitized) GTEST_SKIP() << "a sanitizer reads /proc";
  const Workspace place;
  constexpr int not_allowed = 77;
  const auto hidden = with([] {
    if (!hide_proc()) ::_exit(not_allowed);
  });
  if (place.run({"--version"}, hidden).code == not_allowed) GTEST_SKIP() << "/proc cannot be hidden on this machine";
  ASSERT_EQ(run_small(place, {}, {"-o", "a.h5"}).code, 0);
  const Call call = run_small(place, hidden, {"-o", "b.h5"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
  EXPECT_EQ(run_small(place, hidden, {"-o", "b.h5", "--force"}).code, 0);
  EXPECT_EQ(place.run({"show", "b.h5"}, hidden).out, place.run({"show", "a.h5"}).out);
  EXPECT_EQ(place.run({"verify", "b.h5"}, hidden).code, 0);
  const Call again = run_small(place, hidden, {"-o", "b.h5"});
  EXPECT_EQ(again.code, 0) << again.err;   // finished already
  // The shipped libraries are found relative to the program.
  const Call shipped = place.run({"check", "hubei-2024/report"}, hidden);
  EXPECT_EQ(shipped.code, 0) << shipped.err;
}

TEST(Surroundings, SettingsOfOtherLibrariesDoNotReachTheResults) {
  const Workspace place;
  ASSERT_EQ(run_small(place, {}, {"-o", "a.h5"}).code, 0);
  const Call call = run_small(place,
                              with({{"OMP_NUM_THREADS", "-3"}, {"HDF5_USE_FILE_LOCKING", "maybe"}, {"HDF5_PLUGIN_PATH", "/nowhere"}, {"TBB_NUM_THREADS", "many"},
                                    {"HDF5_PLUGIN_PRELOAD", "evil"}, {"TBB_VERSION", "0"}}),
                              {"-o", "b.h5"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
}

}  // namespace
}  // namespace jingchu::test
