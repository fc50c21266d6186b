#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

/// What each folder may include besides itself: app -> analysis -> scenarios -> models -> engine <- output <- app.
const std::map<std::string, std::set<std::string>> allowed = {
    {"engine", {}},
    {"models", {"engine"}},
    {"scenarios", {"models", "engine"}},
    {"output", {"engine"}},
    {"analysis", {"scenarios", "models", "engine"}},
    {"app", {"analysis", "scenarios", "models", "engine", "output"}},
};

std::vector<std::string> arrows_against_the_order() {
  std::vector<std::string> found;
  for (const auto& [folder, may] : allowed)
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(JINGCHU_SOURCE_DIR) / folder)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".hpp" && path.extension() != ".cpp") continue;
      std::ifstream in(path);
      for (std::string line; std::getline(in, line);) {
        if (line.rfind("#include \"", 0) != 0) continue;
        const std::string target = line.substr(10, line.find('/') - 10);
        if (target != folder && allowed.contains(target) && !may.contains(target))
          found.push_back(path.string() + ": " + line);
      }
    }
  return found;
}

TEST(Folders, IncludeEachOtherInOneDirectionOnly) { EXPECT_THAT(arrows_against_the_order(), IsEmpty()); }

TEST(Folders, OnlyOneFileNamesTheThreadLibrary) {
  std::set<std::string> users;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(JINGCHU_SOURCE_DIR) / "engine")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (line.find("#include <oneapi/tbb") == 0 || line.find("#include <tbb") == 0)
        users.insert(entry.path().filename().string());
  }
  EXPECT_EQ(users, std::set<std::string>{"parallel.cpp"});
}

/// Lines of the engine's files that a pattern matches, each with its file's path in the engine in front.
std::vector<std::string> lines_of_engine(const std::regex& pattern) {
  std::vector<std::string> found;
  const fs::path engine = fs::path(JINGCHU_SOURCE_DIR) / "engine";
  for (const auto& entry : fs::recursive_directory_iterator(engine)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (std::regex_search(line, pattern)) found.push_back(fs::relative(entry.path(), engine).string() + ": " + line);
  }
  return found;
}

TEST(Engine, UsesNoFunctionOfTheMathLibraryWhoseLastBitMayDiffer) {
  // Square root, fma and rounding have one right answer; of the others every library and every version has its own.
  const std::regex call("(^|[^\\w:])(std)?::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|erf|erfc|lgamma|tgamma|hypot|cbrt)\\(|<(numeric|execution)>.*reduce|std::(transform_)?reduce");
  EXPECT_THAT(lines_of_engine(call), IsEmpty());
}

TEST(Engine, UsesEigenOnlyToMakeReady) {
  std::set<std::string> users;
  for (const std::string& line : lines_of_engine(std::regex("#include <Eigen"))) users.insert(line.substr(0, line.find(':')));
  EXPECT_EQ(users, (std::set<std::string>{"random/correlation.cpp", "random/nearest_correlations.cpp", "simulation/proposal.cpp"}));
}

TEST(Engine, KnowsNoFileFormat) {
  EXPECT_THAT(lines_of_engine(std::regex("#include <(toml|nlohmann|hdf5|hdf5_hl|H5|libdeflate|zlib|fstream|filesystem)")), IsEmpty());
}

}  // namespace
