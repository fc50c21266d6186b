#include "app/libraries.hpp"

#include <algorithm>
#include <system_error>

#include <sys/auxv.h>

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace jingchu::app {

namespace fs = std::filesystem;

namespace {

/// The file of this program. Where /proc is not mounted, by the name it was started with, as the kernel tells it.
fs::path program_file() {
  std::error_code trouble;
  fs::path program = fs::read_symlink("/proc/self/exe", trouble);
  if (!trouble) return program;
  const auto* const started_as = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return started_as == nullptr ? fs::path() : fs::canonical(started_as, trouble);
}

}  // namespace

Option library_option() {
  return {"library", '\0', {"DIR", "目录"},
          {"also look up bare names in DIR/models and DIR/scenarios; may be repeated", "也在该目录的 models 和 scenarios 中查找名称；可重复使用"},
          true};
}

fs::path library_folder(const fs::path& root, const char* name) {
  std::error_code ignored;
  const fs::path in_source_tree = root / name / "library";
  return fs::is_directory(in_source_tree, ignored) ? in_source_tree : root / name;
}

fs::path shipped_library() {
  std::error_code trouble;
  const fs::path program = program_file();
  if (program.empty()) return {};
  const fs::path folder = program.parent_path();
  // bin/jingchu beside share/jingchu, or build/release/jingchu two levels below the root of the source tree.
  for (const fs::path& root : {folder.parent_path() / "share" / "jingchu", folder.parent_path().parent_path()}) {
    if (fs::is_directory(library_folder(root, "models"), trouble) && fs::is_directory(library_folder(root, "scenarios"), trouble)) return root;
  }
  return {};
}

std::vector<std::string> shipped_names() {
  const fs::path root = shipped_library();
  if (root.empty()) return {};
  std::vector<std::string> names;
  std::error_code trouble;
  for (const auto& folder : fs::directory_iterator(library_folder(root, "models"), trouble)) {
    if (fs::is_regular_file(folder.path() / "model.toml", trouble)) names.push_back(folder.path().filename().string());
  }
  for (const auto& folder : fs::directory_iterator(library_folder(root, "scenarios"), trouble)) {
    for (const auto& file : fs::directory_iterator(folder.path(), trouble)) {
      if (file.path().extension() == ".toml") names.push_back((folder.path().filename() / file.path().stem()).string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<fs::path> libraries(const Arguments& arguments) {
  std::vector<fs::path> roots;
  if (fs::path shipped = shipped_library(); !shipped.empty()) roots.push_back(std::move(shipped));
  for (const std::string& given : arguments.values("library")) {
    std::error_code trouble;
    if (!fs::is_directory(given, trouble)) {
      throw Error(ExitCode::usage, fmt::format("--library {} is no folder", jingchu::quoted(given)), "it holds the folders models and scenarios");
    }
    roots.emplace_back(given);
  }
  return roots;
}

}  // namespace jingchu::app
