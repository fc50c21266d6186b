#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/source/toml_document.hpp"

namespace jingchu::models {

/// Range a number must lie in; both ends allowed unless `open_lower`.
struct NumberRange {
  double lower = -1e15;
  double upper = 1e15;
  bool open_lower = false;
  std::string_view unit = {};
};

/// Reads the keys of one table: tells missing keys, wrong types and values out of range, and at the end every key that
/// nobody asked for, with the nearest known name. All problems go to one list; a bad value reads as nothing.
class TableReader {
 public:
  /// \param what  what the table is, for messages: "variable 'CC'", "scenario".
  TableReader(const TomlDocument& document, const TomlValue& table, std::string what, Diagnostics& problems);

  const TomlValue* optional(std::string_view key);
  const TomlValue* required(std::string_view key);

  std::optional<std::string> string(std::string_view key);
  std::optional<std::string> required_string(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t lower, std::int64_t upper);
  std::optional<double> number(std::string_view key, const NumberRange& range = {});
  std::optional<bool> boolean(std::string_view key);
  const TomlValue* table(std::string_view key);
  const TomlValue* array(std::string_view key);
  std::vector<std::string> strings(std::string_view key);

  /// Reports the keys that were not asked for. Call once, after all others.
  void finish();

  const TomlValue& value() const noexcept { return table_; }
  const std::string& what() const noexcept { return what_; }

 private:
  const TomlValue* expect(const TomlValue* value, TomlKind kind, std::string_view key);

  const TomlDocument& document_;
  const TomlValue& table_;
  std::string what_;
  Diagnostics& problems_;
  std::set<std::string, std::less<>> asked_;
};

/// A finite number of any value: integer or float. Reports and gives nothing otherwise.
std::optional<double> read_number(const TomlValue& value, std::string_view what, const NumberRange& range,
                                  Diagnostics& problems);
/// A string; reports and gives nothing otherwise.
std::optional<std::string> read_string(const TomlValue& value, std::string_view what, Diagnostics& problems);

/// A number as people write it: shortest form that reads back the same.
std::string number_text(double value);

}  // namespace jingchu::models
