// How fast is a path, and against what? Prints one table: the sixteen-equation model in the engine and by hand, the
// parts of a path of the Hubei report, and how each grows with threads and equations. Every figure is the best of
// interleaved repetitions of CPU time of one thread, except those that name threads, which are wall clock.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>
#include <vector>

#include "benchmarks/sixteen_hand.hpp"
#include "engine/simulation/collector.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/pilot.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile.hpp"
#include "models/compile.hpp"
#include "scenarios/scenario.hpp"

namespace {

using namespace jingchu;
using namespace jingchu::engine;

const std::string root = JINGCHU_SOURCE_DIR;

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class F>
double cpu_of(F f) {
  const double start = cpu_seconds();
  f();
  return cpu_seconds() - start;
}

void row(std::string_view what, double value, std::string_view unit) { fmt::print("{:<64} {:>10.3f} {}\n", what, value, unit); }

models::CompiledModel compile_file(const std::string& file, models::Model& model) {
  const auto store = models::file_store({root});
  model = models::load_model(*store, file, "", {});
  return models::compile(model, {Period(model.frequency, 2024, 1), Period(model.frequency, 2030, 4)}, {}, {});
}

/// The sixteen equations over a tile, by hand, with the engine's own draws.
void by_hand(const RunTables& tables, int width, int tiles, int steps, AlignedDoubles& values, bool with_model) {
  AlignedDoubles parameters(static_cast<std::size_t>(10 * width)), shocks(static_cast<std::size_t>(20 * width));
  const std::size_t slab = static_cast<std::size_t>(16 * width);
  for (int tile = 0; tile < tiles; ++tile) {
    const std::int64_t first = static_cast<std::int64_t>(tile) * width;
    tables.draws().parameters(tables.isa(), first, width, parameters.data());
    for (int t = 0; t < 28; ++t) {
      if (t % 2 == 0) tables.draws().shocks(tables.isa(), first, width, t / 2, shocks.data());
      if (with_model)
        sixteen_by_hand(tables.isa(), parameters.data(), shocks.data() + (t % 2) * 10 * width,
                        values.data() + static_cast<std::size_t>(t) * slab,
                        values.data() + static_cast<std::size_t>(t + 1) * slab, width, steps);
    }
  }
}

void sixteen() {
  models::Model model;
  const models::CompiledModel compiled = compile_file(root + "/benchmarks/sixteen/model.toml", model);
  Plan plan = models::bind(model, compiled, {});
  plan.path_count = 1;
  for (const Isa isa : {Isa::avx512, Isa::avx2}) {
    if (isa > best_isa()) continue;
    const RunTables tables = prepare(compiled.program, plan, isa);
    constexpr int width = 192, tiles = 40;
    Tile tile(tables, width);
    AlignedDoubles values(static_cast<std::size_t>(29 * 16 * width));
    for (std::size_t v = 0; v < 16; ++v)
      std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(v * width), width, tables.history(static_cast<int>(v), 1));
    double engine = 1e9, hand = 1e9, draws = 1e9;
    for (int repeat = 0; repeat < 15; ++repeat) {
      engine = std::min(engine, cpu_of([&] { for (int i = 0; i < tiles; ++i) tile.simulate(static_cast<std::int64_t>(i) * width, width); }));
      hand = std::min(hand, cpu_of([&] { by_hand(tables, width, tiles, 2, values, true); }));
      draws = std::min(draws, cpu_of([&] { by_hand(tables, width, tiles, 2, values, false); }));
    }
    const double paths = static_cast<double>(width) * tiles, cells = paths * 28 * 16;
    fmt::print("\nsixteen equations, 28 quarters, {}\n", isa_name(isa));
    row("draws, per normal", 1e9 * draws / (paths * (28 * 10 + 10)), "ns");
    row("model in the engine, per path-quarter-equation (draws taken off)", 1e9 * (engine - draws) / cells, "ns");
    row("model by hand, per path-quarter-equation (draws taken off)", 1e9 * (hand - draws) / cells, "ns");
    row("ratio engine / hand, model alone", (engine - draws) / (hand - draws), "");
    row("ratio engine / hand, draws and model", engine / hand, "");
    row("paths a second and core, draws and model", paths / engine, "");
  }
}

void hubei() {
  const auto store = models::file_store({root});
  const scenarios::Scenario scenario = scenarios::load_scenario(*store, "hubei-2024/report");
  const auto requests = scenarios::measure_requests(scenario);
  const models::CompiledModel compiled = models::compile(*scenario.model, scenario.horizon, {}, requests);
  Plan plan = models::bind(*scenario.model, compiled, scenario.setting);
  plan.seed = static_cast<std::uint64_t>(scenario.seed);
  scenarios::add_targets(scenario, static_cast<int>(compiled.outputs.size() - requests.size()), plan);
  plan.path_count = 1;
  const RunTables tables = prepare(compiled.program, plan, best_isa());
  const auto grids = pilot_grids(tables, 256, 1);
  fmt::print("\nreport of Hubei 2024, {} equations, {}\n", tables.variable_count(), isa_name(best_isa()));
  const double normals = static_cast<double>(plan.shocks.size()) * 28 + static_cast<double>(plan.parameters.size());
  for (const int width : {64, 128, 192, 256, 384}) {
    Tile tile(tables, width);
    Collector collector(tables, grids);
    const int tiles = 3072 / width;
    AlignedDoubles shocks(2 * plan.shocks.size() * static_cast<std::size_t>(width));
    double draws = 1e9, model = 1e9, collect = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) {
      double d = 0, m = 0, c = 0;
      for (int i = 0; i < tiles; ++i) {
        const std::int64_t first = static_cast<std::int64_t>(i) * width;
        d += cpu_of([&] { for (int pair = 0; pair < 14; ++pair) tables.draws().shocks(tables.isa(), first, width, pair, shocks.data()); });
        m += cpu_of([&] { tile.simulate(first, width); });
        c += cpu_of([&] { collector.add(tile, width); });
      }
      draws = std::min(draws, d);
      model = std::min(model, m);
      collect = std::min(collect, c);
    }
    const double paths = static_cast<double>(width) * tiles;
    fmt::print("tile of {:>3}: draws {:5.2f}  model {:5.2f}  statistics {:5.2f} us a path; {:.2f} ns a draw; {:>8.0f} paths a second and core\n",
               width, 1e6 * draws / paths, 1e6 * (model - draws) / paths, 1e6 * collect / paths,
               1e9 * draws / paths / normals, paths / (model + collect));
  }
  plan.path_count = 30720;
  double wall[3] = {0, 1e9, 1e9};
  for (int repeat = 0; repeat < 4; ++repeat)
    for (const int threads : {1, 2}) {
      RunControl control;
      control.threads = threads;
      const auto start = std::chrono::steady_clock::now();
      simulate(compiled.program, plan, control);
      wall[threads] = std::min(wall[threads], std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
  row("whole run of 30,720 paths, one thread, paths a second", 30720 / wall[1], "");
  row("whole run of 30,720 paths, two threads, paths a second", 30720 / wall[2], "");
  row("two threads against one", wall[1] / wall[2], "");
}

/// Cost against the number of equations: chains of log-linear equations with blocks of four.
void growth() {
  fmt::print("\ncost against size: log-linear equations, every fourth closing a block of four\n");
  for (const int n : {16, 60, 200, 600}) {
    EquationSystem system;
    ExpressionGraph& g = system.graph;
    for (int i = 0; i < n; ++i) {
      const VariableId left(std::max(0, i - 1)), close(std::min(n - 1, i + 3 - i % 4));
      ExprId sum = g.shock(ShockId(i % 10));
      sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.5), g.unary(Op::log, g.variable(left, 1))));
      if (i % 4 == 0) sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.2), g.unary(Op::log, g.variable(close))));
      else sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.3), g.unary(Op::log, g.variable(left))));
      system.equations.push_back({fmt::format("x{}", i), g.unary(Op::exp, sum), false});
    }
    system.shock_count = 10;
    const double compile_seconds = cpu_seconds();
    const Program program(std::move(system));
    const double compiled = cpu_seconds() - compile_seconds;
    Plan plan;
    plan.periods = 28;
    plan.history_periods = 1;
    plan.history.assign(static_cast<std::size_t>(n), 1.0);
    for (int s = 0; s < 10; ++s) plan.shocks.push_back({fmt::format("e{}", s), NormalLaw{0, 0.02}});
    plan.variable_has_histogram.assign(static_cast<std::size_t>(n), 0);
    plan.path_count = 1;
    const RunTables tables = prepare(program, plan, best_isa());
    Tile tile(tables, 128);
    double best = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat)
      best = std::min(best, cpu_of([&] { for (int i = 0; i < 6; ++i) tile.simulate(i * 128, 128); }));
    fmt::print("{:>4} equations: {:6.2f} ns a path-quarter-equation, compiled in {:7.2f} ms\n", n,
               1e9 * best / (6.0 * 128 * 28 * n), 1e3 * compiled);
  }
}

}  // namespace

int main() {
  fmt::print("instruction set {}, {} cores\n", isa_name(best_isa()), available_cores());
  sixteen();
  hubei();
  growth();
}
