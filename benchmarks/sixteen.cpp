// The sixteen-equation model in the engine and by hand, in turn; and the parts a path is made of.

#include <algorithm>
#include <string>

#include "benchmarks/measure.hpp"
#include "benchmarks/sixteen_hand.hpp"
#include "engine/simulation/collector.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

/// The sixteen equations over a tile, by hand, with the engine's own draws; or the draws alone.
void by_hand(const RunTables& tables, int width, int tiles, AlignedDoubles& values, bool with_model) {
  constexpr int steps = 2;
  AlignedDoubles parameters(static_cast<std::size_t>(10 * width)), shocks(static_cast<std::size_t>(20 * width));
  const std::size_t slab = static_cast<std::size_t>(16 * width);
  for (int tile = 0; tile < tiles; ++tile) {
    const std::int64_t first = static_cast<std::int64_t>(tile) * width;
    tables.draws().parameters(tables.isa(), first, width, parameters.data());
    for (int t = 0; t < 28; ++t) {
      if (t % 2 == 0) tables.draws().shocks(tables.isa(), first, width, t / 2, shocks.data());
      if (with_model)
        sixteen_by_hand(tables.isa(), parameters.data(), shocks.data() + (t % 2) * 10 * width, values.data() + static_cast<std::size_t>(t) * slab,
                        values.data() + static_cast<std::size_t>(t + 1) * slab, width, steps);
    }
  }
}

}  // namespace

void sixteen() {
  const auto store = models::file_store({JINGCHU_SOURCE_DIR});
  const models::Model model = models::load_model(*store, std::string(JINGCHU_SOURCE_DIR) + "/benchmarks/sixteen/model.toml", "", {});
  const models::CompiledModel compiled = models::compile(model, {Period(model.frequency, 2024, 1), Period(model.frequency, 2030, 4)}, {}, {});
  Plan plan = models::bind(model, compiled, {});
  plan.path_count = 1;
  std::fill(plan.variable_has_histogram.begin(), plan.variable_has_histogram.end(), char{0});
  std::fill(plan.output_has_histogram.begin(), plan.output_has_histogram.end(), char{0});
  Plan by_points = plan;
  by_points.sampling = {Sampling::Kind::sobol, 16};
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::plain}) {
    if (isa > best_isa()) continue;
    std::vector<RunTables> tables;
    tables.push_back(prepare(compiled.program, plan, isa));
    const RunTables interpreted = prepare(compiled.program, plan, isa);
    const RunTables of_points = prepare(compiled.program, by_points, isa);
    constexpr int width = 192, tiles = 16;
    tables.front().make_machine_code(width);
    const bool has_machine_code = tables.front().machine_code() != nullptr;
    RunControl control;
    control.isa = isa;
    const Simulation simulation({{&compiled.program, &plan}}, {}, control);
    Collector collector(tables, simulation.contrasts(), width, simulation.empty_tally());
    Tile tile(tables.front(), width), interpreted_tile(interpreted, width);
    AlignedDoubles values(static_cast<std::size_t>(29 * 16 * width));
    for (std::size_t v = 0; v < 16; ++v) std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(v * width), width, tables.front().history(static_cast<int>(v), 1));
    double engine = 1e9, interpreter = 1e9, hand = 1e9, draws = 1e9, points = 1e9, counted = 1e9;
    const auto each_tile = [](auto f) {
      for (int i = 0; i < tiles; ++i) f(static_cast<std::int64_t>(i) * width);
    };
    const int repeats = isa == Isa::plain ? 3 : 40;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      keep_best(engine, cpu_of([&] { each_tile([&](std::int64_t first) { tile.simulate(first, width); }); }));
      keep_best(interpreter, cpu_of([&] { each_tile([&](std::int64_t first) { interpreted_tile.simulate(first, width); }); }));
      keep_best(hand, cpu_of([&] { by_hand(tables.front(), width, tiles, values, true); }));
      keep_best(draws, cpu_of([&] { by_hand(tables.front(), width, tiles, values, false); }));
      keep_best(points, cpu_of([&] { by_hand(of_points, width, tiles, values, false); }));
      keep_best(counted, cpu_of([&] { each_tile([&](std::int64_t first) { collector.simulate(first, width); }); }));
    }
    const double paths = static_cast<double>(width) * tiles, cells = paths * 28 * 16, normals = paths * (28 * 10 + 10);
    head(fmt::format("sixteen equations, 28 quarters, 10 shocks, {}, {}", isa_name(isa), has_machine_code ? "machine code" : "interpreter"));
    row("draws, a normal (of nine correlated shocks and one alone, mixing included)", 1e9 * draws / normals, "ns");
    row("the same by Sobol points", 1e9 * points / normals, "ns");
    row("model in the engine, a path-quarter-equation (draws taken off)", 1e9 * (engine - draws) / cells, "ns");
    row("the same by the interpreter", 1e9 * (interpreter - draws) / cells, "ns");
    row("model by hand, a path-quarter-equation (draws taken off)", 1e9 * (hand - draws) / cells, "ns");
    row("engine / by hand, model alone", (engine - draws) / (hand - draws), "");
    row("interpreter / by hand, model alone", (interpreter - draws) / (hand - draws), "");
    row("engine / by hand, draws and model", engine / hand, "");
    row("share of draws, model, moments of all series", 100 * draws / counted, "%");
    row("", 100 * (engine - draws) / counted, "%");
    row("", 100 * (counted - engine) / counted, "%");
    row("paths a second and core, draws, model and moments of all", paths / counted, "");
  }
}

}  // namespace jingchu::benchmarks
