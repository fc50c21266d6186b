#include "app/study/compared.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/study/study.hpp"

namespace jingchu::app {

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
  return analysis::comparison_of(std::move(studies));
}

}  // namespace jingchu::app
