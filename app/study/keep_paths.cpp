#include "app/study/keep_paths.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "app/study/simulation_options.hpp"
#include "engine/core/error.hpp"
#include "engine/core/known_name.hpp"

namespace jingchu::app {

namespace {

/// Positions of names in a list, ascending, each once.
std::vector<std::size_t> positions(const std::vector<std::string>& names, const std::vector<std::string>& known, const char* problem) {
  std::vector<std::size_t> found;
  for (const std::string& name : names) found.push_back(known_position(name, known, problem));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::size_t> all_of(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

class SimulatedPaths : public output::PathReader {
 public:
  SimulatedPaths(const engine::Simulation& simulation, const output::KeptPaths& kept, int tile_width) : variables_(kept.variables.begin(), kept.variables.end()) {
    cases_.resize(simulation.cases().size());
    for (const std::size_t s : kept.scenarios) cases_[s] = std::make_unique<engine::PathValues>(simulation.path_values(s, tile_width));
  }
  void read(std::size_t scenario, engine::PathRange paths, std::span<float* const> out, double* weights) override { cases_[scenario]->read(paths, variables_, out, weights); }
  void read(std::size_t scenario, engine::PathRange paths, std::span<double* const> out, double* weights) override { cases_[scenario]->read(paths, variables_, out, weights); }

 private:
  std::vector<int> variables_;
  std::vector<std::unique_ptr<engine::PathValues>> cases_;   ///< none where nothing is kept
};

double values_of(const output::KeptPaths& kept, const Study& study) { return static_cast<double>(kept.variables.size()) * study.plan.periods; }

}  // namespace

Option keep_paths_option() {
  return {"keep-paths", '\0', {"all|NAME,...", "all|名称,..."},
          {"keep every value of these variables, path by path, in the group /paths of the results file", "把这些变量在每条路径上的全部数值保存到结果文件的 /paths 组"}};
}

Option keep_type_option() {
  return {"keep-type", '\0', {"f32|f64", "f32|f64"}, {"with --keep-paths: how values are stored (default: f32, whose rounding is 6e-8 of a value)", "与 --keep-paths 同用：数值的存储类型（默认 f32，相对舍入误差 6e-8）"}};
}

Option keep_scenarios_option() {
  return {"keep-scenarios", '\0', {"NAME,...", "名称,..."}, {"with --keep-paths: only of these scenarios (default: all)", "与 --keep-paths 同用：只保存这些情景（默认全部）"}};
}

KeepRequest read_keep(const Arguments& arguments) {
  KeepRequest request;
  if (const auto names = arguments.value("keep-paths")) {
    request.variables = read_names(*names);
    if (request.variables.empty() || std::find(request.variables.begin(), request.variables.end(), "") != request.variables.end())
      throw Error(ExitCode::usage, fmt::format("--keep-paths {} names no variable", jingchu::quoted(*names)), "for example --keep-paths Y,C, or all");
  }
  for (const char* option : {"keep-type", "keep-scenarios"})
    if (arguments.has(option) && request.variables.empty()) throw Error(ExitCode::usage, fmt::format("--{} goes with --keep-paths", option));
  if (const auto type = arguments.value("keep-type")) {
    if (*type != "f32" && *type != "f64") throw Error(ExitCode::usage, fmt::format("--keep-type {} is not known; expected f32 or f64", jingchu::quoted(*type)));
    request.f64 = *type == "f64";
  }
  if (const auto names = arguments.value("keep-scenarios")) request.scenarios = read_names(*names);
  return request;
}

output::KeptPaths kept_paths(const KeepRequest& request, const Study& study, const std::vector<std::string>& scenarios) {
  output::KeptPaths kept;
  if (request.variables.empty()) return kept;
  std::vector<std::string> known;
  for (const auto& variable : study.model().variables) known.push_back(variable.name);
  const bool all = std::find(request.variables.begin(), request.variables.end(), "all") != request.variables.end();
  kept.variables = all ? all_of(known.size()) : positions(request.variables, known, "--keep-paths: there is no variable");
  kept.scenarios = request.scenarios.empty() ? all_of(scenarios.size()) : positions(request.scenarios, scenarios, "--keep-scenarios: there is no scenario");
  kept.f64 = request.f64;
  return kept;
}

std::vector<std::string> kept_names(const output::KeptPaths& kept, const Study& study) {
  std::vector<std::string> names;
  for (const std::size_t v : kept.variables) names.push_back(study.model().variables[v].name);
  return names;
}

output::PathSource path_source(const engine::Simulation& simulation, const output::KeptPaths& kept, const engine::RunControl& control, const Interruption& interruption, Progress& progress) {
  output::PathSource source;
  source.reader = [&simulation, &kept, width = control.tile_width] { return std::make_unique<SimulatedPaths>(simulation, kept, width); };
  source.threads = control.threads;
  source.stop = &interruption.asked();
  source.progress = [&progress](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  return source;
}

double kept_disk(const output::KeptPaths& kept, const Study& study) {
  // What is left of simulated values after packing, measured with the Hubei model.
  const double packed = kept.f64 ? 0.9 : 0.8;
  return static_cast<double>(kept.scenarios.size()) * static_cast<double>(study.scenario.paths) * values_of(kept, study) * (kept.f64 ? 8 : 4) * packed;
}

double kept_memory(const output::KeptPaths& kept, const Study& study) {
  // A block of values and its chunks, packed; see chunk_paths in output/results/layout.hpp.
  constexpr double block = 64.0 * 1024 * 1024;
  return kept.empty() ? 0 : 2 * std::min(block, 4096 * values_of(kept, study) * (kept.f64 ? 8 : 4));
}

}  // namespace jingchu::app
