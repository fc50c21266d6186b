#include "app/study/stored_comparison.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/study/results_content.hpp"
#include "app/study/stored_study.hpp"
#include "engine/core/error.hpp"

namespace jingchu::app {

namespace {

/// The name of the effective scenario of study `i`: beside the file it was read from, so that what it names is found.
std::string effective_name(const std::string& scenario_file, std::size_t i) {
  return (std::filesystem::path(scenario_file).parent_path() / fmt::format("effective-scenario-{}.toml", i + 1)).generic_string();
}

const output::Text* find(const std::vector<output::Text>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const output::Text& text) { return text.name == name; });
  return found == list.end() ? nullptr : &*found;
}

/// Adds a model or table unless it is there.
void add(std::vector<output::Text>& list, const output::Text& text) {
  const output::Text* const old = find(list, text.name);
  if (old == nullptr) {
    list.push_back(text);
  } else if (old->text != text.text) {
    throw Error(ExitCode::data, fmt::format("the scenarios were read from two different texts named {}: one results file cannot hold both", jingchu::quoted(text.name)),
                "compare them without --output, or from files of one time");
  }
}

}  // namespace

output::Provenance comparison_provenance(const analysis::Comparison& comparison, const std::vector<analysis::Asked>& asked) {
  output::Provenance from = provenance(comparison.studies.front(), *asked.front().store);
  for (std::size_t i = 1; i < comparison.studies.size(); ++i) {
    const output::Provenance other = provenance(comparison.studies[i], *asked[i].store);
    for (const auto list : {&output::Provenance::model_texts, &output::Provenance::data_texts})
      for (const output::Text& text : other.*list) add(from.*list, text);
    // Written scenarios are there to be read; what is repeated is the effective one.
    for (const output::Text& text : other.scenario_texts) {
      const output::Text* const old = find(from.scenario_texts, text.name);
      if (old == nullptr || old->text != text.text) from.scenario_texts.push_back({old == nullptr ? text.name : fmt::format("scenario-{}/{}", i + 1, text.name), text.text, text.media_type});
    }
    const std::string& file = asked[i].store->read(asked[i].reference, "", models::SourceStore::Kind::scenario, {}).name;
    add(from.scenario_texts, {effective_name(file, i), comparison.studies[i].scenario.effective_toml, "application/toml"});
  }
  return from;
}

StoredComparison stored_comparison(const output::Content& results) {
  StoredScenario stored = stored_scenario(results.provenance);
  std::vector<analysis::Asked> asked{{stored.store.get(), stored.name, {}}};
  for (std::size_t i = 1; i <= results.contrasts.size(); ++i) {
    const auto& texts = results.provenance.scenario_texts;
    const auto text = std::find_if(texts.begin(), texts.end(), [&](const output::Text& one) { return one.name == effective_name(one.name, i); });
    if (text == texts.end()) throw Error(ExitCode::data, fmt::format("the file does not hold the scenario {}", jingchu::quoted(results.contrasts[i - 1].scenario)), "compare the scenarios again");
    asked.push_back({stored.store.get(), text->name, {}});
  }
  std::vector<std::string> quantiles;
  for (const auto& column : results.variables)
    if (column.reported) quantiles.push_back(column.name);
  std::vector<analysis::Study> studies = analysis::prepare_together(asked, quantiles, nullptr, nullptr, analysis::Observed::condition);
  for (std::size_t i = 1; i < studies.size(); ++i) {
    // The base with levers set has the name and title of what was set, not those of its file.
    const output::ContrastResults& contrast = results.contrasts[i - 1];
    studies[i].scenario.name = contrast.scenario;
    studies[i].scenario.title = {contrast.title_zh, contrast.title_en};
  }
  return {std::move(stored.store), analysis::comparison_of(std::move(studies))};
}

}  // namespace jingchu::app
