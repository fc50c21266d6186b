#include "benchmarks/measure.hpp"

namespace jingchu::benchmarks {

Report load_report() {
  const auto store = models::file_store({JINGCHU_SOURCE_DIR});
  scenarios::Scenario scenario = scenarios::load_scenario(*store, "hubei-2024/report");
  const auto requests = scenarios::measure_requests(scenario);
  models::CompiledModel compiled = models::compile(*scenario.model, scenario.horizon, {}, requests);
  Report r{std::move(scenario), std::move(compiled), {}};
  r.plan = models::bind(*r.scenario.model, r.compiled, r.scenario.setting);
  r.plan.seed = static_cast<std::uint64_t>(r.scenario.seed);
  r.plan.path_count = 1;
  scenarios::add_targets(r.scenario, static_cast<int>(r.compiled.outputs.size() - requests.size()), r.plan);
  return r;
}

}  // namespace jingchu::benchmarks
