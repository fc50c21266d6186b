// Where results go, and what is never overwritten.

#include <csignal>
#include <filesystem>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

Call run_to(const Workspace& place, const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"run", "growth.toml", "--paths", "500", "-o", file};
  words.insert(words.end(), more.begin(), more.end());
  return place.run(words);
}

TEST(OutputPlace, StandardNameIsTheScenariosInTheFolderResults) {
  const Workspace place;
  EXPECT_EQ(place.run({"run", "growth.toml"}).code, 0);
  EXPECT_TRUE(place.has("results/growth.h5"));
  EXPECT_TRUE(place.has("results/growth.h5.log"));
}

TEST(OutputPlace, UnusualFileNamesWork) {
  const Workspace place;
  for (const char* name : {"-x.h5", "with blanks.h5", "it's \"quoted\".h5", "结果.h5", "two\nlines.h5"}) {
    const Call call = run_to(place, name);
    EXPECT_EQ(call.code, 0) << name << call.err;
    EXPECT_TRUE(place.has(name)) << name;
    EXPECT_EQ(place.run({"show", "--", name}).code, 0) << name;
  }
}

TEST(OutputPlace, NameTooLongForTheSystemIsRefusedWithItsReasonBeforeAnyWork) {
  const Workspace place;
  for (const int length : {255, 300}) {
    const Call call = run_to(place, std::string(static_cast<std::size_t>(length - 3), 'x') + ".h5");
    EXPECT_EQ(call.code, 73) << length << call.err;
    EXPECT_THAT(call.err, HasSubstr("File name too long")) << length;
  }
}

TEST(OutputPlace, PathThatLeavesTheFolderIsTheUsersOwnCommand) {
  const Workspace place;
  fs::create_directories(place.folder() / "a/b");
  EXPECT_EQ(run_to(place, "a/b/../../x.h5").code, 0);
  EXPECT_TRUE(place.has("x.h5"));
}

TEST(OutputPlace, ScenarioNameThatIsNoFileNameDoesNotBecomeOne) {
  const Workspace place;
  const std::string text = place.read("growth.toml");
  for (const std::string& name : {std::string("../evil"), std::string("a/b"), std::string(".."), std::string(), std::string(300, 'x'), std::string("a\\u0000b")}) {
    std::string changed = text;
    changed.replace(changed.find("\"growth\""), 8, "\"" + name + "\"");
    place.write("named.toml", changed);
    const Call call = place.run({"run", "named.toml", "--paths", "10"});
    EXPECT_EQ(call.code, 65) << name << call.err;
  }
  EXPECT_FALSE(fs::exists(place.folder().parent_path() / "evil.h5"));
  std::string chinese = text;
  chinese.replace(chinese.find("\"growth\""), 8, "\"增长_2024.a-b\"");
  place.write("named.toml", chinese);
  EXPECT_EQ(place.run({"run", "named.toml", "--paths", "10"}).code, 0);
  EXPECT_TRUE(place.has("results/增长_2024.a-b.h5"));
}

TEST(OutputPlace, ResultsOfAnotherRunAreKeptAndDescribed) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "x.h5").code, 0);
  const std::string before = place.read("x.h5");
  const Call call = run_to(place, "x.h5", {"--seed", "8"});
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, AllOf(HasSubstr("'x.h5' exists, from a run on 20"), HasSubstr("500 paths and seed 7"), HasSubstr("differs in: seed"), HasSubstr("--force")));
  EXPECT_TRUE(place.read("x.h5") == before);
}

TEST(OutputPlace, SomethingElseOfTheUsersIsKept) {
  const Workspace place;
  place.write("notes.txt", "mine");
  EXPECT_EQ(run_to(place, "notes.txt").code, 73);
  EXPECT_EQ(place.read("notes.txt"), "mine");
}

TEST(OutputPlace, ForceThatCannotWriteLeavesTheOldFileIntact) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "x.h5").code, 0);
  const std::string before = place.read("x.h5");
  Surroundings small;
  small.before = [] {
    // A file may not grow beyond 8 KiB: the write of the results fails, as on a full disk.
    const rlimit limit{8192, 8192};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
  };
  const Call call = place.run({"run", "growth.toml", "--paths", "500", "-o", "x.h5", "--seed", "8", "--force"}, small);
  EXPECT_EQ(call.code, 74) << call.err;
  EXPECT_TRUE(place.read("x.h5") == before);
  EXPECT_EQ(run_to(place, "x.h5", {"--seed", "8", "--force"}).code, 0);
  EXPECT_FALSE(place.read("x.h5") == before);
}

TEST(OutputPlace, RepeatedCommandOfAFinishedRunDoesNothing) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "x.h5").code, 0);
  const auto written = fs::last_write_time(place.folder() / "x.h5");
  const Call again = run_to(place, "x.h5", {"--threads", "2"});
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("already holds the results of this command"));
  EXPECT_EQ(fs::last_write_time(place.folder() / "x.h5"), written);
  EXPECT_EQ(run_to(place, "x.h5", {"--force"}).code, 0);
  EXPECT_NE(fs::last_write_time(place.folder() / "x.h5"), written);
}

TEST(OutputPlace, RepeatedCommandWithOtherQuantilesIsAnotherRun) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "x.h5").code, 0);
  const Call call = run_to(place, "x.h5", {"--quantiles", "K"});
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, HasSubstr("variables with quantiles"));
}

TEST(OutputPlace, ModelEditedMeanwhileIsAnotherRun) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "x.h5").code, 0);
  std::string model = place.read("model.toml");
  model.replace(model.find("c0 = 10"), 7, "c0 = 11");
  place.write("model.toml", model);
  const Call call = run_to(place, "x.h5");
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, HasSubstr("differs in: model"));
}

TEST(OutputPlace, RepeatedCommandReturnsTheCodeThatTheRunHad) {
  const Workspace place;
  EXPECT_EQ(place.run({"run", "failing.toml"}).code, 3);
  EXPECT_EQ(place.run({"run", "failing.toml"}).code, 3);
}

TEST(OutputPlace, FolderThatIsMissingOrNoFolderOrClosedIsRefusedBeforeAnyWork) {
  const Workspace place;
  place.write("file", "");
  EXPECT_EQ(run_to(place, "missing/x.h5").code, 73);
  EXPECT_EQ(run_to(place, "file/x.h5").code, 73);
  if (::geteuid() == 0) return;  // root may write anywhere
  fs::create_directory(place.folder() / "closed");
  fs::permissions(place.folder() / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(run_to(place, "closed/x.h5").code, 73);
}

TEST(OutputPlace, LinkIsNeverFollowed) {
  const Workspace place;
  place.write("precious", "mine");
  fs::create_symlink("precious", place.folder() / "link.h5");
  fs::create_symlink("nowhere", place.folder() / "dangling.h5");
  for (const char* name : {"link.h5", "dangling.h5"}) {
    EXPECT_EQ(run_to(place, name).code, 73) << name;
    EXPECT_EQ(run_to(place, name, {"--force"}).code, 73) << name;
  }
  EXPECT_EQ(place.read("precious"), "mine");
  EXPECT_FALSE(place.has("nowhere"));
}

TEST(OutputPlace, LogThatIsALinkIsNeverFollowed) {
  const Workspace place;
  place.write("precious", "mine");
  fs::create_symlink("precious", place.folder() / "x.h5.log");
  EXPECT_EQ(run_to(place, "x.h5").code, 73);
  EXPECT_EQ(place.read("precious"), "mine");
}

TEST(OutputPlace, FolderFifoAndDeviceAreRefused) {
  const Workspace place;
  fs::create_directory(place.folder() / "folder.h5");
  ASSERT_EQ(::mkfifo((place.folder() / "fifo.h5").c_str(), 0600), 0);
  for (const char* name : {"folder.h5", "fifo.h5", "/dev/null", ".", ""}) {
    EXPECT_EQ(run_to(place, name).code, 73) << name;
    EXPECT_EQ(run_to(place, name, {"--force"}).code, 73) << name;
  }
}

Surroundings disk_without(const std::string& what) { return {{{"LD_PRELOAD", JINGCHU_POOR_DISK}, {"LACKING", what}}, {}}; }

std::size_t private_files(const Workspace& place) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(place.folder())) count += entry.path().filename().string().starts_with(".jingchu-");
  return count;
}

TEST(OutputPlace, DiskWithoutNamelessFilesOrRenamesThatNeverReplaceWorks) {
  const Workspace place;
  ASSERT_EQ(run_to(place, "plain.h5").code, 0);
  for (const char* lacking : {"O_TMPFILE", "O_TMPFILE RENAME_NOREPLACE", "RENAME_NOREPLACE"}) {
    const Call poor = place.run({"run", "growth.toml", "--paths", "500", "-o", "x.h5"}, disk_without(lacking));
    EXPECT_EQ(poor.code, 0) << lacking << poor.err;
    EXPECT_TRUE(place.read("x.h5") == place.read("plain.h5")) << lacking;
    EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "600", "-o", "x.h5"}, disk_without(lacking)).code, 73) << lacking;
    EXPECT_TRUE(place.read("x.h5") == place.read("plain.h5")) << lacking;
    EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "600", "-o", "x.h5", "--force"}, disk_without(lacking)).code, 0) << lacking;
    EXPECT_EQ(private_files(place), 0u) << lacking;
    fs::remove(place.folder() / "x.h5");
  }
}

TEST(OutputPlace, DiskThatCannotNameAFileWithoutReplacingIsToldOfBeforeAnyWork) {
  const Workspace place;
  const Surroundings poor = disk_without("O_TMPFILE RENAME_NOREPLACE link");
  const Call call = place.run({"run", "growth.toml", "--paths", "500", "-o", "x.h5"}, poor);
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, AllOf(HasSubstr("knows no way to name a file that never replaces another"), HasSubstr("--force")));
  for (const char* file : {"x.h5", "x.h5.partial", "x.h5.log"}) EXPECT_FALSE(place.has(file)) << file;
  EXPECT_EQ(private_files(place), 0u);
  // What may be replaced needs no such name.
  EXPECT_EQ(place.run({"run", "growth.toml", "--paths", "500", "-o", "x.h5", "--force"}, poor).code, 0);
  EXPECT_EQ(private_files(place), 0u);
}

TEST(OutputPlace, DiskWithoutLocksIsToldOfAtTheStart) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--paths", "500", "-o", "x.h5"}, disk_without("lock"));
  EXPECT_EQ(call.code, 74);
  EXPECT_THAT(call.err, HasSubstr("No locks available"));
  EXPECT_FALSE(place.has("x.h5"));
  EXPECT_EQ(run_to(place, "x.h5").code, 0);
}

TEST(OutputPlace, ErrorInTheScenarioIsToldBeforeTheOutputPlaceIsLookedAt) {
  const Workspace place;
  place.write("broken.toml", "format = \"jingchu-scenario 1\"\npath = 10\n");
  const Call call = place.run({"run", "broken.toml", "-o", "missing/x.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("broken.toml:2:1: error: unknown key 'path'"), HasSubstr("paths")));
}

}  // namespace
}  // namespace jingchu::test
