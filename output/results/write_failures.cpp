#include <algorithm>
#include <limits>
#include <set>

#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

template <class Number>
std::vector<Number> by_scenario(const Content& content, Number ScenarioResults::*member) {
  std::vector<Number> values;
  for (const auto& scenario : content.scenarios) values.push_back(scenario.*member);
  return values;
}

/// Counts by name; -1 where a scenario has no such name, which is not the same as 0.
void write_counts(hdf5::Group& group, const Content& content, const std::string& axis, const std::string& name,
                  std::map<std::string, std::int64_t> ScenarioResults::*member) {
  std::set<std::string> keys;
  for (const auto& scenario : content.scenarios) {
    for (const auto& [key, count] : scenario.*member) keys.insert(key);
  }
  const std::vector<std::string> names(keys.begin(), keys.end());
  put_label(group.coordinate(axis, names), axis == "kind" ? Label{"what went wrong", "失败的种类"} : Label{"equation and period in which it went wrong", "出错的方程与时期"});
  std::vector<std::int64_t> counts;
  for (const auto& scenario : content.scenarios) {
    for (const auto& key : names) {
      const auto found = (scenario.*member).find(key);
      counts.push_back(found == (scenario.*member).end() ? -1 : found->second);
    }
  }
  put_pure(group.variable(name, {"scenario", axis}, counts), {"failed paths, -1: does not occur in the scenario", "失败路径数；-1 表示该情景中未出现"});
}

}  // namespace

void write_scenario_list(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "scenarios");
  write_scenarios(group, content);
  put_label(group.variable("asks", {"scenario"}, by_scenario(content, &ScenarioResults::asks_en)), {"what the scenario asks", "情景所问（英文）"});
  put_label(group.variable("asks_zh", {"scenario"}, by_scenario(content, &ScenarioResults::asks_zh)), {"what the scenario asks, in Chinese", "情景所问（中文）"});
  put_pure(group.variable("n_paths", {"scenario"}, by_scenario(content, &ScenarioResults::n_paths)), {"paths simulated", "模拟路径数"});
  put_pure(group.variable("n_failed", {"scenario"}, by_scenario(content, &ScenarioResults::n_failed)), {"paths that failed", "失败路径数"});
}

void write_failures(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "failures");
  write_scenarios(group, content);
  std::vector<std::int32_t> scenario_index, time_index;
  std::vector<std::int64_t> path_number;
  std::vector<std::string> kind, equation;
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    for (const auto& failure : content.scenarios[s].failures) {
      scenario_index.push_back(static_cast<std::int32_t>(s));
      time_index.push_back(failure.time_index);
      path_number.push_back(failure.path);
      kind.push_back(failure.kind);
      equation.push_back(failure.equation);
    }
  }
  put_pure(group.variable("n_paths", {"scenario"}, by_scenario(content, &ScenarioResults::n_paths)), {"paths simulated", "模拟路径数"});
  put_pure(group.variable("failed_paths", {"scenario"}, by_scenario(content, &ScenarioResults::n_failed)), {"paths that failed", "失败路径数"});
  write_counts(group, content, "kind", "failed_by_kind", &ScenarioResults::failed_by_kind);
  write_counts(group, content, "cause", "failed_by_cause", &ScenarioResults::failed_by_equation);
  group.dimension("failure", scenario_index.size());
  put_pure(group.variable("scenario_index", {"failure"}, scenario_index), {"place along scenario, from 0", "在 scenario 维上的位置，从 0 起"});
  const bool small = std::all_of(path_number.begin(), path_number.end(), [](std::int64_t p) { return p <= std::numeric_limits<std::int32_t>::max() && p >= std::numeric_limits<std::int32_t>::min(); });
  // R reads 64-bit integers badly: the wide type only where a path number needs it.
  hdf5::Node path = small ? group.variable("path_number", {"failure"}, std::vector<std::int32_t>(path_number.begin(), path_number.end()))
                          : group.variable("path_number", {"failure"}, path_number);
  put_pure(path, {"number of the path, from 0", "路径编号，从 0 起"});
  put_pure(group.variable("time_index", {"failure"}, time_index), {"period of the run, from 0", "模拟期中的时期，从 0 起"});
  put_label(group.variable("failure_kind", {"failure"}, kind), {"what went wrong", "失败的种类"});
  put_label(group.variable("equation", {"failure"}, equation), {"equation in which it went wrong", "出错的方程"});
}

}  // namespace jingchu::output::detail
