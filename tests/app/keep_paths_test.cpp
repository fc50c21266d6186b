// run, merge, compare, verify and rerun with --keep-paths: what a results file holds path by path.

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "output/hdf5/library.hpp"
#include "output/hdf5/reader.hpp"
#include "output/results/results_file.hpp"
#include "tests/app/program.hpp"
#include "tests/output/hostile_file.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const std::vector<std::string> keep_all = {"run", "growth.toml", "--paths", "10000", "--keep-paths", "all", "--quiet"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Kept values of a variable: scenario 0, path by path.
std::vector<double> values(const fs::path& file, const std::string& variable, std::size_t scenario = 0) {
  output::start_hdf5();
  const output::hdf5::ReadFile open(file, static_cast<std::size_t>(fs::file_size(file)));
  const output::hdf5::ReadGroup group(open, "paths");
  const auto shape = group.shape(variable);
  std::vector<double> all(shape[1] * shape[2]);
  group.part(variable, {scenario, 0, 0}, {1, shape[1], shape[2]}, all);
  return all;
}

double quantile(std::vector<double> sample, double level) {
  std::sort(sample.begin(), sample.end());
  const double at = level * static_cast<double>(sample.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double above = sample[std::min(below + 1, sample.size() - 1)];
  return sample[below] + (at - static_cast<double>(below)) * (above - sample[below]);
}

TEST(KeepPaths, ThreadsAndTilesDoNotChangeAByte) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "a.h5", "--threads", "1"})).code, 0);
  for (const std::vector<std::string>& how : {std::vector<std::string>{"--threads", "2"}, {"--threads", "7", "--tile-width", "64"}, {"--threads", "3", "--tile-width", "8"}}) {
    ASSERT_EQ(place.run(with(with(keep_all, how), {"-o", "b.h5", "--force"})).code, 0);
    EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
  }
  EXPECT_EQ(place.run({"verify", "a.h5"}).code, 0);
}

TEST(KeepPaths, QuantilesOfTheFileAreThoseOfItsPathsWithinTheResolution) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "a.h5", "--keep-type", "f64"})).code, 0);
  const output::Content content = output::read_results(place.folder() / "a.h5");
  ASSERT_TRUE(content.kept.f64);
  const auto periods = static_cast<std::size_t>(content.time.count);
  int compared = 0;
  for (const std::size_t v : content.kept.variables) {
    const output::Column& column = content.variables[v];
    if (!column.reported) continue;
    const std::vector<double> all = values(place.folder() / "a.h5", column.name);
    for (std::size_t t = 0; t < periods; ++t) {
      std::vector<double> sample;
      for (std::size_t i = t; i < all.size(); i += periods) sample.push_back(all[i]);
      for (std::size_t q = 0; q < content.levels.size(); ++q, ++compared)
        EXPECT_NEAR(content.scenarios[0].variables[v].quantiles[q * periods + t], quantile(sample, content.levels[q]), column.quantile_resolution) << column.name;
    }
  }
  EXPECT_GT(compared, 20);
}

TEST(KeepPaths, AreTheValuesThatReplayGives) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "a.h5", "--keep-type", "f64"})).code, 0);
  const std::vector<double> kept = values(place.folder() / "a.h5", "Y");
  const Call replayed = place.run({"replay", "a.h5", "--path", "7001"});
  ASSERT_EQ(replayed.code, 0) << replayed.err;
  const auto lines = lines_with(replayed.out, "variable,Y,");
  ASSERT_EQ(lines.size(), 5u);
  for (std::size_t t = 0; t < 5; ++t) EXPECT_EQ(std::stod(lines[t].substr(lines[t].rfind(',') + 1)), kept[7001 * 5 + t]);
}

TEST(KeepPaths, ASinglePrecisionFileRoundsAndHoldsWhatWasChosen) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5", "--keep-paths", "K,Y", "--quiet"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--keep-paths", "Y", "--keep-type", "f64", "--quiet"}).code, 0);
  const output::Content content = output::read_results(place.folder() / "a.h5");
  ASSERT_EQ(content.kept.variables.size(), 2u);
  EXPECT_FALSE(content.kept.f64);
  EXPECT_EQ(content.variables[content.kept.variables[0]].name, "Y");
  const auto single = values(place.folder() / "a.h5", "Y"), whole = values(place.folder() / "b.h5", "Y");
  ASSERT_EQ(single.size(), whole.size());
  for (std::size_t i = 0; i < single.size(); ++i) ASSERT_EQ(single[i], static_cast<double>(static_cast<float>(whole[i])));
}

TEST(KeepPaths, AFailedPathIsUndefinedFromItsFailureOn) {
  const Workspace place;
  place.write("fails.toml", place.read("fails.toml") + "bounds = [-4, 2]\n");   // of z, the last variable
  const Call call = place.run({"run", "failing.toml", "-o", "a.h5", "--keep-paths", "x", "--quiet"});
  ASSERT_TRUE(call.code == 0 || call.code == 3) << call.err;
  const output::Content content = output::read_results(place.folder() / "a.h5");
  const output::ScenarioResults& results = content.scenarios[0];
  ASSERT_EQ(results.failed_by_kind.size(), 2U) << "not finite and out of bounds";
  const auto periods = static_cast<std::size_t>(content.time.count);
  const auto all = values(place.folder() / "a.h5", "x");
  std::int64_t undefined = 0;
  for (std::size_t i = periods - 1; i < all.size(); i += periods) undefined += std::isnan(all[i]);
  EXPECT_EQ(undefined, content.scenarios[0].n_failed);
  for (const auto& failure : content.scenarios[0].failures) {
    const double* const path = &all[static_cast<std::size_t>(failure.path) * periods];
    for (std::size_t t = 0; t < periods; ++t) EXPECT_EQ(std::isnan(path[t]), static_cast<int>(t) >= failure.time_index);
  }
  EXPECT_EQ(place.run({"verify", "a.h5"}).code, 0);
}

TEST(KeepPaths, ShardsMergeToTheBytesOfTheWholeRun) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "whole.h5"})).code, 0);
  for (const char* part : {"1/3", "2/3", "3/3"}) ASSERT_EQ(place.run(with(keep_all, {"--shard", part, "-o", std::string("part") + part[0] + ".shard"})).code, 0);
  ASSERT_EQ(place.run({"merge", "part2.shard", "part1.shard", "part3.shard", "-o", "merged.h5", "--quiet"}).code, 0);
  EXPECT_TRUE(place.read("whole.h5") == place.read("merged.h5"));
}

TEST(KeepPaths, AShardThatKeepsOthersBelongsToAnotherRun) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"--shard", "1/2", "-o", "a.shard"})).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "10000", "--shard", "2/2", "-o", "b.shard", "--quiet"}).code, 0);
  const Call call = place.run({"merge", "a.shard", "b.shard", "-o", "merged.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, HasSubstr("paths kept"));
}

TEST(KeepPaths, AFullDiskLosesNothingAndTheSameCommandContinues) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "whole.h5"})).code, 0);
  const auto size = static_cast<rlim_t>(fs::file_size(place.folder() / "whole.h5"));
  for (const rlim_t most : {size / 3, size / 2, size - 20000, size - 600}) {
    Surroundings full;
    full.before = [most] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{most, most};
      static_cast<void>(::setrlimit(RLIMIT_FSIZE, &limit));
    };
    const Call stopped = place.run(with(keep_all, {"-o", "a.h5"}), full);
    EXPECT_EQ(stopped.code, 74) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("File too large"));
    EXPECT_FALSE(place.has("a.h5"));
    ASSERT_TRUE(place.has("a.h5.partial"));
    const Call continued = place.run({"run", "growth.toml", "--paths", "10000", "--keep-paths", "all", "-o", "a.h5"});
    ASSERT_EQ(continued.code, 0) << continued.err;
    EXPECT_THAT(continued.err, HasSubstr("continuing: 10,000 paths are done"));
    EXPECT_TRUE(place.read("a.h5") == place.read("whole.h5"));
    fs::remove(place.folder() / "a.h5");
  }
}

TEST(KeepPaths, AFileWithoutThemIsNoAnswerToARunThatKeepsThem) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5", "--quiet"}).code, 0);
  const Call call = place.run({"run", "growth.toml", "-o", "a.h5", "--keep-paths", "Y"});
  EXPECT_EQ(call.code, 73);
  EXPECT_THAT(call.err, HasSubstr("paths kept"));
}

TEST(KeepPaths, WhatCannotBeKeptIsRefusedBeforeAnyWork) {
  const Workspace place;
  const auto refusal = [&](const std::vector<std::string>& words) {
    const Call call = place.run(with({"run", "growth.toml"}, words));
    EXPECT_EQ(call.code, 64) << call.err;
    EXPECT_FALSE(place.has("results/growth.h5.log"));
    return call.err;
  };
  EXPECT_THAT(refusal({"--keep-paths", "Yy"}), AllOf(HasSubstr("no variable 'Yy'"), HasSubstr("did you mean 'Y'?")));
  EXPECT_THAT(refusal({"--keep-paths", "Y,"}), HasSubstr("names no variable"));
  EXPECT_THAT(refusal({"--keep-paths", "Y", "--keep-type", "f16"}), HasSubstr("expected f32 or f64"));
  EXPECT_THAT(refusal({"--keep-type", "f64"}), HasSubstr("goes with --keep-paths"));
  const Call large = place.run({"run", "growth.toml", "--paths", "1000000000", "--keep-paths", "all", "--keep-type", "f64"});
  EXPECT_EQ(large.code, 73);
  EXPECT_THAT(large.err, AllOf(HasSubstr("not enough space"), HasSubstr("keep fewer paths or variables")));
}

TEST(KeepPaths, RerunRepeatsThemByteForByte) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "a.h5"})).code, 0);
  const Call call = place.run({"rerun", "a.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, HasSubstr("equal, byte for byte"));
}

/// Whether a process has a file open in a folder, with a name or without.
bool writes_in(pid_t process, const fs::path& folder) {
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(process) + "/fd", gone))
    if (fs::read_symlink(entry.path(), gone).string().starts_with(folder.string() + "/")) return true;
  return false;
}

TEST(KeepPaths, RerunLeavesNothingHoweverItEnds) {
  const Workspace place;
  const fs::path temporary = place.folder() / "temporary";
  fs::create_directory(temporary);
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "200000", "--keep-paths", "all", "--quiet", "-o", "a.h5"}).code, 0);
  for (const std::vector<int>& signals : {std::vector<int>{SIGTERM}, {SIGTERM, SIGINT}, {SIGKILL}}) {
    Surroundings ended{{{"TMPDIR", temporary.string()}}, {}};
    ended.before = [&] {
      const pid_t program = ::getpid();
      if (::fork() != 0) return;
      for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::close(descriptor);   // or the program's pipes would stay open
      for (int i = 0; i < 120'000 && !writes_in(program, temporary); ++i) ::usleep(1'000);
      for (const int signal : signals) ::kill(program, signal);
      ::_exit(0);
    };
    const Call call = place.run({"rerun", "a.h5"}, ended);
    // How it ends depends on how far it is: asked to stop, stopped at once by a second signal, killed by one that comes while it ends, or done.
    EXPECT_THAT(call.code, testing::AnyOf(75, 128 + SIGTERM, 128 + SIGINT, 1000 + signals.back(), 1000 + SIGTERM, 0)) << call.err;
    if (call.code == 75) {
      EXPECT_THAT(call.err, HasSubstr("nothing is kept: the same command begins again"));
    }
    EXPECT_TRUE(fs::is_empty(temporary));
  }
}

TEST(KeepPaths, RerunNamesTheFolderForTemporaryFilesWhereItCannotWrite) {
  const Workspace place;
  ASSERT_EQ(place.run(with(keep_all, {"-o", "a.h5"})).code, 0);
  const Call call = place.run({"rerun", "a.h5", "--lang", "en"}, {{{"TMPDIR", (place.folder() / "missing").string()}}, {}});
  EXPECT_EQ(call.code, 74) << call.err;
  EXPECT_THAT(call.err, AllOf(HasSubstr("folder for temporary files"), HasSubstr("TMPDIR names another place")));
}

TEST(KeepPaths, VerifyFindsAValueThatItsStatisticsDoNotHave) {
  const Workspace place;
  const auto finding_after = [&](std::vector<float> (*change)(std::vector<float>)) {
    EXPECT_EQ(place.run(with(keep_all, {"-o", "a.h5", "--force"})).code, 0);
    output::testing::tamper(place.folder() / "a.h5", [&](hid_t file) {
      const hid_t dataset = H5Dopen2(file, "paths/Y", H5P_DEFAULT);
      std::vector<float> all(10000 * 5);
      ASSERT_GE(H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()), 0);
      all = change(std::move(all));
      ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()), 0);
      H5Dclose(dataset);
    });
    const Call call = place.run({"verify", "a.h5"});
    EXPECT_EQ(call.code, 65);
    return call.out;
  };
  EXPECT_THAT(finding_after([](std::vector<float> all) { all[777] *= 3; return all; }), HasSubstr("paths: /paths/Y, growth, 2026: the largest value is"));
  EXPECT_THAT(finding_after([](std::vector<float> all) { all[779] = NAN; return all; }), HasSubstr("9999 paths have a value in every period, 10000 count"));
  EXPECT_THAT(finding_after([](std::vector<float> all) { all[777] = NAN; return all; }), HasSubstr("undefined in a period before one"));
  EXPECT_THAT(finding_after([](std::vector<float> all) {
                // The middle of the first year's values becomes one value: the extremes stay, the quantiles do not.
                std::vector<float> year;
                for (std::size_t i = 0; i < all.size(); i += 5) year.push_back(all[i]);
                std::nth_element(year.begin(), year.begin() + 5000, year.end());
                for (std::size_t i = 0; i < all.size(); i += 5) all[i] = std::abs(all[i] - year[5000]) < 7 ? year[5000] : all[i];
                return all;
              }),
              HasSubstr("paths: /paths/Y, growth, 2024: "));
}

TEST(KeepPaths, OfAComparisonAreOfTheChosenScenariosOnTheSameDraws) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=70", "-o", "a.h5", "--keep-paths", "Y,G", "--keep-type", "f64", "--quiet"}).code, 0);
  const output::Content content = output::read_results(place.folder() / "a.h5");
  ASSERT_EQ(content.kept.scenarios.size(), 2u);
  const auto base = values(place.folder() / "a.h5", "Y", 0), other = values(place.folder() / "a.h5", "Y", 1);
  double sum = 0;
  for (std::size_t i = 4; i < base.size(); i += 5) sum += other[i] - base[i];
  const auto y = std::find_if(content.variables.begin(), content.variables.end(), [](const auto& c) { return c.name == "Y"; });
  const auto& table = content.contrasts[0].variables[static_cast<std::size_t>(y - content.variables.begin())];
  EXPECT_NEAR(sum / (static_cast<double>(base.size()) / 5), table.series.mean[4], 1e-6 * std::abs(table.series.mean[4]));
  EXPECT_EQ(place.run({"verify", "a.h5"}).code, 0);

  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=70", "-o", "b.h5", "--keep-paths", "Y", "--keep-scenarios", "growth+public=70", "--quiet"}).code, 0);
  EXPECT_EQ(output::read_results(place.folder() / "b.h5").kept.scenarios, std::vector<std::size_t>{1});
  EXPECT_EQ(place.run({"verify", "b.h5"}).code, 0);
}

TEST(StoredComparison, IsShownAndRepeatedFromItsFileAlone) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=70", "-o", "a.h5", "--keep-paths", "Y", "--quiet"}).code, 0);
  for (const char* name : {"growth.toml", "model.toml", "history.csv"}) fs::remove(place.folder() / name);
  const Call again = place.run({"rerun", "a.h5", "--lang", "en"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_THAT(again.out, HasSubstr("equal, byte for byte"));
  const Call shown = place.run({"show", "a.h5", "--lang", "en"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("public=70"), HasSubstr("growth in 2024")));
  EXPECT_THAT(place.run({"show", "a.h5", "--json"}).out, HasSubstr("contrasts"));
}

}  // namespace
}  // namespace jingchu::test
