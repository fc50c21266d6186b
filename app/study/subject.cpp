#include "app/study/subject.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "app/study/stored_study.hpp"
#include "app/study/study.hpp"

namespace jingchu::app {

namespace {

using Kind = models::SourceStore::Kind;

/// The value of the top-level key `format`, or nothing.
std::string format_of(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with('[')) break;
    if (!line.starts_with("format")) continue;
    const std::size_t open = line.find_first_of("\"'");
    if (open == std::string_view::npos) continue;
    const std::size_t close = line.find(line[open], open + 1);
    if (close != std::string_view::npos) return std::string(line.substr(open + 1, close - open - 1));
  }
  return {};
}

/// Whether `reference` is a model. A file says so itself; a bare name is a scenario if there is one of that name.
bool is_model(models::SourceStore& store, const std::string& reference) {
  const auto read = [&](Kind kind) { return format_of(store.read(reference, "", kind, {}).text).starts_with("jingchu-model"); };
  if (reference.ends_with(".toml")) return read(Kind::scenario);
  try {
    return read(Kind::scenario);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input) throw;
  }
  try {
    return read(Kind::model);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input) throw;
    throw Error(ExitCode::no_input, "neither a scenario nor a model is named " + jingchu::quoted(reference),
                "a file name ends in .toml; bare names are looked up in the libraries (--library DIR adds one)");
  }
}

}  // namespace

PeriodRange year_after_history(const models::Model& model) {
  std::optional<Period> last;
  for (const auto& variable : model.variables) {
    const auto row = model.data.values.find(variable.name);
    if (row == model.data.values.end() || row->second.empty()) continue;
    const Period end = row->second.rbegin()->first;
    if (!last || end < *last) last = end;
  }
  const Period first = last ? *last + 1 : model.origin;
  return {first, first + (static_cast<int>(model.frequency) - 1)};
}

Subject load_subject(models::SourceStore& store, const std::string& reference, Diagnostics& remarks) {
  if (is_results_file(reference)) {
    throw Error(ExitCode::data, jingchu::quoted(reference) + " is a results file, neither a scenario nor a model", "did you mean 'jingchu show'?");
  }
  Subject subject;
  if (is_model(store, reference)) {
    subject.model = std::make_shared<const models::Model>(models::load_model(store, reference, "", {}, &remarks));
    subject.compiled = std::make_shared<const models::CompiledModel>(models::compile(*subject.model, year_after_history(*subject.model), {}, {}));
    return subject;
  }
  Study study = prepare(store, reference, {}, {}, &remarks);
  subject.model = study.scenario.model;
  subject.scenario = std::move(study.scenario);
  subject.compiled = std::move(study.compiled);
  return subject;
}

}  // namespace jingchu::app
