#include "tests/output/hostile_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/core/sanitizer.hpp"
#include "output/results/child.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/read_within.hpp"
#include "output/results/results_file.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using ::testing::HasSubstr;
using testing::body_of;
using testing::bytes_of;
using testing::error_of;
using testing::put_bytes;
using testing::put_sealed;
using testing::sample_content;
using testing::tamper;
using testing::TemporaryFolder;

/// What reading says about a sound file after `change` was made to it; the file is sealed as if it were ours.
template <class Change>
std::string refusal_after(Change change) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sample_content(), false);
  tamper(folder / "run.h5", change);
  const auto [code, text] = error_of([&] { read_results(folder / "run.h5"); });
  EXPECT_EQ(code, ExitCode::data) << text;
  return text;
}

/// Puts another dataset in the place of `name`.
void replace_dataset(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& sizes, hid_t list) {
  ASSERT_GE(H5Ldelete(file, name, H5P_DEFAULT), 0);
  const hid_t space = H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr);
  const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  ASSERT_GE(dataset, 0);
  H5Dclose(dataset);
  H5Sclose(space);
}

/// A dataset creation list in chunks.
hid_t chunked(const std::vector<hsize_t>& chunk) {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data());
  return list;
}

TEST(HostileFile, ALinkToAnotherFileIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) { ASSERT_GE(H5Lcreate_external("/etc/passwd", "/", file, "moments/extra", H5P_DEFAULT, H5P_DEFAULT), 0); }),
              HasSubstr("'/moments/extra' is a link to another place"));
}

TEST(HostileFile, ALinkByNameIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) { ASSERT_GE(H5Lcreate_soft("/moments", file, "extra", H5P_DEFAULT, H5P_DEFAULT), 0); }),
              HasSubstr("'/extra' is a link to another place"));
}

TEST(HostileFile, DataOfAnotherFileAreRefused) {
  for (const char* name : {"quantiles/Y", "quantiles/extra"}) {
    EXPECT_THAT(refusal_after([&](hid_t file) {
                  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
                  H5Pset_external(list, "/etc/passwd", 0, 2 * 9 * 28 * 8);
                  if (H5Lexists(file, name, H5P_DEFAULT) == 0) H5Lcreate_hard(file, "quantiles/Y", file, name, H5P_DEFAULT, H5P_DEFAULT);
                  replace_dataset(file, name, H5T_IEEE_F64LE, {2, 9, 28}, list);
                  H5Pclose(list);
                }),
                HasSubstr("has its data outside the file"));
  }
}

TEST(HostileFile, AVirtualDatasetIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) {
                const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
                const hsize_t sizes[] = {2, 9, 28};
                const hid_t space = H5Screate_simple(3, sizes, nullptr);
                ASSERT_GE(H5Pset_virtual(list, space, "other.h5", "/quantiles/Y", space), 0);
                replace_dataset(file, "quantiles/Y", H5T_IEEE_F64LE, {2, 9, 28}, list);
                H5Sclose(space);
                H5Pclose(list);
              }),
              HasSubstr("has its data in other datasets"));
}

TEST(HostileFile, AForeignFilterIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) {
                const hid_t list = chunked({1, 9, 28});
                ASSERT_GE(H5Pset_filter(list, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr), 0);  // zstd's number
                replace_dataset(file, "quantiles/Y", H5T_IEEE_F64LE, {2, 9, 28}, list);
                H5Pclose(list);
              }),
              HasSubstr("packed with filter 32015"));
}

TEST(HostileFile, ATableInChunksIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) {
                const hid_t list = chunked({1, 9, 28});
                replace_dataset(file, "quantiles/Y", H5T_IEEE_F64LE, {2, 9, 28}, list);
                H5Pclose(list);
              }),
              HasSubstr("not stored in one piece inside the file"));
}

TEST(HostileFile, MoreRowsThanTheFileCanHoldAreRefused) {
  for (const char* name : {"quantiles/Y", "quantiles/quantile", "provenance/model_text"}) {
    EXPECT_THAT(refusal_after([&](hid_t file) {
                  const hid_t list = chunked({1024});
                  replace_dataset(file, name, H5T_IEEE_F64LE, {hsize_t{1} << 60}, list);
                  H5Pclose(list);
                }),
                HasSubstr("larger than its file can be"));
  }
}

TEST(HostileFile, ADatasetOfManyDimensionsIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) { replace_dataset(file, "quantiles/Y", H5T_IEEE_F64LE, std::vector<hsize_t>(32, 1), H5P_DEFAULT); }),
              HasSubstr("has 32 dimensions"));
}

TEST(HostileFile, AChunkOfFourGigabytesIsRefused) {
  // The bomb: one chunk that unpacks to far more than the file; its promise alone is enough to refuse it.
  EXPECT_THAT(refusal_after([](hid_t file) {
                const hid_t list = chunked({hsize_t{1} << 26});
                H5Pset_deflate(list, 9);
                const hsize_t size = 1000, most = H5S_UNLIMITED;
                const hid_t space = H5Screate_simple(1, &size, &most);
                const hid_t dataset = H5Dcreate2(file, "extra", H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
                ASSERT_GE(dataset, 0);
                H5Dclose(dataset);
                H5Sclose(space);
                H5Pclose(list);
              }),
              HasSubstr("chunks of too many bytes"));
}

TEST(HostileFile, GroupsWithoutEndAreRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) { ASSERT_GE(H5Lcreate_hard(file, "/", file, "annual/again", H5P_DEFAULT, H5P_DEFAULT), 0); }),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(refusal_after([](hid_t file) {
                hid_t group = H5Gcreate2(file, "deep", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                for (int i = 0; i < 2000; ++i) {
                  const hid_t inner = H5Gcreate2(group, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                  ASSERT_GE(inner, 0);
                  H5Gclose(group);
                  group = inner;
                }
                H5Gclose(group);
              }),
              HasSubstr("nested too deeply"));
}

TEST(HostileFile, AStoredTypeIsRefused) {
  EXPECT_THAT(refusal_after([](hid_t file) {
                const hid_t type = H5Tcopy(H5T_IEEE_F64LE);
                ASSERT_GE(H5Tcommit2(file, "type", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), 0);
                H5Tclose(type);
              }),
              HasSubstr("neither a group nor a dataset"));
}

TEST(HostileFile, OneTextThatStandsForManyIsRefused) {
  // Ten thousand elements that point to one text of 64 KiB: small in the file, 640 MiB in memory.
  constexpr hsize_t count = 10000;
  EXPECT_THAT(refusal_after([](hid_t file) {
                for (const char* name : {"provenance/model_text", "provenance/model_file", "provenance/model_media_type"}) {
                  const hid_t type = H5Tcopy(H5T_C_S1);
                  H5Tset_size(type, H5T_VARIABLE);
                  H5Tset_cset(type, H5T_CSET_UTF8);
                  replace_dataset(file, name, type, {count}, H5P_DEFAULT);
                  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
                  const bool large = std::string(name).ends_with("model_text");
                  const std::string text = large ? std::string(std::size_t{64} << 10, 'x') : "x";
                  std::vector<const char*> texts(count, "x");
                  texts[0] = text.c_str();
                  ASSERT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), 0);
                  const haddr_t place = H5Dget_offset(dataset);
                  H5Dclose(dataset);
                  H5Tclose(type);
                  if (!large) continue;
                  // The first element's reference, over all others.
                  ASSERT_GE(H5Fflush(file, H5F_SCOPE_LOCAL), 0);
                  char path[4096] = {};
                  ASSERT_GT(H5Fget_name(file, path, sizeof path), 0);
                  std::fstream stream(path, std::ios::binary | std::ios::in | std::ios::out);
                  char element[16];
                  stream.seekg(static_cast<std::streamoff>(place)).read(element, sizeof element);
                  stream.seekp(static_cast<std::streamoff>(place));
                  for (hsize_t i = 0; i < count; ++i) stream.write(element, sizeof element);
                }
              }),
              HasSubstr("too large"));
}

TEST(HostileFile, SinglePathsThatAreNotThereAreRefused) {
  // HDF5 reads a chunk that was never written as its fill value: as paths that failed.
  const TemporaryFolder folder;
  const auto path = folder / "run.h5";
  Content content = sample_content();
  content.kept = {{1}, {0}, false};
  const PathSource paths = testing::made_up_paths(content);
  write_results(path, content, false, &paths);
  const std::string whole = body_of(path);
  for (const std::vector<hsize_t>& chunk : {std::vector<hsize_t>{1, 4096, 28}, {1, 64, 28}}) {
    put_sealed(path, whole);
    tamper(path, [&](hid_t file) {
      const hid_t list = chunked(chunk);
      H5Pset_shuffle(list);
      H5Pset_deflate(list, 1);
      replace_dataset(file, "paths/Y", H5T_IEEE_F32LE, {1, 10000, 28}, list);
      H5Pclose(list);
    });
    const auto [code, text] = error_of([&] { read_results(path); });
    EXPECT_EQ(code, ExitCode::data);
    EXPECT_THAT(text, HasSubstr(chunk[1] == 4096 ? "'/paths/Y' has 0 chunks of 3" : "'/paths/Y' does not have the chunks it should have"));
  }
}

TEST(HostileFile, AFileMostlyOfHolesIsRefusedWithoutReadingIt) {
  const TemporaryFolder folder;
  const auto path = folder / "run.h5";
  write_results(path, sample_content(), false);
  std::string seal = bytes_of(path).substr(body_of(path).size());
  constexpr std::int64_t terabyte = std::int64_t{1} << 40;
  const auto at = seal.find("bytes ") + 6, end = seal.find('\n', at);
  seal.replace(at, end - at, std::to_string(terabyte)).resize(detail::seal_bytes - 1, ' ');
  std::filesystem::resize_file(path, terabyte);
  std::ofstream(path, std::ios::binary | std::ios::app) << seal << '\n';
  const auto [code, text] = error_of([&] { read_results(path); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("most of this results file was never written"));
}

TEST(HostileFile, AFileOfAnotherProgramIsNamedByItsType) {
  EXPECT_THAT(refusal_after([](hid_t file) { ASSERT_GE(H5Adelete(file, "filetype"), 0); }), HasSubstr("attribute 'filetype' of '/' is missing"));
}

TEST(Child, ReturnsWhatTheWorkReturns) {
  const std::string large(std::size_t{3} << 20, 'x');
  EXPECT_EQ(detail::answer_of_child([&] { return large; }, {}), large);
  EXPECT_EQ(detail::answer_of_child([] { return std::string(); }, {}), "");
}

TEST(Child, PassesOnWhatTheWorkThrows) {
  const auto [code, text] = error_of([] { detail::answer_of_child([]() -> std::string { throw Error(ExitCode::no_input, "gone"); }, {}); });
  EXPECT_EQ(code, ExitCode::no_input);
  EXPECT_THAT(text, HasSubstr("gone"));
}

TEST(Child, ACrashIsAnErrorOfTheFile) {
  const auto [code, text] = error_of([] { detail::answer_of_child([]() -> std::string { std::abort(); }, {}); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("crash (signal 6)"));
}

TEST(Child, WaitingForeverEndsAfterItsTime) {
  const auto [code, text] = error_of([] {
    detail::answer_of_child(
        []() -> std::string {
          for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
        },
        {0, 0, std::chrono::milliseconds(500)});
  });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("takes more than 0.5 s"));
}

TEST(Child, ALongAnswerIsCutOff) {
  const auto text = error_of([] { detail::answer_of_child([] { return std::string(std::size_t{3} << 20, 'x'); }, {0, std::size_t{1} << 20}); }).second;
  EXPECT_THAT(text, HasSubstr("larger than 1 MiB"));
}

TEST(Child, MemoryBeyondItsLimitIsRefused) {
  if (is_sanitized) GTEST_SKIP() << "a sanitizer reserves terabytes of address space";
  const auto text = error_of([] { detail::answer_of_child([] { return std::string(std::size_t{256} << 20, 'x'); }, {std::size_t{64} << 20}); }).second;
  EXPECT_THAT(text, HasSubstr("too much memory"));
}

TEST(Child, CanBeKeptFromOpeningFiles) {
  if (is_sanitized) GTEST_SKIP() << "a sanitizer opens files of its own";
  const auto answer = detail::answer_of_child(
      [] {
        detail::forbid_opening_files();
        return std::string(std::ifstream("/etc/passwd").is_open() ? "open" : "closed");
      },
      {});
  EXPECT_EQ(answer, "closed");
}

TEST(ContentCodec, GivesBackWhatItWasGiven) {
  const Content content = sample_content();
  EXPECT_EQ(detail::encode_content(detail::decode_content(detail::encode_content(content))), detail::encode_content(content));
}

TEST(ContentCodec, BytesThatEndEarlyOrGoOnAreRefused) {
  const std::string bytes = detail::encode_content(sample_content());
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 3) EXPECT_THROW(detail::decode_content(bytes.substr(0, size)), Error) << size;
  EXPECT_THROW(detail::decode_content(bytes + "x"), Error);
  EXPECT_THROW(detail::decode_content(std::string(8, '\xff') + bytes), Error);
}

}  // namespace
}  // namespace jingchu::output
