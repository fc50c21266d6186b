#include <fmt/format.h>

#include <cctype>
#include <map>

#include "models/compiler/model_reader.hpp"

namespace jingchu::models {

namespace {

/// Names that differ in case only are easily confused.
void note_similar_names(const Model& model, Diagnostics& remarks) {
  std::map<std::string, std::pair<std::string, Place>> lower;
  const auto look = [&](const std::string& name, const Place& place) {
    std::string key;
    for (const char c : name) key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto [it, added] = lower.emplace(key, std::pair(name, place));
    if (!added && it->second.first != name)
      remarks.note(place, fmt::format("'{}' and '{}' differ in case only", it->second.first, name), "names are case-sensitive: make sure that both are meant");
  };
  for (const Variable& v : model.variables) look(v.name, v.place);
  for (const Parameter& p : model.parameters) look(p.name, p.place);
  for (const Shock& s : model.shocks) look(s.name, s.place);
  for (const Lever& l : model.levers) look(l.name, l.place);
}

}  // namespace

Model load_model(SourceStore& store, std::string_view reference, std::string_view from, const Place& place,
                 Diagnostics* remarks) {
  const SourceText& source = store.read(reference, from, SourceStore::Kind::model, place);
  const TomlDocument document(source);
  Diagnostics problems;
  ReadModel read = read_model(store, document, problems);
  read_data(store, read.data_files, read.model, problems);
  // Formulas are checked even after other problems: all mistakes of a file come in one go.
  check_model(read.model, document, read.formulas, problems);
  problems.throw_if_any();
  if (remarks) note_similar_names(read.model, *remarks);
  return std::move(read.model);
}

}  // namespace jingchu::models
