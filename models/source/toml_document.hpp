#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "models/source/source_store.hpp"
#include "models/source/text_place.hpp"

namespace jingchu::models {

enum class TomlKind { string, integer, number, boolean, date, array, table };

/// "a string", "an integer", ...: for messages.
std::string_view kind_name(TomlKind kind);

/// A value of a TOML file with its place (valid as long as the text). A tree of our own, so that no other file needs the
/// TOML library.
struct TomlValue {
  struct Entry;
  TomlKind kind = TomlKind::table;
  TextPlace place;
  std::string text;                 ///< of a string
  std::int64_t integer = 0;
  double number = 0;                ///< of an integer too
  bool boolean = false;
  std::vector<TomlValue> items;     ///< of an array
  std::vector<Entry> entries;       ///< of a table, in order of the file

  const Entry* find(std::string_view key) const;
  bool is_number() const { return kind == TomlKind::integer || kind == TomlKind::number; }
};

struct TomlValue::Entry {
  std::string key;
  TextPlace place;                  ///< of the key
  TomlValue value;
};

/// A TOML file, parsed. A scan of our own sees the text before the TOML library does: size of strings, nesting, parts
/// of dotted keys, and typographic characters outside quotes and comments, all occurrences in one go.
class TomlDocument {
 public:
  /// Throws Error(data) with every problem found.
  explicit TomlDocument(const SourceText& source);

  const TomlValue& root() const noexcept { return root_; }
  const std::string& file() const noexcept { return source_->name; }
  /// Place of byte `offset` inside the string `value`, in the file (escapes and line breaks are followed).
  Place inside(const TomlValue& value, std::size_t offset, int width = 1) const;
  /// The file as a whole.
  Place whole() const;

 private:
  const SourceText* source_;
  std::vector<std::size_t> line_begins_;   ///< byte offset of every line
  TomlValue root_;
};

}  // namespace jingchu::models
