// Results files with changes at random: of every kind, read by everything that reads them.
#include <gmock/gmock.h>

#include <random>
#include <set>
#include <string>

#include "engine/core/sanitizer.hpp"
#include "output/export/formats.hpp"
#include "output/report/contrast.hpp"
#include "output/report/report.hpp"
#include "output/results/kept_values.hpp"
#include "output/results/read_within.hpp"
#include "output/results/results_file.hpp"
#include "output/results/verify.hpp"
#include "tests/mutator.hpp"
#include "tests/output/damage.hpp"
#include "tests/output/export_text.hpp"
#include "tests/output/hostile_file.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using ::testing::HasSubstr;
using testing::body_of;
using testing::bytes_of;
using testing::damage;
using testing::iamc_csv;
using testing::long_csv;
using testing::long_json;
using testing::put_bytes;
using testing::put_sealed;
using testing::TemporaryFolder;

// A sanitizer takes several times as long, and so does a machine that compiles beside the tests.
constexpr detail::ChildLimits short_limits{std::size_t{512} << 20, std::size_t{160} << 20, std::chrono::milliseconds(is_sanitized ? 2000 : 600)};
const int changes = (is_thread_sanitized ? 100 : 1000) * jingchu::testing::mutation_factor();   // one thread reads them: there is no race to find
const int changes_to_sealed = (is_thread_sanitized ? 10 : is_sanitized ? 100 : 400) * jingchu::testing::mutation_factor();

/// A results file of one kind.
struct Kind {
  const char* name;
  Content (*content)();
  bool keeps_paths, f64;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

void write(const Kind& kind, const std::filesystem::path& path) {
  Content content = kind.content();
  if (kind.keeps_paths) {
    content.kept = {{1}, {0, 2}, kind.f64};
    for (auto& scenario : content.scenarios) {   // few paths: their bytes shall not be nearly all there are
      scenario.n_paths = 200;
      scenario.n_failed = 0;
    }
  }
  const PathSource paths = testing::made_up_paths(content);
  write_results(path, content, false, &paths);
}

enum class Outcome { read, refused };

/// Runs `work` on a damaged file; anything but an end of its own or an Error(data) that names the file fails the test.
template <class Work>
Outcome outcome_of(const std::filesystem::path& path, const std::string& how, Work work) {
  try {
    work();
    return Outcome::read;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data) << how << ": " << error.what();
    EXPECT_THAT(error.what(), HasSubstr(path.string())) << how;
  }
  return Outcome::refused;
}

/// What `show`, `compare` and `export` make of the content of a file.
void use(const Content& content) {
  const Style style;
  std::size_t letters = target_table(content, style).size() + run_json(content, "run.h5").size() + long_csv(content, {}).size() + long_json(content, {}).size() + iamc_csv(content, {}, "here").size();
  if (!content.contrasts.empty()) letters += contrast_tables(content, style, {}).size() + contrasts_json(content).size();
  EXPECT_GT(letters + results_digest(content).size(), 0u);
}

/// What `export --single-paths` reads.
void use_paths(const std::filesystem::path& path) {
  const KeptReader reader(path, Trust::check);
  if (!reader.content().kept.empty()) static_cast<void>(reader.read(0, {0, std::min(reader.paths(), reader.paths_of_piece())}, reader.content().kept.variables));
}

class DamagedFile : public ::testing::TestWithParam<Kind> {};

TEST_P(DamagedFile, NoneOfManyChangesGoesUnnoticed) {
  const TemporaryFolder folder;
  const auto path = folder / "run.h5";
  write(GetParam(), path);
  const std::string whole = bytes_of(path);
  std::mt19937 random(20240130);
  for (int i = 0; i < changes; ++i) {
    std::string bytes = whole;
    const std::string how = damage(bytes, random);
    if (bytes == whole) continue;
    put_bytes(path, bytes);
    EXPECT_EQ(outcome_of(path, how, [&] { static_cast<void>(detail::read_within(path, Trust::check, short_limits)); }), Outcome::refused) << how;
    EXPECT_FALSE(verify_results(path, Trust::check).findings.empty()) << how;
    if (GetParam().keeps_paths) {
      EXPECT_EQ(outcome_of(path, how, [&] { use_paths(path); }), Outcome::refused) << how;
    }
  }
}

TEST_P(DamagedFile, WhenSealedAgainIsReadOrRefusedAndNothingElse) {
  // Somebody who means harm can make a seal: then HDF5 sees the damage, in a process of its own.
  const TemporaryFolder folder;
  const auto path = folder / "run.h5";
  write(GetParam(), path);
  const std::string body = body_of(path);
  std::mt19937 random(20240131);
  int read = 0, refused = 0;
  for (int i = 0; i < changes_to_sealed; ++i) {
    std::string bytes = body;
    const std::string how = damage(bytes, random);
    put_sealed(path, bytes);
    const Outcome outcome = outcome_of(path, how, [&] { use(detail::read_within(path, Trust::check, short_limits)); });
    ++(outcome == Outcome::read ? read : refused);
    if (outcome == Outcome::refused || i % 4 > 0) continue;
    EXPECT_NO_THROW(static_cast<void>(detail::verify_within(path, Trust::check, short_limits))) << how;
    if (GetParam().keeps_paths) outcome_of(path, how, [&] { use_paths(path); });
  }
  // Both happen often, else the test looks at nothing.
  EXPECT_GT(read, changes_to_sealed / 20);
  EXPECT_GT(refused, changes_to_sealed / 10);
}

INSTANTIATE_TEST_SUITE_P(Of, DamagedFile,
                         ::testing::Values(Kind{"ARun", testing::sample_content, false, false}, Kind{"AComparison", testing::compared_content, false, false},
                                           Kind{"PublishedValues", testing::conditioned_content, false, false}, Kind{"SinglePaths", testing::compared_content, true, false},
                                           Kind{"WeightedPaths", testing::conditioned_content, true, true}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace jingchu::output
