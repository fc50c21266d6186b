#include "app/batch/estimate.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

#include "app/batch/join_results.hpp"
#include "app/study/results_content.hpp"
#include "app/study/study.hpp"

namespace jingchu::app {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// What a run costs: a start, and so much a path.
struct Cost {
  double start = 0, path = 0;   ///< seconds
};

Cost measure(const BatchWork& work, const BatchOrder& order) {
  constexpr double enough = 0.5;   // seconds
  const auto begin = Clock::now();
  const auto store = order.store();
  const Study study = prepare(*store, work.item.scenario, work.item.overrides, {}, nullptr, order.shared.get());
  const engine::Simulation simulation({{&study.compiled->program, &study.plan}}, {}, order.control);
  Cost cost;
  cost.start = seconds_since(begin);
  engine::Tally tally = simulation.empty_tally();
  const auto first_path = Clock::now();
  std::int64_t paths = engine::work_unit * order.control.threads;
  for (; seconds_since(first_path) < enough && tally.done.count() < work.paths; paths *= 2) {
    simulation.advance(tally, {0, std::min(paths, work.paths)}, order.control);
    order.stop_if_asked("while a run was measured");
  }
  cost.path = seconds_since(first_path) / static_cast<double>(tally.done.count());
  return cost;
}

}  // namespace

BatchEstimate estimate_batch(const std::vector<BatchWork>& work, const BatchOrder& order) {
  constexpr std::size_t most_measured = 4;
  std::map<std::int64_t, Cost> measured;   // by cells
  BatchEstimate estimate;
  std::vector<double> memory;
  for (const BatchWork& item : work) {
    auto at = measured.find(item.cells);
    if (at == measured.end() && measured.size() < most_measured) at = measured.emplace(item.cells, measure(item, order)).first;
    Cost cost;
    if (at != measured.end()) {
      cost = at->second;
    } else {
      // In proportion to the nearest that was measured.
      const auto nearest = std::min_element(measured.begin(), measured.end(), [&](const auto& a, const auto& b) { return std::abs(a.first - item.cells) < std::abs(b.first - item.cells); });
      const double ratio = static_cast<double>(item.cells) / static_cast<double>(std::max<std::int64_t>(1, nearest->first));
      cost = {nearest->second.start * ratio, nearest->second.path * ratio};
    }
    estimate.seconds.push_back(cost.start + cost.path * static_cast<double>(item.paths));
    estimate.total_seconds += estimate.seconds.back() / order.jobs;
    estimate.disk += item.disk;
    memory.push_back(item.memory);
  }
  std::sort(memory.begin(), memory.end(), std::greater<>());
  for (std::size_t i = 0; i < std::min(memory.size(), static_cast<std::size_t>(order.jobs)); ++i) estimate.memory += memory[i];
  if (order.join) {
    estimate.memory = std::max(estimate.memory, memory_to_join(work));
    estimate.disk *= 2;
  }
  // One run cannot be faster than itself, however many work at the same time.
  estimate.total_seconds = std::max(estimate.total_seconds, *std::max_element(estimate.seconds.begin(), estimate.seconds.end()));
  return estimate;
}

}  // namespace jingchu::app
