#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "models/source/fence.hpp"

namespace jingchu::models {

/// A text a user wrote, under the name it is shown by in messages.
struct SourceText {
  std::string name;   ///< as shown: the path as typed, or "(library)/" and the path inside a library
  std::string text;   ///< UTF-8 without byte order mark, line ends "\n"

  bool is_of_library() const { return name.starts_with("(library)/"); }
};

/// Where the texts of a run come from: files and libraries, or the texts embedded in a results file.
///
/// Lookup: what ends in .toml or .csv is a file, relative to the file that names it; a bare name such as `hubei` or
/// `hubei-2024/report` is looked up in the libraries. Remembers every text it handed out (results files embed them).
class SourceStore {
 public:
  /// What is looked for; a table is always a file.
  enum class Kind { model, scenario, table };

  virtual ~SourceStore() = default;
  /// \param reference  as written; \param from  name of the text that names it ("" = the command line);
  /// \param place  where it is named, for messages.
  /// Throws Error: 66 missing, a directory, unreadable, larger than 16 MiB (path as typed and the folder searched);
  /// 65 a device, FIFO, URL, a file with another ending, UTF-16, not UTF-8 (names GB18030 where it looks like it), NUL bytes.
  virtual const SourceText& read(std::string_view reference, std::string_view from, Kind kind, const Place& place) = 0;
  /// All texts handed out, by name, in order of first use.
  virtual const std::vector<const SourceText*>& used() const = 0;
};

/// Reads from the file system. `libraries`: folders that hold models/ and scenarios/, searched in order. `fence`: what lies
/// outside its folder and the libraries is refused (65) before it is looked at.
std::unique_ptr<SourceStore> file_store(std::vector<std::filesystem::path> libraries, std::optional<Fence> fence = {});
/// Reads from texts in memory, e.g. those of a results file; the lookup of the file store applied to their names.
std::unique_ptr<SourceStore> memory_store(std::vector<SourceText> texts);

}  // namespace jingchu::models
