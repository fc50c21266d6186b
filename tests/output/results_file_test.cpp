#include "output/results/results_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <random>

#include "engine/core/error.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/seal.hpp"
#include "tests/output/sample_content.hpp"
#include "tests/output/temporary_folder.hpp"

namespace jingchu::output {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::bytes_of;
using testing::put_bytes;
using testing::sample_content;
using testing::TemporaryFolder;

/// The exit code and text of what `work` throws; fails the test when it throws nothing.
template <class Work>
std::pair<ExitCode, std::string> error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  ADD_FAILURE() << "no error was thrown";
  return {ExitCode::done, ""};
}

TEST(ResultsFile, WhatIsWrittenReadsBackEqual) {
  const TemporaryFolder folder;
  const Content content = sample_content();
  write_results(folder / "run.h5", content, false);
  const Content back = read_results(folder / "run.h5");

  ASSERT_EQ(back.scenarios.size(), 2u);
  EXPECT_EQ(back.title_zh, content.title_zh);
  EXPECT_EQ(back.levels, content.levels);
  EXPECT_EQ(back.time.first, content.time.first);
  EXPECT_EQ(back.variables[1].title_zh, "金融压力");
  EXPECT_EQ(back.variables[2].unit, "minutes");
  EXPECT_EQ(back.scenarios[1].variables[0].quantiles, content.scenarios[1].variables[0].quantiles);
  EXPECT_EQ(back.scenarios[1].variables[1].quantiles, std::vector<double>());
  EXPECT_EQ(back.scenarios[1].targets[0].id, content.scenarios[1].targets[0].id);
  EXPECT_EQ(back.scenarios[1].targets.size(), content.scenarios[1].targets.size());
  EXPECT_EQ(back.scenarios[1].targets_met, content.scenarios[1].targets_met);
  EXPECT_EQ(back.scenarios[0].failures[1].path, 4711);
  EXPECT_EQ(back.scenarios[0].failed_by_kind, content.scenarios[0].failed_by_kind);
  EXPECT_EQ(back.provenance.data_texts[1].text, "");
  EXPECT_EQ(results_digest(back), results_digest(content));
  EXPECT_EQ(detail::encode_provenance(back.provenance), detail::encode_provenance(content.provenance));
}

TEST(ResultsFile, ARunWithoutTargetsLeversOrFailuresReadsBackEqual) {
  const TemporaryFolder folder;
  Content content = sample_content();
  content.scenarios.resize(1);
  auto& s = content.scenarios[0];
  s.targets.clear();
  s.joint.clear();
  s.targets_met.clear();
  s.levers.clear();
  s.failures.clear();
  s.failed_by_kind.clear();
  s.failed_by_equation.clear();
  s.identities.clear();
  content.history_time.count = 0;
  for (auto& row : content.history) row.clear();
  write_results(folder / "run.h5", content, false);
  EXPECT_EQ(results_digest(read_results(folder / "run.h5")), results_digest(content));
}

TEST(ResultsFile, PathNumbersBeyond32BitsAreKept) {
  const TemporaryFolder folder;
  Content content = sample_content();
  content.scenarios[0].failures[0].path = 5'000'000'000;
  write_results(folder / "run.h5", content, false);
  EXPECT_EQ(read_results(folder / "run.h5").scenarios[0].failures[0].path, 5'000'000'000);
}

TEST(ResultsFile, TwoWritesAreEqualByteForByte) {
  const TemporaryFolder folder;
  write_results(folder / "a.h5", sample_content(), false);
  write_results(folder / "b.h5", sample_content(), false);
  EXPECT_TRUE(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST(ResultsFile, TheDigestSeesEveryNumberButNotTheProvenance) {
  const Content content = sample_content();
  Content other = content;
  other.provenance.build = "clang";
  other.provenance.seed = 1;
  EXPECT_EQ(results_digest(other), results_digest(content));
  other.scenarios[1].annual_measures[0].quantile_errors[7] += 1e-15;
  EXPECT_NE(results_digest(other), results_digest(content));
}

TEST(ResultsFile, TheDigestTakesAllUndefinedNumbersAlike) {
  Content content = sample_content();
  const std::string digest = results_digest(content);
  content.history[0][0] = std::nan("1");
  const std::string first = results_digest(content);
  content.history[0][0] = -std::nan("2");
  EXPECT_EQ(results_digest(content), first);
  EXPECT_NE(first, digest);
}

TEST(ResultsFile, HDF5ItselfReadsTheNumbersInTheOrderOfTheSchema) {
  const TemporaryFolder folder;
  const Content content = sample_content();
  write_results(folder / "run.h5", content, false);
  const hid_t file = H5Fopen((folder / "run.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  const hid_t dataset = H5Dopen2(file, "/quantiles/Y", H5P_DEFAULT);
  double values[2][9][28];
  ASSERT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), 0);
  EXPECT_EQ(values[1][4][27], content.scenarios[1].variables[0].quantiles[4 * 28 + 27]);
  EXPECT_EQ(values[0][8][3], content.scenarios[0].variables[0].quantiles[8 * 28 + 3]);
  H5Dclose(dataset);
  H5Fclose(file);
}

TEST(Seal, SaysTheBytesBeforeItAndTheirDigest) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  const std::string bytes = bytes_of(folder / "run.h5");
  const Seal seal = check_seal(folder / "run.h5");
  EXPECT_EQ(seal.bytes, static_cast<std::int64_t>(bytes.size()) - 512);
  EXPECT_EQ(seal.sha256, sha256_hex(bytes.substr(0, bytes.size() - 512)));
  EXPECT_THAT(bytes.substr(bytes.size() - 512), HasSubstr("\nstate complete\n"));
}

TEST(Seal, OfWhatIsOnlyComparedIsThatOfTheFile) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  const Seal seal = check_seal(folder / "run.h5"), unwritten = unwritten_results(folder / "nothing.h5", sample_content()).seal;
  EXPECT_EQ(unwritten.bytes, seal.bytes);
  EXPECT_EQ(unwritten.sha256, seal.sha256);
  EXPECT_EQ(folder.names(), std::set<std::string>{"run.h5"});
}

TEST(Seal, KnownAnswerOfSha256) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
}

TEST(Seal, AnyChangedByteIsFound) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  const std::string whole = bytes_of(folder / "run.h5");
  std::mt19937 random(1);
  std::vector<std::size_t> places;
  for (int i = 0; i < 60; ++i) places.push_back(random() % whole.size());
  for (std::size_t i = 1; i <= 512; i += 7) places.push_back(whole.size() - i);  // inside the seal
  for (const std::size_t place : places) {
    std::string bytes = whole;
    bytes[place] = static_cast<char>(bytes[place] ^ (1 << (random() % 8)));
    put_bytes(folder / "run.h5", bytes);
    const auto [code, text] = error_of([&] { read_results(folder / "run.h5"); });
    EXPECT_EQ(code, ExitCode::data) << "byte " << place << " of " << whole.size() << ": " << text;
  }
}

TEST(Seal, AFileCutAnywhereIsRefused) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  const std::string whole = bytes_of(folder / "run.h5");
  std::mt19937 random(2);
  std::vector<std::size_t> sizes = {0, 1, 511, 512, 513, whole.size() - 1, whole.size() - 512, whole.size() - 513};
  for (int i = 0; i < 20; ++i) sizes.push_back(random() % whole.size());
  for (const std::size_t size : sizes) {
    put_bytes(folder / "cut.h5", whole.substr(0, size));
    const auto [code, text] = error_of([&] { read_results(folder / "cut.h5"); });
    EXPECT_EQ(code, ExitCode::data) << size;
    EXPECT_THAT(text, HasSubstr("not a complete results file")) << size;
  }
}

TEST(Seal, AVersionThatTheFileItselfDoesNotHaveIsRefused) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  std::string bytes = bytes_of(folder / "run.h5");
  bytes.replace(bytes.rfind("jingchu-results 1.0"), 19, "jingchu-results 1.1");
  put_bytes(folder / "run.h5", bytes);
  EXPECT_THAT(error_of([&] { read_results(folder / "run.h5"); }).second, HasSubstr("not that of its seal"));
}

TEST(Seal, TheDigestIsNotComputedForAFileThatIsTrusted) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  std::string bytes = bytes_of(folder / "run.h5");
  bytes[bytes.find("\xe5\x9c\xb0\xe5\x8c\xba")] = '?';  // a title: no number and no structure
  put_bytes(folder / "run.h5", bytes);
  EXPECT_THAT(error_of([&] { read_results(folder / "run.h5"); }).second, HasSubstr("checksum"));
  EXPECT_EQ(read_results(folder / "run.h5", Trust::given).scenarios.size(), 2u);
}

TEST(Seal, BytesBehindTheSealAreRefused) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  put_bytes(folder / "longer.h5", bytes_of(folder / "run.h5") + "x");
  EXPECT_EQ(error_of([&] { read_results(folder / "longer.h5"); }).first, ExitCode::data);
}

TEST(Seal, ANewerMajorVersionIsNamed) {
  const TemporaryFolder folder;
  std::string seal = detail::make_seal("body");
  seal.replace(seal.find("1.0"), 3, "2.0");
  put_bytes(folder / "new.h5", "body" + seal);
  EXPECT_THAT(error_of([&] { read_results(folder / "new.h5"); }).second, HasSubstr("schema version 2.0, this program reads 1.x"));
}

TEST(ReadResults, AMissingFileAndAFolderAreToldApart) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { read_results(folder / "none.h5"); }).first, ExitCode::no_input);
  EXPECT_EQ(error_of([&] { read_results(folder.path()); }).first, ExitCode::data);
}

TEST(ReadResults, ASealedFileOfAnotherKindIsRefused) {
  const TemporaryFolder folder;
  const std::string body = "no HDF5 at all";
  put_bytes(folder / "x.h5", body + detail::make_seal(body));
  const auto [code, text] = error_of([&] { read_results(folder / "x.h5"); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("not a complete results file"));
}

TEST(WriteResults, NothingIsReplacedWithoutForce) {
  const TemporaryFolder folder;
  put_bytes(folder / "run.h5", "older");
  EXPECT_EQ(error_of([&] { write_results(folder / "run.h5", sample_content(), false); }).first, ExitCode::cannot_create);
  EXPECT_EQ(bytes_of(folder / "run.h5"), "older");
  write_results(folder / "run.h5", sample_content(), true);
  EXPECT_EQ(read_results(folder / "run.h5").provenance.seed, 20240130);
  EXPECT_THAT(folder.names(), ElementsAre("run.h5"));
}

TEST(WriteResults, AFailedWriteLeavesTheOlderFileAndNothingElse) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  const std::string older = bytes_of(folder / "run.h5");
  Content other = sample_content();
  other.title_en = "another run";
  // The system refuses to let any file grow beyond this: the write fails in the middle.
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{1000}, static_cast<rlim_t>(older.size() / 2)}) {
    const rlimit small{bytes, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    std::pair<ExitCode, std::string> error;
    EXPECT_NO_THROW(error = error_of([&] { write_results(folder / "run.h5", other, true); }));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(error.first, ExitCode::io) << error.second;
    EXPECT_THAT(error.second, HasSubstr("File too large"));
    EXPECT_TRUE(bytes_of(folder / "run.h5") == older);
    EXPECT_THAT(folder.names(), ElementsAre("run.h5"));
  }
  std::signal(SIGXFSZ, handler);
}

TEST(WriteResults, NamesOfAllKindsWork) {
  const TemporaryFolder folder;
  for (const std::string& name : {std::string("-x.h5"), std::string("a b'\"c.h5"), std::string("结果.h5"), std::string("line\nbreak.h5"), std::string(252, 'n') + ".h5"}) {
    write_results(folder / name, sample_content(), false);
    EXPECT_EQ(read_results(folder / name).scenarios.size(), 2u);
  }
  EXPECT_EQ(error_of([&] { write_results(folder / std::string(300, 'n'), sample_content(), false); }).first, ExitCode::cannot_create);
}

TEST(WriteResults, AVariableThatTakesAReservedNameIsNamed) {
  const TemporaryFolder folder;
  Content content = sample_content();
  content.variables[0].name = "period";
  const auto [code, text] = error_of([&] { write_results(folder / "run.h5", content, false); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("period"));
  EXPECT_THAT(folder.names(), ElementsAre());
}

TEST(WriteResults, TablesOfTheWrongSizeAreABugAndLeaveNoFile) {
  const TemporaryFolder folder;
  Content content = sample_content();
  content.scenarios[1].variables[2].quantiles.pop_back();
  EXPECT_EQ(error_of([&] { write_results(folder / "run.h5", content, false); }).first, ExitCode::bug);
  EXPECT_THAT(folder.names(), ElementsAre());
}

TEST(OutputPlace, WhatCannotHoldAResultsFileIsRefused) {
  const TemporaryFolder folder;
  put_bytes(folder / "file", "");
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const std::filesystem::path places[] = {"", folder.path(), folder / "file", folder / "dangling", folder / "link", folder / "pipe", "/dev/null",
                                          folder / "none/run.h5", folder / "file/run.h5", folder / "none/", folder / ".."};
  for (const auto& place : places) {
    EXPECT_EQ(error_of([&] { check_output_place(place, false); }).first, ExitCode::cannot_create) << place;
    if (place == folder / "file") continue;
    EXPECT_EQ(error_of([&] { check_output_place(place, true); }).first, ExitCode::cannot_create) << place;
  }
  EXPECT_NO_THROW(check_output_place(folder / "file", true));
  EXPECT_NO_THROW(check_output_place(folder / "new.h5", false));
}

TEST(OutputPlace, AnOlderResultsFileIsNamedByItsSeed) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  EXPECT_THAT(error_of([&] { check_output_place(folder / "run.h5", false); }).second, HasSubstr("seed 20240130 and 10000 paths"));
}

}  // namespace
}  // namespace jingchu::output
