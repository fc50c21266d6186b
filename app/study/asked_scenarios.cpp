#include "app/study/asked_scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/libraries.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/stored_comparison.hpp"
#include "app/study/stored_study.hpp"
#include "engine/core/known_name.hpp"

namespace jingchu::app {

namespace {

/// What an operand names: a scenario, or a results file and, it may be, one of its scenarios.
struct Named {
  std::string name;
  bool is_results = false;
  std::string scenario;
};

Named read_operand(const std::string& text) {
  if (is_results_file(text)) return {text, true, {}};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || !is_results_file(text.substr(0, colon))) return {text, false, {}};
  return {text.substr(0, colon), true, text.substr(colon + 1)};
}

bool same(const Named& a, const Named& b) {
  std::error_code trouble;
  return a.scenario == b.scenario && (a.name == b.name || std::filesystem::equivalent(a.name, b.name, trouble));
}

void add_results(const Named& operand, const Arguments& arguments, AskedScenarios& all) {
  StoredScenarios stored = stored_scenarios(read_stored(operand.name, trust_of(arguments)));
  if (!operand.scenario.empty()) {
    std::vector<std::string> names;
    for (const analysis::Asked& one : stored.asked) names.push_back(one.name);
    stored.asked = {stored.asked[known_position(operand.scenario, names, fmt::format("{} has no scenario", jingchu::quoted(operand.name)))]};
  }
  for (analysis::Asked& one : stored.asked) {
    one.overrides = read_overrides(arguments);
    all.asked.push_back(std::move(one));
    all.results.push_back(operand.name);
  }
  all.stores.push_back(std::move(stored.store));
}

}  // namespace

AskedScenarios asked_scenarios(const std::vector<std::string>& names, const Arguments& arguments) {
  AskedScenarios all;
  all.stores.push_back(models::file_store(libraries(arguments)));
  std::vector<Named> operands;
  for (const std::string& name : names) {
    const Named operand = read_operand(name);
    if (std::any_of(operands.begin(), operands.end(), [&](const Named& other) { return same(operand, other); }))
      throw Error(ExitCode::usage, fmt::format("{} is named twice", jingchu::quoted(name)), "a scenario does not differ from itself; --set LEVER=VALUE changes it");
    operands.push_back(operand);
    if (operand.is_results) {
      add_results(operand, arguments, all);
    } else {
      all.asked.push_back({all.stores.front().get(), name, read_overrides(arguments)});
      all.results.emplace_back();
    }
  }
  return all;
}

Text scenario_forms() {
  return {"a scenario (.toml), the name of a shipped one, or a results file (.h5) whose scenario is simulated again; FILE.h5:NAME is one of several",
          "情景文件（.toml）、随附情景的名称，或结果文件（.h5，重新模拟其中的情景）；结果文件含多个情景时，用 文件.h5:名称 指定其一"};
}

AskedScenarios asked_scenario(const std::string& name, const Arguments& arguments) {
  AskedScenarios all = asked_scenarios({name}, arguments);
  if (all.asked.size() == 1) return all;
  std::vector<std::string> names;
  for (const analysis::Asked& one : all.asked) names.push_back(one.name);
  throw Error(ExitCode::usage, fmt::format("{} holds {} scenarios: {}", jingchu::quoted(name), names.size(), fmt::join(names, ", ")), fmt::format("name one of them: {}:{}", name, names.front()));
}

}  // namespace jingchu::app
