#include "app/study/compared.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/study/stored_study.hpp"
#include "app/study/study.hpp"

namespace jingchu::app {

namespace {

/// Runs of one scenario with other options have its name in their results files, and nobody can edit it there: in place of a name that
/// another has already they get that of their file, with their own behind it where the file holds several.
void name_apart(const AskedScenarios& all, std::vector<Study>& studies) {
  const std::vector<std::string>& results = all.results;
  for (std::size_t i = 1; i < results.size(); ++i) {
    scenarios::Scenario& scenario = studies[i].scenario;
    bool any = false, of_results = !results[i].empty();
    for (std::size_t j = 0; j < results.size(); ++j) {
      if (j == i || studies[j].scenario.name != scenario.name) continue;
      any = true;
      of_results = of_results || !results[j].empty();
    }
    if (!any || !of_results) continue;
    const std::string file = std::filesystem::path(results[i].empty() ? all.asked[i].reference : results[i]).stem().string();
    const bool of_several = !results[i].empty() && std::count(results.begin(), results.end(), results[i]) > 1;
    scenario.name = of_several ? fmt::format("{}:{}", file, scenario.name) : file;
    for (std::string* title : {&scenario.title.en, &scenario.title.zh}) *title = title->empty() ? scenario.name : fmt::format("{} ({})", *title, scenario.name);
  }
}

/// Titles are what texts call scenarios by: one that another has too gets its scenario's name behind it.
void title_apart(std::vector<Study>& studies) {
  const auto title_of = [](const Study& study) -> const models::Label& { return study.scenario.title; };
  std::vector<bool> shared(studies.size());
  for (std::size_t i = 0; i < studies.size(); ++i)
    for (std::size_t j = 0; j < studies.size(); ++j)
      if (i != j && !title_of(studies[i]).en.empty() && (title_of(studies[i]).en == title_of(studies[j]).en || title_of(studies[i]).zh == title_of(studies[j]).zh)) shared[i] = true;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    if (!shared[i]) continue;
    scenarios::Scenario& scenario = studies[i].scenario;
    for (std::string* title : {&scenario.title.en, &scenario.title.zh})
      if (!title->empty()) *title = fmt::format("{} ({})", *title, scenario.name);
  }
}

}  // namespace

AskedScenarios compared_scenarios(const Arguments& arguments) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < arguments.operand_count(); ++i) names.push_back(arguments.operand(i));
  AskedScenarios all = asked_scenarios(names, arguments);
  if (const auto set = arguments.values("set"); !set.empty()) {
    analysis::Asked changed = all.asked.front();
    changed.overrides.set = set;
    all.asked.push_back(std::move(changed));
    all.results.emplace_back();
  }
  if (all.asked.size() < 2) throw Error(ExitCode::usage, "nothing to compare with: another scenario or --set LEVER=VALUE is missing");
  return all;
}

analysis::Comparison compared_studies(const AskedScenarios& all, const Arguments& arguments) {
  std::vector<Study> studies = analysis::prepare_together(all.asked);
  if (const auto set = arguments.values("set"); !set.empty()) {
    // The base under another name: what was set.
    scenarios::Scenario& changed = studies.back().scenario;
    const std::string what = fmt::format("{}", fmt::join(set, ", "));
    changed.name += "+" + fmt::format("{}", fmt::join(set, "+"));
    changed.title = {what, what};
  }
  name_apart(all, studies);
  title_apart(studies);
  return analysis::comparison_of(std::move(studies), arguments.has("output") ? analysis::PairedSeries::years_and_periods : analysis::PairedSeries::years);
}

}  // namespace jingchu::app
