// Random damage to the shipped scenarios: they are read or refused with a data or input error, never anything else.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/core/sanitizer.hpp"
#include "models/shared_models.hpp"
#include "tests/mutator.hpp"
#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

namespace fs = std::filesystem;

/// A copy of the shipped scenarios in which one text is damaged, beside the libraries that it names.
class DamagedLibrary {
 public:
  DamagedLibrary() {
    fs::copy(library(), folder_, fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().extension() == ".toml" || entry.path().extension() == ".csv") files_.push_back(entry.path());
    std::sort(files_.begin(), files_.end());
  }
  ~DamagedLibrary() { fs::remove_all(folder_); }
  DamagedLibrary(const DamagedLibrary&) = delete;
  DamagedLibrary& operator=(const DamagedLibrary&) = delete;

  const std::vector<fs::path>& files() const { return files_; }

  /// Loads the scenario, or for a table the report, with the file damaged. Gives whether that went well; any exception but an Error of code 65 or 66
  /// fails the test.
  bool survives(const fs::path& file, jingchu::testing::Mutator& mutate) {
    std::ifstream in(library() / file.filename(), std::ios::binary);
    const std::string sound{std::istreambuf_iterator<char>(in), {}}, text = mutate(sound);
    put(file, text);
    bool good = true;
    try {
      load_scenario(*models::file_store({JINGCHU_SOURCE_DIR}), (file.extension() == ".toml" ? file : folder_ / "report.toml").string(), {}, nullptr, &models_);
    } catch (const Error& error) {
      good = false;
      EXPECT_TRUE(error.code() == ExitCode::data || error.code() == ExitCode::no_input) << error.what() << "\n" << text;
      EXPECT_THAT(error.what(), ::testing::HasSubstr("error: ")) << text;
    }
    put(file, sound);
    return good;
  }

 private:
  static fs::path library() { return fs::path(JINGCHU_SOURCE_DIR) / "scenarios/library/hubei-2024"; }
  static void put(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

  fs::path folder_ = fs::temp_directory_path() / fmt::format("jingchu-damaged-{}", ::getpid());
  std::vector<fs::path> files_;
  models::SharedModels models_;
};

TEST(Mutations, OfTheShippedScenariosAndTheirFiguresAreReadOrRefused) {
  DamagedLibrary library;
  ASSERT_GE(library.files().size(), 20U);
  jingchu::testing::Mutator mutate(20240130);
  const int each = (is_thread_sanitized ? 1 : is_sanitized ? 4 : 40) * jingchu::testing::mutation_factor();
  int good = 0, all = 0;
  for (const fs::path& file : library.files())
    for (int i = 0; i < each; ++i, ++all) good += library.survives(file, mutate) ? 1 : 0;
  // Damage to comments and titles does no harm; most other damage must.
  EXPECT_GT(good, all / 50);
  EXPECT_LT(good, all * 4 / 5);
}

}  // namespace
}  // namespace jingchu::scenarios
