#include "models/source/source_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "models/source/text_encoding.hpp"

namespace jingchu::models {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = std::size_t{16} << 20;
/// How the name of a library text begins; the rest is its path in an installed library.
constexpr std::string_view library_prefix = "(library)/";

[[noreturn]] void refuse(ExitCode code, const Place& place, std::string problem, std::string hint = {}) {
  throw Error(code, {Diagnostic{Diagnostic::Severity::error, place, std::move(problem), std::move(hint), std::nullopt, {}}});
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_file_name(std::string_view reference) { return ends_with(reference, ".toml") || ends_with(reference, ".csv"); }

class Store : public SourceStore {
 public:
  const SourceText& read(std::string_view reference, std::string_view from, Kind kind, const Place& place) override {
    if (reference.find("://") != std::string_view::npos)
      refuse(ExitCode::data, place, fmt::format("{} is a URL; only files are read", jingchu::quoted(reference)), "save it as a file first");
    if (reference.empty() || reference.find('\0') != std::string_view::npos)
      refuse(ExitCode::data, place, fmt::format("{} is not a file name", jingchu::quoted(reference)), "name a file, or one of the libraries' names");
    const std::string name = resolve(reference, from, kind, place);
    if (const auto it = texts_.find(name); it != texts_.end()) return it->second;
    SourceText text{name, decoded_text(load(name, reference, place), name)};
    const auto it = texts_.emplace(name, std::move(text)).first;
    used_.push_back(&it->second);
    return it->second;
  }
  const std::vector<const SourceText*>& used() const override { return used_; }

 protected:
  virtual std::string resolve(std::string_view reference, std::string_view from, Kind kind, const Place& place) = 0;
  virtual std::string load(const std::string& name, std::string_view reference, const Place& place) = 0;

 private:
  std::map<std::string, SourceText> texts_;
  std::vector<const SourceText*> used_;
};

/// Paths a bare name may have inside a library: installed layout, then that of the source tree.
std::vector<fs::path> library_paths(std::string_view name, SourceStore::Kind kind) {
  if (kind == SourceStore::Kind::model)
    return {fs::path("models") / name / "model.toml", fs::path("models/library") / name / "model.toml"};
  fs::path file(name);
  file += ".toml";
  return {fs::path("scenarios") / file, fs::path("scenarios/library") / file};
}

class FileStore : public Store {
 public:
  FileStore(std::vector<fs::path> libraries, std::optional<Fence> fence) : libraries_(std::move(libraries)), fence_(std::move(fence)) {}

 protected:
  std::string resolve(std::string_view reference, std::string_view from, Kind kind, const Place& place) override {
    if (reference.rfind(library_prefix, 0) == 0) return in_library(reference.substr(library_prefix.size()), reference, kind, place);
    if (is_file_name(reference)) {
      const fs::path path(reference);
      if (path.is_absolute() || from.empty()) return remember(path.string(), path);
      return remember((fs::path(from).parent_path() / path).lexically_normal().string(), beside(reference, from));
    }
    std::error_code ignored;
    if (from.empty() && fs::exists(fs::path(reference), ignored)) return remember(std::string(reference), fs::path(reference));   // a device, FIFO or folder typed by name
    if (kind == Kind::table) no_library_name(reference, from, kind, place);
    for (const char c : reference)
      if (!(c == '-' || c == '_' || c == '/' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
        no_library_name(reference, from, kind, place);
    if (reference.front() == '/') no_library_name(reference, from, kind, place);
    const std::string inside = library_paths(reference, kind).front().string();
    if (!find_in_library(inside)) no_library_name(reference, from, kind, place);
    return in_library(inside, reference, kind, place);
  }

  std::string load(const std::string& name, std::string_view reference, const Place& place) override {
    const fs::path& path = paths_.at(name);
    if (is_fenced_off(path))
      refuse(ExitCode::data, place, fmt::format("{} lies outside the folder {} and the libraries", jingchu::quoted(reference), jingchu::quoted(fence_->folder.string())), fence_->hint);
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
      const fs::path folder = fs::absolute(path).parent_path();
      refuse(ExitCode::no_input, place, fmt::format("no file {}", jingchu::quoted(reference)),
             fmt::format("looked for it in {}", folder.string()));
    }
    if (S_ISDIR(info.st_mode)) refuse(ExitCode::no_input, place, fmt::format("{} is a folder, expected a file", jingchu::quoted(reference)), "name a file in it");
    if (!S_ISREG(info.st_mode))
      refuse(ExitCode::data, place, fmt::format("{} is a device or pipe, expected a file", jingchu::quoted(reference)), "save what it holds as a file");
    if (static_cast<std::size_t>(info.st_size) > largest_file)
      refuse(ExitCode::no_input, place, fmt::format("{} has {} bytes; at most {} (16 MiB) are read", jingchu::quoted(reference), info.st_size, largest_file),
             "is it the right file? Split a table that is so large");
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file) refuse(ExitCode::no_input, place, fmt::format("cannot read {}", jingchu::quoted(reference)), "check its permissions");
    std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
    const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file);
    const bool failed = std::ferror(file) != 0;
    std::fclose(file);
    if (failed) refuse(ExitCode::io, place, fmt::format("reading {} failed", jingchu::quoted(reference)));
    bytes.resize(got);
    return bytes;
  }

 private:
  [[noreturn]] void missing(std::string_view reference, Kind kind, const Place& place) const {
    std::string folders;
    for (const fs::path& l : libraries_) folders += (folders.empty() ? "" : ", ") + l.string();
    if (kind == Kind::table) refuse(ExitCode::no_input, place, fmt::format("no file {}", jingchu::quoted(reference)), "the name of a table ends in .csv");
    refuse(ExitCode::no_input, place,
           fmt::format("no {} {} in the libraries", kind == Kind::model ? "model" : "scenario", jingchu::quoted(reference)),
           fmt::format("a file name ends in .toml or .csv; libraries searched: {}", folders.empty() ? "none" : folders));
  }

  /// Refuses what is neither a file by its name nor a name of the libraries; if it is a file all the same, says which kind.
  [[noreturn]] void no_library_name(std::string_view reference, std::string_view from, Kind kind, const Place& place) const {
    const fs::path path = beside(reference, from);
    struct stat info {};
    if (!is_fenced_off(path) && ::stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode)) {
      if (!S_ISREG(info.st_mode)) refuse(ExitCode::data, place, fmt::format("{} is a device or pipe, expected a file", jingchu::quoted(reference)), "save what it holds as a file");
      refuse(ExitCode::data, place, fmt::format("{} ends in neither .toml nor .csv", jingchu::quoted(reference)),
             kind == Kind::table ? "tables are CSV files: rename it" : "scenarios and models are .toml files: rename it");
    }
    missing(reference, kind, place);
  }

  bool is_fenced_off(const fs::path& path) const {
    return fence_ && !lies_in(path, fence_->folder) && std::none_of(libraries_.begin(), libraries_.end(), [&](const fs::path& library) { return lies_in(path, library); });
  }

  /// Where a file lies that the text `from` names.
  fs::path beside(std::string_view reference, std::string_view from) const {
    if (from.empty()) return fs::path(reference);
    const auto owner = paths_.find(from);
    return (owner == paths_.end() ? fs::path(from).parent_path() : owner->second.parent_path()) / reference;
  }

  std::string remember(std::string name, fs::path path) {
    paths_.emplace(name, std::move(path));
    return name;
  }

  /// A text of the libraries by its path in an installed one; it is named by that, so that nothing depends on where a
  /// library stands. In the source tree the same text lies under models/library or scenarios/library.
  std::string in_library(std::string_view inside, std::string_view reference, Kind kind, const Place& place) {
    const auto found = find_in_library(inside);
    if (!found) missing(reference, kind, place);
    return remember(std::string(library_prefix).append(inside), *found);
  }

  std::optional<fs::path> find_in_library(std::string_view inside) const {
    for (const fs::path& part : fs::path(inside))
      if (part == "..") return std::nullopt;
    const std::size_t slash = inside.find('/');
    const fs::path in_tree = fs::path(inside.substr(0, slash)) / "library" / fs::path(slash == std::string_view::npos ? "" : inside.substr(slash + 1));
    std::error_code ignored;
    for (const fs::path& library : libraries_)
      for (const fs::path& candidate : {fs::path(inside), in_tree})
        if (fs::is_regular_file(library / candidate, ignored)) return library / candidate;
    return std::nullopt;
  }

  std::vector<fs::path> libraries_;
  std::optional<Fence> fence_;
  std::map<std::string, fs::path, std::less<>> paths_;   ///< where the text of a name lies
};

class MemoryStore : public Store {
 public:
  explicit MemoryStore(std::vector<SourceText> texts) {
    for (SourceText& t : texts) contents_.emplace(t.name, std::move(t.text));
  }

 protected:
  std::string resolve(std::string_view reference, std::string_view from, Kind kind, const Place& place) override {
    std::vector<std::string> candidates;
    if (is_file_name(reference)) {
      candidates.push_back(from.empty() ? std::string(reference) : (fs::path(from).parent_path() / reference).string());
      candidates.push_back(std::string(reference));
    } else {
      for (const fs::path& inside : library_paths(reference, kind)) candidates.push_back(inside.string());
    }
    for (const std::string& c : candidates)
      if (contents_.contains(c)) return c;
    // Texts of a library keep the path they were found under: match its end.
    for (const std::string& c : candidates)
      for (const auto& [name, text] : contents_)
        if (ends_with(name, "/" + c)) return name;
    refuse(ExitCode::no_input, place, fmt::format("no text {} among those embedded", jingchu::quoted(reference)));
  }
  std::string load(const std::string& name, std::string_view, const Place&) override { return contents_.at(name); }

 private:
  std::map<std::string, std::string> contents_;
};

}  // namespace

std::unique_ptr<SourceStore> file_store(std::vector<fs::path> libraries, std::optional<Fence> fence) {
  return std::make_unique<FileStore>(std::move(libraries), std::move(fence));
}

std::unique_ptr<SourceStore> memory_store(std::vector<SourceText> texts) {
  return std::make_unique<MemoryStore>(std::move(texts));
}

}  // namespace jingchu::models
