#include "app/study/asked_scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/libraries.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/stored_study.hpp"

namespace jingchu::app {

namespace {

bool same_file(const std::string& a, const std::string& b) {
  std::error_code trouble;
  return a == b || std::filesystem::equivalent(a, b, trouble);
}

}  // namespace

AskedScenarios asked_scenarios(const std::vector<std::string>& names, const Arguments& arguments) {
  const scenarios::Overrides overrides = read_overrides(arguments);
  AskedScenarios all;
  all.stores.push_back(models::file_store(libraries(arguments)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto twice = std::find_if(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), [&](const std::string& other) { return same_file(names[i], other); });
    if (twice != names.begin() + static_cast<std::ptrdiff_t>(i)) throw Error(ExitCode::usage, fmt::format("{} is named twice", jingchu::quoted(names[i])), "a scenario does not differ from itself; --set LEVER=VALUE changes it");
    if (is_results_file(names[i])) {
      const output::Content results = read_stored(names[i], trust_of(arguments));
      if (results.scenarios.size() > 1 || !results.contrasts.empty())
        throw Error(ExitCode::data, fmt::format("{} holds {} scenarios, not one run", jingchu::quoted(names[i]), results.scenarios.size()), "name the results file of one of them, or the scenarios themselves");
      StoredScenario stored = stored_scenario(results.provenance);
      all.asked.push_back({stored.store.get(), std::move(stored.name), overrides});
      all.stores.push_back(std::move(stored.store));
    } else {
      all.asked.push_back({all.stores.front().get(), names[i], overrides});
    }
  }
  return all;
}

}  // namespace jingchu::app
