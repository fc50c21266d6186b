#pragma once

#include <optional>
#include <string>
#include <utility>

#include "models/compiler/model_reader.hpp"

namespace jingchu::models {

/// Reads the entries of a model file's sections, one [section.NAME] at a time, into the model. Names are checked by who
/// calls; everything else that is wrong goes to one list.
class ModelSections {
 public:
  using Entry = TomlValue::Entry;

  ModelSections(SourceStore& store, const TomlDocument& document, Diagnostics& problems, ReadModel& out)
      : store_(store), document_(document), problems_(problems), out_(out) {}

  void parameter(const Entry& e);
  void shock(const Entry& e);
  void correlation(const TomlValue& item);
  void definition(const Entry& e);
  void lever(const Entry& e);
  void exogenous(const Entry& e);
  void variable(const Entry& e);
  void identity(const Entry& e);
  void measure(const Entry& e);
  void anchor(const Entry& e);

 private:
  std::optional<TableReader> table_of(const Entry& e, std::string what);
  Label label(TableReader& t) { return read_label(t, "label", problems_, document_); }
  /// The formula under `key` and its place; kept for check_model. Nothing when there is none or it is no string.
  std::optional<std::pair<std::string, Place>> formula(WrittenFormula::Kind kind, const Entry& e, const TomlValue* value, std::string_view key);
  /// A word of a list; another one is told, with the list.
  template <class List>
  void expect_word(TableReader& t, std::string_view key, const std::string& word, const List& words);
  std::optional<Period> bound(TableReader& t, std::string_view key);
  std::optional<std::pair<double, double>> bounds(TableReader& table);

  SourceStore& store_;
  const TomlDocument& document_;
  Diagnostics& problems_;
  ReadModel& out_;
};

}  // namespace jingchu::models
