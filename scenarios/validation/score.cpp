#include <algorithm>
#include <vector>

#include "scenarios/scenario.hpp"

namespace jingchu::scenarios {
namespace {

void add_set(engine::Plan& plan, const char* name, std::vector<int> members) {
  // The joint probability of no target at all is no number worth a row.
  if (!members.empty()) plan.target_sets.push_back({name, std::move(members)});
}

}  // namespace

std::vector<models::MeasureRequest> measure_requests(const Scenario& scenario) {
  std::vector<models::MeasureRequest> requests;
  for (const Target& target : scenario.targets) {
    if (target.is_simulated()) requests.push_back({target.id, target.measure, target.place});
  }
  for (const Observation& observation : scenario.observations) requests.push_back({observation.measure, observation.measure, observation.place});
  return requests;
}

void add_targets(const Scenario& scenario, int first_request_output, engine::Plan& plan) {
  std::vector<int> a, a_and_b, all;
  int output = first_request_output;
  for (const Target& target : scenario.targets) {
    if (!target.is_simulated()) continue;
    // The engine compares in the unit of its output. Going there directly keeps 4.5 ten thousand at exactly 45000.
    const UnitTable& units = scenario.figures->units;
    const double to_measure = target.measure_unit == target.unit ? 1.0 : units.factor(target.unit, target.measure_unit).value_or(1.0);
    engine::TargetRule rule;
    rule.output = output++;
    rule.sense = target.sense;
    rule.threshold = target.threshold * to_measure;
    rule.upper = target.upper * to_measure;
    rule.tolerance = target.tolerance * to_measure;
    const int index = static_cast<int>(plan.targets.size());
    plan.targets.push_back(rule);
    if (target.lever) continue;
    if (target.tier == "A") a.push_back(index);
    if (target.tier == "A" || target.tier == "B") a_and_b.push_back(index);
    all.push_back(index);
  }
  plan.counted_targets.insert(plan.counted_targets.end(), all.begin(), all.end());
  add_set(plan, "A", std::move(a));
  add_set(plan, "A+B", std::move(a_and_b));
  add_set(plan, "all", std::move(all));
}

std::vector<std::string> releases(const Scenario& scenario) {
  std::vector<std::string> dates;
  // Paths with a shock that was found agree with an exact value from the start: they know no time before it.
  const bool any_exact = std::any_of(scenario.observations.begin(), scenario.observations.end(), [](const Observation& observation) { return observation.is_exact(); });
  // A proposal is close to all values, and too narrow for what was known before the last of them.
  if (any_exact || scenario.guided) return {scenario.observations.back().released};
  for (const Observation& observation : scenario.observations)
    if (dates.empty() || dates.back() != observation.released) dates.push_back(observation.released);
  return dates;
}

void add_observations(const Scenario& scenario, int first_request_output, engine::Plan& plan) {
  int output = first_request_output;
  for (const Target& target : scenario.targets) output += target.is_simulated();
  const std::vector<std::string> dates = releases(scenario);
  for (const Observation& observation : scenario.observations) {
    engine::ObservationRule rule;
    rule.output = output++;
    rule.value = observation.value / observation.scale;
    rule.error = observation.error / observation.scale;
    rule.df = observation.df;
    if (dates.size() > 1) rule.release = static_cast<int>(std::find(dates.begin(), dates.end(), observation.released) - dates.begin());
    if (observation.is_exact()) {
      const auto shock = std::find_if(plan.shocks.begin(), plan.shocks.end(), [&](const auto& drawn) { return drawn.name == observation.shock; });
      rule.shock = static_cast<int>(shock - plan.shocks.begin());
    }
    plan.observations.push_back(rule);
  }
}

}  // namespace jingchu::scenarios
