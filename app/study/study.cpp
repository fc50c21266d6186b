#include "app/study/study.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace jingchu::app {

namespace {

int first_request_output(const models::CompiledModel& compiled) {
  const auto first = std::find_if(compiled.outputs.begin(), compiled.outputs.end(),
                                  [](const auto& output) { return output.kind == models::OutputInfo::Kind::request; });
  return static_cast<int>(first - compiled.outputs.begin());
}

/// Gives variables a histogram by period and by year.
void widen(const std::vector<std::string>& names, const models::Model& model, const models::CompiledModel& compiled, engine::Plan& plan) {
  std::vector<std::string> known;
  for (const auto& variable : model.variables) known.push_back(variable.name);
  for (const std::string& name : names) {
    const bool all = name == "all";
    if (!all && std::find(known.begin(), known.end(), name) == known.end()) {
      const auto nearest = nearest_name(name, known);
      throw Error(ExitCode::usage, fmt::format("--quantiles names {}, which is no variable of the model '{}'", jingchu::quoted(name), model.name),
                  nearest ? fmt::format("did you mean '{}'?", *nearest) : "'jingchu describe' lists the variables");
    }
    for (std::size_t v = 0; v < known.size(); ++v) {
      if (all || known[v] == name) plan.variable_has_histogram[v] = 1;
    }
  }
  for (std::size_t o = 0; o < compiled.outputs.size(); ++o) {
    const auto& output = compiled.outputs[o];
    if (output.kind == models::OutputInfo::Kind::annual && plan.variable_has_histogram[static_cast<std::size_t>(output.variable)] != 0) {
      plan.output_has_histogram[o] = 1;
    }
  }
}

}  // namespace

Study prepare(models::SourceStore& store, std::string_view reference, const scenarios::Overrides& overrides,
              const std::vector<std::string>& quantiles, Diagnostics* remarks, models::SharedModels* shared) {
  scenarios::Scenario scenario = scenarios::load_scenario(store, reference, overrides, remarks, shared);
  std::set<std::string> tuned;
  for (const auto& [name, values] : scenario.setting.tunes) tuned.insert(name);
  const auto requests = scenarios::measure_requests(scenario);
  models::CompiledModel compiled = shared ? shared->compile(scenario.model, scenario.horizon, tuned, requests) : models::compile(*scenario.model, scenario.horizon, tuned, requests);

  Study study{std::move(scenario), std::move(compiled), {}, 0};
  study.plan = models::bind(study.model(), study.compiled, study.scenario.setting);
  study.plan.seed = static_cast<std::uint64_t>(study.scenario.seed);
  study.plan.path_count = study.scenario.paths;
  study.plan.max_iterations = study.scenario.max_iterations;
  study.first_request = first_request_output(study.compiled);
  scenarios::add_targets(study.scenario, study.first_request, study.plan);
  if (!quantiles.empty()) widen(quantiles, study.model(), study.compiled, study.plan);
  return study;
}

}  // namespace jingchu::app
