#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/libraries.hpp"
#include "engine/core/error.hpp"

namespace jingchu::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(ExitCode code, const std::string& what, const std::error_code& trouble) {
  throw Error(code, fmt::format("{}: {}", what, trouble.message()));
}

/// A shipped scenario: its folder in a library, the root of that library, and the scenario to run in it.
struct Shipped {
  fs::path root;
  fs::path folder;
  std::string scenario;   ///< file name without .toml
};

std::vector<std::string> shipped_names(const std::vector<fs::path>& roots) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& root : roots) {
    for (const auto& entry : fs::directory_iterator(library_folder(root, "scenarios"), ignored)) {
      if (entry.is_directory(ignored)) names.insert(entry.path().filename().string());
    }
  }
  return {names.begin(), names.end()};
}

/// \param name  `hubei-2024`, or `hubei-2024/report` for one of its scenarios.
Shipped find_shipped(const std::vector<fs::path>& roots, const std::string& name) {
  const std::size_t slash = name.find('/');
  const std::string folder_name = name.substr(0, slash);
  const std::string scenario = slash == std::string::npos ? "report" : name.substr(slash + 1);
  const auto names = shipped_names(roots);
  if (std::find(names.begin(), names.end(), folder_name) == names.end()) {
    const auto nearest = nearest_name(folder_name, names);
    throw Error(ExitCode::no_input, fmt::format("no shipped scenario is named {}", jingchu::quoted(name)),
                nearest ? fmt::format("did you mean '{}'?", *nearest) : names.empty() ? "no library was found; --library DIR adds one" : fmt::format("there are: {}", fmt::join(names, ", ")));
  }
  for (const auto& root : roots) {
    const fs::path folder = library_folder(root, "scenarios") / folder_name;
    std::error_code ignored;
    if (fs::is_regular_file(folder / (scenario + ".toml"), ignored)) return {root, folder, scenario};
  }
  throw Error(ExitCode::no_input, fmt::format("'{}' has no scenario named {}", folder_name, jingchu::quoted(scenario)));
}

void make_folder(const fs::path& folder) {
  std::error_code trouble;
  if (fs::exists(fs::symlink_status(folder, trouble))) {
    if (!fs::is_directory(folder, trouble)) throw Error(ExitCode::cannot_create, fmt::format("{} exists and is no folder", jingchu::quoted(folder.string())), "give the name of a new folder");
    const bool empty = fs::is_empty(folder, trouble);
    if (trouble) refuse(ExitCode::cannot_create, jingchu::quoted(folder.string()), trouble);
    if (!empty) throw Error(ExitCode::cannot_create, fmt::format("{} is not empty", jingchu::quoted(folder.string())), "give the name of a new folder; nothing was changed");
    return;
  }
  fs::create_directory(folder, trouble);
  if (trouble) refuse(ExitCode::cannot_create, fmt::format("cannot make the folder {}", jingchu::quoted(folder.string())), trouble);
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) throw Error(ExitCode::no_input, fmt::format("cannot read {}", jingchu::quoted(file.string())));
  return text;
}

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw Error(ExitCode::io, fmt::format("cannot write {}", jingchu::quoted(file.string())), "is the disk full?");
}

/// The name between quotes of a line `model = "hubei"`; nothing for another line or for the name of a file.
std::optional<std::string> bare_model(const std::string& line) {
  const std::size_t key = line.find_first_not_of(" \t");
  if (key == std::string::npos || line.compare(key, 5, "model") != 0) return std::nullopt;
  const std::size_t equals = line.find_first_not_of(" \t", key + 5);
  if (equals == std::string::npos || line[equals] != '=') return std::nullopt;
  const std::size_t open = line.find('"', equals);
  const std::size_t close = open == std::string::npos ? open : line.find('"', open + 1);
  if (close == std::string::npos) return std::nullopt;
  std::string name = line.substr(open + 1, close - open - 1);
  return name.ends_with(".toml") ? std::nullopt : std::optional(std::move(name));
}

/// The text of a scenario with its model named as a file of the copy; the names of those models go to `models`.
std::string with_own_model(const std::string& text, std::set<std::string>& models) {
  std::string result;
  bool top = true;   // above the first table, where the key `model` of the scenario stands
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size() - 1) + 1;
    std::string line = text.substr(start, end - start);
    start = end;
    if (line.find_first_not_of(" \t") != std::string::npos && line[line.find_first_not_of(" \t")] == '[') top = false;
    if (const auto name = top ? bare_model(line) : std::nullopt) {
      models.insert(*name);
      line.replace(line.find('"') + 1, name->size(), fmt::format("models/{}/model.toml", *name));
    }
    result += line;
  }
  return result;
}

void copy_model(const std::vector<fs::path>& roots, const std::string& name, const fs::path& to) {
  std::error_code trouble;
  for (const auto& root : roots) {
    const fs::path from = library_folder(root, "models") / name;
    if (!fs::is_directory(from, trouble)) continue;
    fs::create_directories(to.parent_path(), trouble);
    if (!trouble) fs::copy(from, to, fs::copy_options::recursive, trouble);
    if (trouble) refuse(ExitCode::io, fmt::format("cannot copy the model {}", jingchu::quoted(name)), trouble);
    return;
  }
  throw Error(ExitCode::no_input, fmt::format("no library holds the model {}", jingchu::quoted(name)));
}

int init(const Arguments& arguments, const Session& session) {
  const fs::path folder = arguments.operand(0);
  if (folder.empty()) throw Error(ExitCode::usage, "the name of the folder is empty");
  const auto roots = libraries(arguments);
  const Shipped shipped = find_shipped(roots, arguments.operand_count() > 1 ? arguments.operand(1) : "hubei-2024");
  make_folder(folder);

  std::set<std::string> models;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(shipped.folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string text = read_text(entry.path());
    files.push_back(entry.path().filename().string());
    write_text(folder / entry.path().filename(), entry.path().extension() == ".toml" ? with_own_model(text, models) : text);
  }
  for (const std::string& name : models) copy_model(roots, name, folder / "models" / name);

  const fs::path scenario = folder / (shipped.scenario + ".toml");
  if (arguments.has("json")) {
    std::sort(files.begin(), files.end());
    answer(nlohmann::ordered_json{{"folder", folder.string()}, {"scenario", scenario.string()}, {"files", files}, {"models", models}}.dump(2) + "\n");
    return 0;
  }
  const std::string report = shell_quoted(scenario.string());
  talk(session, phrase(session.language, {"copied to {}: scenarios, figures and the model are text files to edit", "已复制到 {}：情景、报告数据和模型均为可编辑的文本文件"}, folder.string()));
  answer(fmt::format("jingchu run {}\n", report));
  return 0;
}

}  // namespace

Command init_command() {
  return {"init",
          {"make an editable copy of a shipped scenario with its figures and model", "复制一份可编辑的随附情景，连同报告数据和模型"},
          {{{"DIR", "目录"}, {"the new folder; must not exist, or be empty", "新目录；须不存在或为空"}},
           {{"SCENARIO", "情景"}, {"a shipped scenario (default: hubei-2024)", "随附情景（默认 hubei-2024）"}, true}},
          {json_option(), library_option()},
          {"Prints the command that runs the copy.", "打印运行该副本的命令。"},
          init};
}

}  // namespace jingchu::app
