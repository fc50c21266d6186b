#include "app/study/stored_comparison.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/study/joint_provenance.hpp"
#include "app/study/results_content.hpp"
#include "app/study/stored_study.hpp"
#include "engine/core/error.hpp"

namespace jingchu::app {

output::Provenance comparison_provenance(const analysis::Comparison& comparison, const std::vector<analysis::Asked>& asked) {
  output::Provenance from = provenance(comparison.studies.front(), *asked.front().store);
  for (std::size_t i = 1; i < comparison.studies.size(); ++i) {
    const std::string& file = asked[i].store->read(asked[i].reference, "", models::SourceStore::Kind::scenario, {}).name;
    add_scenario(from, provenance(comparison.studies[i], *asked[i].store), file, i);
  }
  return from;
}

namespace {

/// What the store of the file has scenario `position` under.
std::string stored_reference(const StoredScenario& stored, const output::Content& results, std::size_t position) {
  if (position == 0) return stored.name;
  const auto& texts = results.provenance.scenario_texts;
  const auto text = std::find_if(texts.begin(), texts.end(), [&](const output::Text& one) { return one.name == effective_name(one.name, position); });
  if (text == texts.end()) throw Error(ExitCode::data, fmt::format("the file does not hold the scenario {}", jingchu::quoted(results.scenarios[position].name)), "make the results again");
  return text->name;
}

std::vector<std::string> reported_variables(const output::Content& results) {
  std::vector<std::string> names;
  for (const auto& column : results.variables)
    if (column.reported) names.push_back(column.name);
  return names;
}

/// Scenario `position` of the file. The base with levers set has the name and title of what was set, a run of a batch those of its item: not
/// those of its text.
analysis::Asked asked_again(const StoredScenario& stored, const output::Content& results, std::size_t position) {
  const auto& scenario = results.scenarios[position];
  return {stored.store.get(), stored_reference(stored, results, position), {}, {}, scenario.name, {scenario.title_zh, scenario.title_en}};
}

}  // namespace

StoredScenarios stored_scenarios(const output::Content& results) {
  StoredScenario stored = stored_scenario(results.provenance);
  std::vector<analysis::Asked> asked;
  for (std::size_t i = 0; i < results.scenarios.size(); ++i) asked.push_back(asked_again(stored, results, i));
  return {std::move(stored.store), std::move(asked)};
}

Study stored_study(const output::Content& results, std::size_t position) {
  const StoredScenario stored = stored_scenario(results.provenance);
  return std::move(analysis::prepare_together({asked_again(stored, results, position)}, reported_variables(results)).front());
}

StoredComparison stored_comparison(const output::Content& results) {
  StoredScenarios stored = stored_scenarios(results);
  std::vector<analysis::Study> studies = analysis::prepare_together(stored.asked, reported_variables(results));
  // The runs of a batch stand side by side, nothing is compared.
  const bool compared = studies.size() == 1 || !results.contrasts.empty();
  return {std::move(stored.store), compared ? analysis::comparison_of(std::move(studies)) : analysis::Comparison{std::move(studies), {}}};
}

}  // namespace jingchu::app
