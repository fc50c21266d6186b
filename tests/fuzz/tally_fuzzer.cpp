// Serialised tallies, as snapshots and shards hold them, read for a small simulation of two cases and a contrast.
#include <span>

#include "engine/simulation/simulation.hpp"
#include "tests/engine/small_systems.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace jingchu;
using namespace jingchu::engine;

Program small_program() {
  testing::SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.log(b.add(b.v(x, 1), b.c(1))), b.shock()));
  b.system.outputs.push_back({"x2", b.system.graph.variable_at(x, 1)});
  return Program(std::move(b.system));
}

/// Made once: every input is read for the same simulation.
const Simulation& simulation() {
  static const Program program = small_program();
  static const Plan plan = [] {
    Plan p = testing::plan_for(program, 2, 0.4, 2000);
    p.targets = {{0, Sense::at_least, 0.5, 0, 0}};
    p.target_sets = {{"all", {0}}};
    p.counted_targets = {0};
    return p;
  }();
  static const Simulation made = [] {
    ContrastPlan contrast;
    contrast.targets = {{0, 0}};
    contrast.target_sets = {{0, 0}};
    RunControl control;
    control.threads = 1;
    return Simulation({{&program, &plan}, {&program, &plan}}, {contrast}, control);
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::read_or_refuse([&] {
    Tally tally = simulation().empty_tally();
    tally.restore(std::as_bytes(std::span(data, size)));
    // What was read can be written and read again.
    const auto bytes = tally.serialise();
    Tally again = simulation().empty_tally();
    again.restore(bytes);
    if (again.serialise() != bytes) std::abort();
  });
  return 0;
}
