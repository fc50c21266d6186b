// The sixteen-equation model in the engine and by hand, in turn; and the parts a path is made of.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <numeric>
#include <string>
#include <variant>

#include "benchmarks/measure.hpp"
#include "benchmarks/sixteen_hand.hpp"
#include "engine/program/with_outputs.hpp"
#include "engine/random/correlation.hpp"
#include "engine/random/draws.hpp"
#include "engine/simulation/collector.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulate.hpp"
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

/// What a run by hand needs to draw as the engine does, and to count about the same centre.
SixteenRun run_of(const Program& program, const Plan& plan) {
  SixteenRun run{};
  run.seed = plan.seed;
  const std::vector<CorrelatedGroup> groups = correlated_groups(plan.shocks, plan.shock_correlations);
  for (std::size_t i = 0; i < SixteenRun::drawn; ++i) {
    const auto &parameter = std::get<NormalLaw>(plan.parameters[i].law), &shock = std::get<NormalLaw>(plan.shocks[i].law);
    run.parameter_ids[i] = draw_id(plan.parameters[i].name);
    run.shock_ids[i] = draw_id(plan.shocks[i].name);
    run.parameter_mean[i] = parameter.mean;
    run.parameter_sd[i] = parameter.sd;
    const std::vector<std::size_t>& members = groups.front().members;
    const auto row = static_cast<std::size_t>(std::find(members.begin(), members.end(), i) - members.begin());
    for (std::size_t c = 0; c < members.size(); ++c) run.mixing[i][members[c]] = shock.sd * groups.front().factor[row * members.size() + c];
  }
  const PathRecord central = central_path(program, plan);
  for (std::size_t v = 0; v < SixteenRun::variables; ++v) {
    run.history[v] = plan.history[v * static_cast<std::size_t>(plan.history_periods) + static_cast<std::size_t>(plan.history_periods - 1)];
    for (std::size_t t = 0; t < SixteenRun::quarters; ++t) run.centre[t][v] = central.values[v * SixteenRun::quarters + t];
  }
  return run;
}

/// The largest distance of a mean by hand from that of the engine, in standard deviations: the draws are the same.
double distance_of_means(const SixteenRun& run, const SixteenRun::Moments& moments, const Outcome& outcome, double paths) {
  double largest = 0;
  for (std::size_t t = 0; t < SixteenRun::quarters; ++t)
    for (std::size_t v = 0; v < SixteenRun::variables; ++v) {
      const SeriesSummary engine = outcome.summary(t * SixteenRun::variables + v, {});
      const double sum = std::accumulate(std::begin(moments.sum[t][v]), std::end(moments.sum[t][v]), 0.0);
      largest = std::max(largest, std::abs(run.centre[t][v] + sum / paths - engine.mean) / engine.sd);
    }
  return largest;
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
  // What the code by hand computes: no yearly values.
  const Program equations = with_outputs(compiled.program, {});
  Plan equations_plan = plan;
  equations_plan.output_has_histogram.clear();
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::plain}) {
    if (isa > best_isa()) continue;
    std::vector<RunTables> tables;
    tables.push_back(prepare(compiled.program, plan, isa));
    std::vector<RunTables> of_equations;
    of_equations.push_back(prepare(equations, equations_plan, isa));
    const RunTables interpreted = prepare(equations, equations_plan, isa);
    const RunTables of_points = prepare(compiled.program, by_points, isa);
    constexpr int width = 192, tiles = 16;
    tables.front().make_machine_code(width);
    of_equations.front().make_machine_code(width);
    const bool has_machine_code = tables.front().machine_code() != nullptr;
    RunControl control;
    control.isa = isa;
    const Simulation simulation({{&compiled.program, &plan}}, {}, control), equations_simulation({{&equations, &equations_plan}}, {}, control);
    Collector collector(tables, simulation.contrasts(), width, simulation.empty_tally()), equations_collector(of_equations, simulation.contrasts(), width, equations_simulation.empty_tally());
    Tile all_tile(tables.front(), width), tile(of_equations.front(), width), interpreted_tile(interpreted, width);
    AlignedDoubles values(static_cast<std::size_t>(29 * 16 * width));
    for (std::size_t v = 0; v < 16; ++v) std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(v * width), width, tables.front().history(static_cast<int>(v), 1));
    double all = 1e9, engine = 1e9, interpreter = 1e9, hand = 1e9, draws = 1e9, points = 1e9, counted = 1e9, counted_equations = 1e9, hand_draws = 1e9, hand_all = 1e9;
    const SixteenRun run = run_of(compiled.program, plan);
    constexpr int hand_width = 64;
    AlignedDoubles work(SixteenRun::work_rows * hand_width);
    const auto each_hand_tile = [](auto f) {
      for (int i = 0; i < tiles * width; i += hand_width) f(std::int64_t{i});
    };
    const auto moments = std::make_unique<SixteenRun::Moments>();
    const auto each_tile = [](auto f) {
      for (int i = 0; i < tiles; ++i) f(static_cast<std::int64_t>(i) * width);
    };
    const int repeats = isa == Isa::plain ? 3 : 40;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      keep_best(all, cpu_of([&] { each_tile([&](std::int64_t first) { all_tile.simulate(first, width); }); }));
      keep_best(engine, cpu_of([&] { each_tile([&](std::int64_t first) { tile.simulate(first, width); }); }));
      keep_best(interpreter, cpu_of([&] { each_tile([&](std::int64_t first) { interpreted_tile.simulate(first, width); }); }));
      keep_best(hand, cpu_of([&] { by_hand(tables.front(), width, tiles, values, true); }));
      keep_best(draws, cpu_of([&] { by_hand(tables.front(), width, tiles, values, false); }));
      keep_best(points, cpu_of([&] { by_hand(of_points, width, tiles, values, false); }));
      keep_best(hand_draws, cpu_of([&] { each_hand_tile([&](std::int64_t first) { sixteen_draws_by_hand(isa, run, first, hand_width, work.data()); }); }));
      *moments = {};
      keep_best(hand_all, cpu_of([&] { each_hand_tile([&](std::int64_t first) { sixteen_run_by_hand(isa, run, first, hand_width, work.data(), *moments); }); }));
      keep_best(counted, cpu_of([&] { each_tile([&](std::int64_t first) { collector.simulate(first, width); }); }));
      keep_best(counted_equations, cpu_of([&] { each_tile([&](std::int64_t first) { equations_collector.simulate(first, width); }); }));
    }
    const double paths = static_cast<double>(width) * tiles, cells = paths * 28 * 16, normals = paths * (28 * 10 + 10);
    head(fmt::format("sixteen equations, 28 quarters, 10 shocks, {}, {}", isa_name(isa), has_machine_code ? "machine code" : "interpreter"));
    row("draws, a normal (of ten correlated shocks, mixing included)", 1e9 * draws / normals, "ns");
    row("the same by Sobol points", 1e9 * points / normals, "ns");
    row("model in the engine, a path-quarter-equation (draws taken off)", 1e9 * (engine - draws) / cells, "ns");
    row("the same with yearly values of all variables", 1e9 * (all - draws) / cells, "ns");
    row("without them, by the interpreter", 1e9 * (interpreter - draws) / cells, "ns");
    row("model by hand, a path-quarter-equation (draws taken off)", 1e9 * (hand - draws) / cells, "ns");
    row("engine / by hand, model alone", (engine - draws) / (hand - draws), "");
    row("interpreter / by hand, model alone", (interpreter - draws) / (hand - draws), "");
    row("engine with yearly values / by hand, which has none, model alone", (all - draws) / (hand - draws), "");
    row("engine / by hand, draws and model", engine / hand, "");
    row("share of draws, of a path with yearly values and moments of all series", 100 * draws / counted, "%");
    row("share of the model", 100 * (all - draws) / counted, "%");
    row("share of moments", 100 * (counted - all) / counted, "%");
    row("draws by hand, a normal, mixing included", 1e9 * hand_draws / normals, "ns");
    row("paths a second and core, draws, model, yearly values of all variables, moments of all", paths / counted, "");
    row("the same without yearly values", paths / counted_equations, "");
    row("by hand, without them", paths / hand_all, "");
    row("engine without yearly values / by hand, draws, model and moments", counted_equations / hand_all, "");
    row("farthest mean by hand from that of the engine", distance_of_means(run, *moments, equations_collector.take(equations_simulation.empty_tally()).cases.front(), paths), "sd");
  }
}

}  // namespace jingchu::benchmarks
