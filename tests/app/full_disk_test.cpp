// What a disk without room does to a run: refused before any work, or stopped with the work kept. The disks are small ones in memory.

#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Runs a shell script in which `disk` is a folder on a disk of its own, $JINGCHU the program, and $AT_SAVE the library of tests/app/signal_at_save.cpp.
/// \param size  of the disk, and other options of its mount
/// Its exit code is 99 where the system lets nobody mount one.
Call on_small_disk(const Workspace& place, const std::string& size, const std::string& script) {
  Surroundings shell;
  shell.program = "/usr/bin/unshare";
  shell.environment = {{"JINGCHU", JINGCHU_PROGRAM}, {"AT_SAVE", JINGCHU_SIGNAL_AT_SAVE}};
  return place.run({"--map-root-user", "--mount", "sh", "-c", "mkdir disk && mount -t tmpfs -o size=" + size + " none disk || exit 99\n" + script}, shell);
}

bool has_no_disks(const Call& call) { return call.code == 99 || call.code == 1 || call.code == 127; }

TEST(FullDisk, OneWithoutRoomForTheResultsIsRefusedBeforeAnyWork) {
  const Workspace place;
  const Call call = on_small_disk(place, "500k", "$JINGCHU run growth.toml -o disk/a.h5 --lang en\ncode=$?\nls -A disk\nexit $code\n");
  if (has_no_disks(call)) GTEST_SKIP() << "no disks can be mounted here: " << call.err;
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, AllOf(HasSubstr("not enough space in 'disk': needs about "), HasSubstr("free some, or choose another place with --output")));
  EXPECT_THAT(call.out, IsEmpty()) << "files were left on the disk";
}

TEST(FullDisk, OneThatFillsUpKeepsTheWorkAndSaysWhatToFree) {
  const Workspace place;
  const std::string run = "$JINGCHU run growth.toml --paths 100000 --threads 1 --save-interval 0 -o disk/a.h5 --lang en";
  // The disk fills up while the run stands still after its first save.
  const Call call = on_small_disk(place, "20m",
                                  "LD_PRELOAD=$AT_SAVE SIGNALS_AT_SAVE=" + std::to_string(SIGSTOP) + " " + run + " &\n" +
                                      "until grep -q 'State:.[TZ]' /proc/$!/status; do sleep 0.01; done\n"
                                      "cat /dev/zero > disk/fill 2>&-\nkill -CONT $!\nwait $!\ncode=$?\n[ -e disk/a.h5 ] && exit 98\n"
                                      "rm disk/fill && " + run + " && cp disk/a.h5 whole && ls -A disk\nexit $code\n");
  if (has_no_disks(call)) GTEST_SKIP() << "no disks can be mounted here: " << call.err;
  EXPECT_EQ(call.code, 74) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("No space left on device"), HasSubstr(" of 100,000 paths are kept in 'disk/a.h5.partial'; free "), HasSubstr("disk' and repeat the command: it continues")));
  EXPECT_THAT(call.err, Not(HasSubstr(" 0 of 100,000"))) << "the first save was whole";
  EXPECT_THAT(call.err, HasSubstr("continuing: "));
  EXPECT_EQ(call.out.substr(call.out.size() - std::string("a.h5\na.h5.log\n").size()), "a.h5\na.h5.log\n");
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "100000", "-o", "undisturbed.h5", "--quiet"}).code, 0);
  EXPECT_TRUE(place.read("whole") == place.read("undisturbed.h5"));
}

TEST(FullDisk, OneThatTakesNoFurtherFileIsToldAtEachFileThatARunMakes) {
  struct Case {
    int files;   // that the disk takes, its own folder among them
    const char* option;
    const char* problem;
    const char* advice;
  };
  const char* const remove = "remove some files from '";
  const Case cases[] = {{1, "", "cannot make a file beside 'disk/a.h5': No space left on device", remove},
                        {1, " --force", "cannot make 'disk/a.h5.partial': No space left on device", remove},
                        {2, "", "cannot write the log 'disk/a.h5.log': No space left on device", remove},
                        {3, "", "cannot make a file beside 'disk/a.h5': No space left on device", " of 3,000 paths are kept in 'disk/a.h5.partial'; remove some files from '"}};
  for (const Case& one : cases) {
    const Workspace place;
    const Call call = on_small_disk(place, "20m,nr_inodes=" + std::to_string(one.files), std::string("$JINGCHU run growth.toml -o disk/a.h5 --lang en") + one.option + "\n");
    if (has_no_disks(call)) GTEST_SKIP() << "no disks can be mounted here: " << call.err;
    EXPECT_EQ(call.code, 74) << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr(one.problem), HasSubstr(one.advice), HasSubstr("disk', which takes no more, and repeat the command")));
  }
}

TEST(FullDisk, OneThatIsTooSmallForARerunIsToldWithWhereElseItMayWrite) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "20000", "--keep-paths", "all", "-o", "a.h5", "--quiet"}).code, 0);
  const Call call = on_small_disk(place, "1m", "TMPDIR=disk $JINGCHU rerun a.h5 --lang en\n");
  if (has_no_disks(call)) GTEST_SKIP() << "no disks can be mounted here: " << call.err;
  EXPECT_EQ(call.code, 73) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("not enough space in 'disk': needs about "), HasSubstr("name another folder for temporary files by TMPDIR")));
}

}  // namespace
}  // namespace jingchu::test
