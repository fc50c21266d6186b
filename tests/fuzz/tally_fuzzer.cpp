// Serialised tallies, as snapshots and shards hold them, read for a small simulation of two cases and a contrast: the bytes as they are;
// and a good tally of this version with some of its bytes replaced, as pieces of the input say: two bytes of place, one of length, the new bytes.
#include <algorithm>
#include <cstdlib>
#include <span>
#include <vector>

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

const std::vector<std::byte>& good_tally() {
  static const std::vector<std::byte> bytes = [] {
    RunControl control;
    control.threads = 1;
    Tally tally = simulation().empty_tally();
    simulation().advance(tally, {0, 100}, control);
    return tally.serialise();
  }();
  return bytes;
}

std::vector<std::byte> patched(std::span<const std::byte> input) {
  std::vector<std::byte> bytes = good_tally();
  while (input.size() > 3) {
    const std::size_t place = (std::to_integer<std::size_t>(input[0]) * 256 + std::to_integer<std::size_t>(input[1])) % bytes.size();
    const std::size_t length = std::min({std::to_integer<std::size_t>(input[2]), input.size() - 3, bytes.size() - place});
    std::copy_n(input.begin() + 3, length, bytes.begin() + static_cast<std::ptrdiff_t>(place));
    input = input.subspan(3 + length);
  }
  return bytes;
}

void read(std::span<const std::byte> input) {
  fuzz::read_or_refuse([&] {
    Tally tally = simulation().empty_tally();
    tally.restore(input);
    // What was read can be written and read again.
    const auto bytes = tally.serialise();
    Tally again = simulation().empty_tally();
    again.restore(bytes);
    if (again.serialise() != bytes) std::abort();
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  read(input);
  read(patched(input));
  return 0;
}
