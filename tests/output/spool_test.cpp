#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "engine/core/error.hpp"
#include "output/results/results_file.hpp"
#include "output/spool/spool.hpp"
#include "tests/output/temporary_folder.hpp"

namespace jingchu::output {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

std::vector<std::byte> snapshot(std::size_t size, int value) { return std::vector<std::byte>(size, static_cast<std::byte>(value)); }

const std::string run_a = sha256_hex("a"), run_b = sha256_hex("b");

ExitCode code_of(const std::filesystem::path& file, const std::string& run, bool discard) {
  try {
    Spool spool(file, run, discard);
  } catch (const Error& error) {
    return error.code();
  }
  return ExitCode::done;
}

TEST(Spool, GivesBackTheNewestSnapshotWhateverTheirSizes) {
  const TemporaryFolder folder;
  const auto file = folder / "run.h5";
  for (int i = 1; i <= 12; ++i) {
    const std::size_t size = static_cast<std::size_t>(1000 + i * 7919 % 20000);
    {
      Spool spool(file, run_a, false);
      EXPECT_EQ(spool.newest(), i == 1 ? snapshot(0, 0) : snapshot(static_cast<std::size_t>(1000 + (i - 1) * 7919 % 20000), i - 1));
      spool.save(snapshot(size, i));
    }
  }
  EXPECT_LT(std::filesystem::file_size(folder / "run.h5.partial"), 200'000u);
}

TEST(Spool, ATornSnapshotLeavesTheOneBefore) {
  const TemporaryFolder folder;
  const auto file = folder / "run.h5";
  {
    Spool spool(file, run_a, false);
    spool.save(snapshot(9000, 1));
    spool.save(snapshot(9000, 2));
  }
  const auto partial = folder / "run.h5.partial";
  std::string whole;
  {
    std::ifstream in(partial, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const std::size_t size : {whole.size() - 1, whole.size() - 5000, whole.size() - 9000}) {
    std::ofstream(partial, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    EXPECT_EQ(Spool(file, run_a, false).newest(), snapshot(9000, 1)) << size;
  }
  std::string flipped = whole;
  flipped[whole.size() - 4000] = static_cast<char>(flipped[whole.size() - 4000] ^ 1);
  std::ofstream(partial, std::ios::binary | std::ios::trunc) << flipped;
  EXPECT_EQ(Spool(file, run_a, false).newest(), snapshot(9000, 1));
}

TEST(Spool, ASecondHolderIsToldToComeBack) {
  const TemporaryFolder folder;
  const auto file = folder / "run.h5";
  const Spool first(file, run_a, false);
  EXPECT_EQ(code_of(file, run_a, false), ExitCode::come_back);
  EXPECT_EQ(code_of(file, run_b, true), ExitCode::come_back);
}

TEST(Spool, WorkOfAnotherRunIsThrownAwayOnlyOnDemand) {
  const TemporaryFolder folder;
  const auto file = folder / "run.h5";
  Spool(file, run_a, false).save(snapshot(100, 1));
  EXPECT_EQ(code_of(file, run_b, false), ExitCode::cannot_create);
  EXPECT_EQ(Spool(file, run_a, true).newest(), snapshot(100, 1));
  EXPECT_EQ(code_of(file, run_b, true), ExitCode::done);
  EXPECT_TRUE(Spool(file, run_b, false).newest().empty());
}

TEST(Spool, WithoutASnapshotIsNobodysWork) {
  const TemporaryFolder folder;
  EXPECT_EQ(code_of(folder / "run.h5", run_a, false), ExitCode::done);
  EXPECT_EQ(code_of(folder / "run.h5", run_b, false), ExitCode::done);
}

TEST(Spool, NothingOfTheUsersIsTakenForASpool) {
  const TemporaryFolder folder;
  std::ofstream(folder / "run.h5.partial") << "my notes";
  EXPECT_EQ(code_of(folder / "run.h5", run_a, true), ExitCode::cannot_create);
  remove_spool_of(folder / "run.h5", run_a);
  EXPECT_TRUE(std::filesystem::exists(folder / "run.h5.partial"));
  std::filesystem::create_symlink("run.h5.partial", folder / "other.h5.partial");
  EXPECT_EQ(code_of(folder / "other.h5", run_a, true), ExitCode::cannot_create);
}

TEST(Spool, IsGoneWhenTheWorkIsDone) {
  const TemporaryFolder folder;
  const auto file = folder / "run.h5";
  Spool(file, run_a, false).save(snapshot(100, 1));
  remove_spool_of(file, run_b);
  EXPECT_TRUE(std::filesystem::exists(folder / "run.h5.partial"));
  remove_spool_of(file, run_a);
  EXPECT_FALSE(std::filesystem::exists(folder / "run.h5.partial"));
}

}  // namespace
}  // namespace jingchu::output
