// How the cost of a path grows with threads and with equations, and how long models take to compile.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "benchmarks/measure.hpp"
#include "benchmarks/synthetic.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulate.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

void by_threads() {
  Report r = load_report();
  r.plan.path_count = 15360;
  head("threads: whole runs of 15,360 paths of the Hubei report, wall clock");
  double wall[3] = {0, 1e9, 1e9};
  for (int repeat = 0; repeat < 5; ++repeat)
    for (const int threads : {1, 2}) {
      RunControl control;
      control.threads = threads;
      const Simulation simulation({{&r.compiled.program, &r.plan}}, {}, control);
      Tally tally = simulation.empty_tally();
      const auto start = std::chrono::steady_clock::now();
      simulation.advance(tally, {0, r.plan.path_count}, control);
      keep_best(wall[threads], std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
  row("one thread, paths a second", static_cast<double>(r.plan.path_count) / wall[1], "");
  row("two threads, paths a second", static_cast<double>(r.plan.path_count) / wall[2], "");
  row("two threads against one", wall[1] / wall[2], "");
}

void by_equations() {
  head("equations: log-linear, every fourth closing a block of four, 28 quarters, 10 shocks");
  std::vector<double> sizes, costs;
  for (const int n : {16, 32, 64, 128, 200, 300, 600}) {
    constexpr int width = 192, tiles = 2;
    double compiled = 1e9, made = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) keep_best(compiled, cpu_of([&] { const Program program(chain_of_fours(n)); }));
    const Program program(chain_of_fours(n));
    const Plan plan = synthetic_plan(program, 28, 0.02);
    RunTables tables = prepare(program, plan, best_isa());
    for (int repeat = 0; repeat < 5; ++repeat) keep_best(made, cpu_of([&] { tables.make_machine_code(width); }));
    Tile tile(tables, width);
    double best = 1e9;
    for (int repeat = 0; repeat < 7; ++repeat)
      keep_best(best, cpu_of([&] { for (int i = 0; i < tiles; ++i) tile.simulate(i * width, width); }));
    const double path = best / (tiles * width);
    sizes.push_back(n);
    costs.push_back(1e6 * path);
    fmt::print("{:>4} equations: {:6.2f} us a path, {:5.2f} ns a path-quarter-equation; compiled in {:6.2f} ms, machine code in {:6.2f} ms more\n", n, 1e6 * path,
               1e9 * path / (28 * n), 1e3 * compiled, 1e3 * made);
  }
  // Slope of log(cost) over log(equations), by least squares: 1 is linear.
  double x = 0, y = 0, xx = 0, xy = 0;
  const auto count = static_cast<double>(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double a = std::log(sizes[i]), b = std::log(costs[i]);
    x += a / count;
    y += b / count;
    xx += a * a / count;
    xy += a * b / count;
  }
  row("cost of a path goes with equations to the power of", (xy - x * y) / (xx - x * x), "");
  row("microseconds a path that an equation adds, from 16 to 600", (costs.back() - costs.front()) / (sizes.back() - sizes.front()), "us");
}

}  // namespace

void scaling() {
  by_threads();
  by_equations();
}

}  // namespace jingchu::benchmarks
