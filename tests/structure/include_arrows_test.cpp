#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
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

TEST(PathLoop, UsesNoMathLibraryOfTheSystem) {
  // Kernels give the same bits everywhere only as long as they call nothing but pack.hpp and functions.hpp.
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(JINGCHU_SOURCE_DIR) / "engine")) {
    const std::string name = entry.path().filename().string();
    if (name.find(".kernels.cpp") == std::string::npos) continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      for (const char* call : {"std::exp(", "std::log(", "std::pow(", "std::sin(", "std::cos(", "std::tanh(", "<Eigen"})
        if (line.find(call) != std::string::npos) found.push_back(name + ": " + line);
  }
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
