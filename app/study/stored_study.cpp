#include "app/study/stored_study.hpp"

#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "app/console/console.hpp"
#include "app/study/program_build.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

bool is_results_file(const std::string& name) {
  if (name.ends_with(".h5")) return true;
  std::error_code trouble;
  if (!std::filesystem::is_regular_file(name, trouble)) return false;
  std::ifstream file(name, std::ios::binary);
  char start[4] = {};
  return file.read(start, sizeof start) && std::string_view(start, sizeof start) == "\x89HDF";
}

StoredScenario stored_scenario(const output::Provenance& from) {
  if (from.scenario_texts.empty()) throw Error(ExitCode::data, "the file holds no scenario");
  std::vector<models::SourceText> texts;
  for (const auto* list : {&from.scenario_texts, &from.model_texts, &from.data_texts}) {
    for (const auto& text : *list) texts.push_back({text.name, text.text});
  }
  // The effective scenario stands in the place of the file that was run, so that what it names is found as before.
  texts.front().text = from.effective_scenario;
  std::string name = texts.front().name;
  return {models::memory_store(std::move(texts)), std::move(name)};
}

Study stored_study(const output::Provenance& from, const std::vector<std::string>& quantiles) {
  const StoredScenario stored = stored_scenario(from);
  return prepare(*stored.store, stored.name, {}, quantiles);
}

Study stored_study(const output::Content& results) {
  std::vector<std::string> quantiles;
  for (const auto& column : results.variables) {
    if (column.reported) quantiles.push_back(column.name);
  }
  return stored_study(results.provenance, quantiles);
}

output::Content read_stored(const std::string& results, output::Trust trust) {
  output::Content content = output::read_results(results, trust);
  const auto& from = content.provenance;
  if (!made_by_this_build(from)) {
    say(fmt::format("warning: {} was {} {}; this is {}, whose numbers may differ\n", jingchu::quoted(results), from.shard_builds.empty() ? "made by" : "merged from shards of several builds by",
                    build_text(from), this_build_text()));
  }
  return content;
}

Study load_study(const std::string& results_or_scenario, std::vector<std::filesystem::path> libraries, output::Trust trust) {
  if (is_results_file(results_or_scenario)) return stored_study(read_stored(results_or_scenario, trust));
  const auto store = models::file_store(std::move(libraries));
  return prepare(*store, results_or_scenario);
}

}  // namespace jingchu::app
