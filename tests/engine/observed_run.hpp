#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/simulation/simulation.hpp"
#include "tests/engine/linear_gaussian.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine::testing {

/// x = 0.5 x[-1] + 1 + e from 1 on, four periods: what is published of it, and the exact answers.
inline constexpr int periods = 4;
inline constexpr double decay = 0.5, constant = 1, shock_sd = 0.3;

/// What the outputs are of x_1 .. x_4.
inline const std::vector<double> second = {0, 1, 0, 0}, sum_of_two = {1, 1, 0, 0}, last = {0, 0, 0, 1};

/// Two releases: x of the second period, then the sum of the first two with a smaller error.
inline ObservationRule in_second() { return {0, 1.95, 0.3, 0}; }
inline ObservationRule in_both() { return {1, 3.0, 0.2, 1}; }
inline std::vector<ObservationRule> two_releases() { return {in_second(), in_both()}; }

/// The law of x before anything is published, and after one or two releases.
inline NormalVector prior() { return autoregression(periods, 1, decay, constant, shock_sd); }
inline NormalVector after_releases(int releases) {
  NormalVector x = prior();
  if (releases > 0) x.observe(second, 1.95, 0.3);
  if (releases > 1) x.observe(sum_of_two, 3.0, 0.2);
  return x;
}

/// Defines x, and as outputs what is published of it: x of the second period and the sum of the first two.
inline void define_observed(SystemBuilder& b, VariableId x) {
  b.define(x, b.add(b.add(b.mul(b.c(decay), b.v(x, 1)), b.c(constant)), b.shock()));
  auto& graph = b.system.graph;
  b.system.outputs.push_back({"second", graph.variable_at(x, 1)});
  b.system.outputs.push_back({"sum", b.add(graph.variable_at(x, 0), graph.variable_at(x, 1))});
}

/// A run of x alone, with x of the last period as a third output and two targets on it.
struct ObservedRun {
  Program program{system()};
  Plan plan;

  static EquationSystem system() {
    SystemBuilder b;
    const VariableId x = b.declare("x");
    define_observed(b, x);
    b.system.outputs.push_back({"last", b.system.graph.variable_at(x, 3)});
    return std::move(b.system);
  }
  ObservedRun(std::int64_t paths, std::vector<ObservationRule> observations) : plan(plan_for(program, periods, shock_sd, paths)) {
    plan.variable_has_histogram = {1};
    plan.output_has_histogram = {0, 0, 1};
    plan.targets = {{2, Sense::at_least, 2.1, 0, 0}, {2, Sense::at_most, 1.9, 0, 0.1}};
    plan.target_sets = {{"all", {0, 1}}, {"first", {0}}};
    plan.counted_targets = {0, 1};
    plan.observations = std::move(observations);
  }
  Outcome run() const {
    RunControl control;
    control.threads = 2;
    control.tile_width = 192;
    return simulate(program, plan, control);
  }
  /// All that the run counts.
  std::vector<std::byte> bytes(int threads, int width, Isa isa) const {
    RunControl control;
    control.threads = threads;
    control.tile_width = width;
    control.isa = isa;
    const Simulation simulation({{&program, &plan}}, {}, control);
    Tally tally = simulation.empty_tally();
    simulation.advance(tally, {0, plan.path_count}, control);
    return tally.serialise();
  }
};

}  // namespace jingchu::engine::testing
