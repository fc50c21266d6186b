// Files with changes at random, given to every command that reads them.
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/core/error.hpp"
#include "output/results/results_file.hpp"
#include "output/shards/shard_file.hpp"
#include "tests/app/program.hpp"
#include "tests/output/damage.hpp"

namespace jingchu::test {
namespace {

using ::testing::HasSubstr;
using output::testing::damage;

constexpr std::int64_t largest_tally = std::int64_t{1} << 20;

TEST(DamagedFiles, EveryCommandRefusesAChangedResultsFile) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "500", "--keep-paths", "Y", "-o", "sound.h5"}).code, 0);
  const std::vector<std::vector<std::string>> commands = {
      {"show", "run.h5"}, {"show", "run.h5", "--trace", "growth_2024"}, {"show", "run.h5", "--chart", "odds.svg"}, {"compare", "growth.toml", "run.h5"}, {"compare", "sound.h5", "run.h5"},
      {"compare", "sound.h5", "run.h5:growth"}, {"explain", "sound.h5", "run.h5", "--measure", "annual(Y, 2024)"}, {"seek", "run.h5", "--target", "growth_2024", "--probability", "0.8", "--lever", "public", "--bounds", "0,100"},
      {"sensitivity", "run.h5", "--target", "growth_2024"}, {"merge", "run.h5", "-o", "merged.h5"}, {"run", "run.h5"}, {"check", "run.h5"}, {"export", "run.h5"}, {"export", "run.h5", "--format", "iamc"}, {"export", "run.h5", "--single-paths"}, {"verify", "run.h5"}, {"rerun", "run.h5"}, {"replay", "run.h5", "--path", "3"}};
  const std::string sound = place.read("sound.h5");
  std::mt19937 random(1);
  for (int i = 0; i < 12; ++i) {
    std::string bytes = sound;
    const std::string how = damage(bytes, random);
    if (bytes == sound) continue;
    place.write("run.h5", bytes);
    for (const auto& command : commands) {
      const Call call = place.run(command);
      EXPECT_EQ(call.code, 65) << command[0] << ", " << how << ": " << call.err;
      EXPECT_THAT(call.out + call.err, HasSubstr("run.h5")) << command[0];
    }
  }
}

TEST(DamagedFiles, MergeRefusesAChangedShard) {
  const Workspace place;
  for (const std::string part : {"1", "2"}) ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "9000", "--shard", part + "/2", "-o", part + ".shard"}).code, 0);
  const std::string sound = place.read("2.shard");
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    std::string bytes = sound;
    const std::string how = damage(bytes, random);
    if (bytes == sound) continue;
    place.write("2.shard", bytes);
    for (const bool head_alone : {true, false}) {
      try {
        if (head_alone) output::read_shard_head(place.folder() / "2.shard");
        else output::read_shard(place.folder() / "2.shard", largest_tally);
        ADD_FAILURE() << how << ": the change went unnoticed";
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data) << how << ": " << error.what();
      }
    }
    if (i % 50 > 0) continue;
    const Call call = place.run({"merge", "1.shard", "2.shard", "-o", "all.h5"});
    EXPECT_EQ(call.code, 65) << how << ": " << call.err;
    EXPECT_THAT(call.err, HasSubstr("2.shard"));
    EXPECT_FALSE(place.has("all.h5"));
  }
}

TEST(DamagedFiles, MergeRefusesAShardMostlyOfHolesWithoutReadingIt) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "9000", "--shard", "1/1", "-o", "1.shard"}).code, 0);
  std::string start = place.read("1.shard");
  // The length of the sums, as the preface says it, and the file with it.
  constexpr std::int64_t terabyte = std::int64_t{1} << 40;
  const std::string before = std::to_string(std::stoll(start.substr(48, 20)));
  const auto size = static_cast<std::int64_t>(start.size()) - std::stoll(before) + terabyte;
  start.replace(48, 20, std::string(20 - std::to_string(terabyte).size(), '0') + std::to_string(terabyte));
  place.write("1.shard", start);
  std::filesystem::resize_file(place.folder() / "1.shard", static_cast<std::uintmax_t>(size));
  const Call call = place.run({"merge", "1.shard", "-o", "all.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, HasSubstr("most of this shard was never written"));
}

TEST(DamagedFiles, MergeTakesNoMoreMemoryThanAShardOfTheRunNeeds) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "9000", "--shard", "1/1", "-o", "1.shard"}).code, 0);
  output::Shard shard = output::read_shard(place.folder() / "1.shard", largest_tally);
  shard.tally.resize(std::size_t{48} << 20, std::byte{1});
  output::write_shard(place.folder() / "1.shard", shard, true);
  const Call call = place.run({"merge", "1.shard", "-o", "all.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, HasSubstr("this shard's statistics take 50331648 bytes, more than those of its run can"));
}

/// What a call says on a terminal of its own.
std::string on_a_terminal(const Workspace& place, const std::vector<std::string>& words) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  EXPECT_TRUE(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
  const std::string name = ::ptsname(terminal);
  const int kept_open = ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);   // else what was said is gone with the program
  std::string said;
  std::jthread reader([&] {
    char bytes[4096];
    while (said.find("end of test") == std::string::npos) {
      const ssize_t count = ::read(terminal, bytes, sizeof bytes);
      if (count > 0) said.append(bytes, static_cast<std::size_t>(count));
    }
  });
  EXPECT_EQ(place.run(words, {{{"TERM", "xterm"}}, [&] { ::dup2(::open(name.c_str(), O_RDWR | O_NOCTTY), STDOUT_FILENO); }}).code, 0);
  EXPECT_GT(::write(kept_open, "end of test", 11), 0);
  reader.join();
  ::close(kept_open);
  ::close(terminal);
  return said;
}

TEST(HostileTexts, GiveATerminalNoOrders) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "500", "-o", "sound.h5"}).code, 0);
  output::Content content = output::read_results(place.folder() / "sound.h5");
  content.provenance.model_name = "m\x1b[2J\x1b]0;title\x07\xc2\x9b" "2J";
  output::write_results(place.folder() / "run.h5", content, false);
  const std::vector<std::string> words = {"show", "run.h5", "--lang", "en"};
  const std::string shown = on_a_terminal(place, words);
  EXPECT_THAT(shown, HasSubstr("model m\uFFFD[2J\uFFFD]0;title\uFFFD\uFFFD2J;"));
  EXPECT_THAT(shown, HasSubstr("\x1b[1m"));   // colours of our own
  // What goes on into a file or another program keeps every byte.
  EXPECT_THAT(place.run(words).out, HasSubstr(content.provenance.model_name));
}

}  // namespace
}  // namespace jingchu::test
