// Simultaneous blocks of growing size: cost, share of paths solved, and how many needed the careful solver.

#include "benchmarks/measure.hpp"
#include "benchmarks/synthetic.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::benchmarks {

using namespace engine;

void blocks() {
  head("blocks: random sparse blocks, 8 quarters, shocks of 3 %, tolerance 1e-10");
  double at_20 = 0, at_200 = 0;
  for (const int n : {4, 20, 60, 200, 600}) {
    double compiled = 1e9;
    for (int repeat = 0; repeat < 2; ++repeat) keep_best(compiled, cpu_of([&] { const Program program(random_block(n, 1)); }));
    const Program program(random_block(n, 1));
    constexpr int periods = 8, width = 64;
    const Plan plan = synthetic_plan(program, periods, 0.03);
    RunTables tables = prepare(program, plan, best_isa());
    tables.make_machine_code(width);
    Tile tile(tables, width);
    const int tiles = std::max(2, 2400 / n);
    double best = 1e9;
    std::int64_t failed = 0, careful = 0;
    for (int repeat = 0; repeat < 3; ++repeat) {
      const std::int64_t before = tile.careful_count();
      failed = 0;
      keep_best(best, cpu_of([&] {
        for (int i = 0; i < tiles; ++i) {
          tile.simulate(static_cast<std::int64_t>(i) * width, width);
          failed += static_cast<std::int64_t>(tile.failures().size());
        }
      }));
      careful = tile.careful_count() - before;
    }
    const double paths = static_cast<double>(tiles) * width, cost = 1e9 * best / (paths * periods * n);
    if (n == 20) at_20 = cost;
    if (n == 200) at_200 = cost;
    fmt::print("{:>4} equations, {:>3} tears: {:7.2f} ns a path-period-equation; {} of {} paths failed, {} careful solves; compiled in {:.1f} ms\n", n,
               program.blocks().front().tears.size(), cost, failed, static_cast<std::int64_t>(paths), careful, 1e3 * compiled);
  }
  row("cost of 200 against 20 equations", at_200 / at_20, "");
}

}  // namespace jingchu::benchmarks
