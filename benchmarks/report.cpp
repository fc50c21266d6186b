// The parts of a path of the Hubei report, by tile width.

#include "benchmarks/measure.hpp"
#include "engine/simulation/collector.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

void with(Isa isa, const Report& r) {
  RunControl control;
  control.isa = isa;
  const Simulation simulation({{&r.compiled.program, &r.plan}}, {}, control);
  std::vector<RunTables> tables;
  tables.push_back(prepare(r.compiled.program, r.plan, isa));
  const std::size_t series_count = simulation.empty_tally().cases.front().statistics.series_count();
  const auto series = static_cast<double>(series_count);
  head(fmt::format("report of Hubei 2024: {} equations, {} shocks, {} series, {}", tables.front().variable_count(), r.plan.shocks.size(), series_count, isa_name(isa)));
  const double normals = static_cast<double>(r.plan.shocks.size()) * 28 + static_cast<double>(r.plan.parameters.size());
  for (const int width : {32, 64, 96, 128, 192, 256, 384}) {
    tables.front().make_machine_code(width);
    Tile tile(tables.front(), width);
    Collector collector(tables, simulation.contrasts(), width, simulation.empty_tally());
    const int tiles = 3072 / width;
    AlignedDoubles shocks(2 * r.plan.shocks.size() * static_cast<std::size_t>(width)), parameters(r.plan.parameters.size() * static_cast<std::size_t>(width));
    double draws = 1e9, simulated = 1e9, counted = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) {
      double d = 0, s = 0, c = 0;
      for (int i = 0; i < tiles; ++i) {
        const std::int64_t first = static_cast<std::int64_t>(i) * width;
        d += cpu_of([&] {
          tables.front().draws().parameters(isa, first, width, parameters.data());
          for (int pair = 0; pair < 14; ++pair) tables.front().draws().shocks(isa, first, width, pair, shocks.data());
        });
        s += cpu_of([&] { tile.simulate(first, width); });
        c += cpu_of([&] { collector.simulate(first, width); });
      }
      keep_best(draws, d);
      keep_best(simulated, s);
      keep_best(counted, c);
    }
    const double paths = static_cast<double>(width) * tiles;
    const double share = 100 / counted, us = 1e6 / paths;
    fmt::print("tile of {:>3}: draws {:5.2f} us a path ({:2.0f} %), model {:5.2f} ({:2.0f} %), statistics {:5.2f} ({:2.0f} %); {:.2f} ns a draw, {:.2f} ns a value counted; {:>8.0f} paths a second and core\n",
               width, us * draws, share * draws, us * (simulated - draws), share * (simulated - draws), us * (counted - simulated), share * (counted - simulated), 1e9 * draws / paths / normals,
               1e9 * (counted - simulated) / paths / series, paths / counted);
  }
}

}  // namespace

void report() {
  const Report r = load_report();
  for (const Isa isa : {Isa::avx512, Isa::avx2})
    if (isa <= best_isa()) with(isa, r);
}

}  // namespace jingchu::benchmarks
