// Simulates a shipped scenario with the installed libraries and prints what its first target measures on the central path.
#include <cstdio>

#include "engine/core/error.hpp"
#include "engine/simulation/simulate.hpp"
#include "models/compile.hpp"
#include "models/source/source_store.hpp"
#include "output/export/csv.hpp"
#include "output/results/results_file.hpp"
#include "scenarios/scenario.hpp"

int main() try {
  const auto store = jingchu::models::file_store({LIBRARIES_DIR});
  jingchu::scenarios::Overrides overrides;
  overrides.paths = 500;
  const auto scenario = jingchu::scenarios::load_scenario(*store, "hubei-2024/report", overrides);
  const auto requests = jingchu::scenarios::measure_requests(scenario);
  const auto compiled = jingchu::models::compile(*scenario.model, scenario.horizon, {}, requests);
  auto plan = jingchu::models::bind(*scenario.model, compiled, scenario.setting);
  plan.seed = static_cast<std::uint64_t>(scenario.seed);
  plan.path_count = scenario.paths;
  const std::size_t first_request = compiled.outputs.size() - requests.size();
  jingchu::scenarios::add_targets(scenario, static_cast<int>(first_request), plan);
  const auto central = jingchu::engine::central_path(compiled.program, plan);
  const auto outcome = jingchu::engine::simulate(compiled.program, plan, {});
  std::printf("%s", jingchu::output::csv_line({requests.front().formula, jingchu::output::csv_number(central.outputs[first_request])}).c_str());
  std::printf("%lld paths, scenario %s\n", static_cast<long long>(outcome.paths), jingchu::output::sha256_hex(scenario.effective_toml).c_str());
} catch (const jingchu::Error& error) {
  std::fprintf(stderr, "%s", error.what());
  return static_cast<int>(error.code());
}
