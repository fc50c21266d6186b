#include "app/study/compared.hpp"

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
/// another has already they get that of their file.
void name_apart(const Arguments& arguments, std::vector<Study>& studies) {
  for (std::size_t i = 1; i < arguments.operand_count(); ++i) {
    scenarios::Scenario& scenario = studies[i].scenario;
    const auto taken = [&](std::size_t j) { return j != i && studies[j].scenario.name == scenario.name; };
    bool any = false, of_results = is_results_file(arguments.operand(i));
    for (std::size_t j = 0; j < arguments.operand_count(); ++j) {
      any = any || taken(j);
      of_results = of_results || (taken(j) && is_results_file(arguments.operand(j)));
    }
    if (!any || !of_results) continue;
    scenario.name = std::filesystem::path(arguments.operand(i)).stem().string();
    for (std::string* title : {&scenario.title.en, &scenario.title.zh}) *title = title->empty() ? scenario.name : fmt::format("{} ({})", *title, scenario.name);
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
  name_apart(arguments, studies);
  return analysis::comparison_of(std::move(studies));
}

}  // namespace jingchu::app
