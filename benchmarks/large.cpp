// A synthetic model of 3,000 equations, run whole.

#include <chrono>

#include "benchmarks/measure.hpp"
#include "benchmarks/synthetic.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::benchmarks {

using namespace engine;

void large() {
  constexpr int n = 3000;
  head("large: a synthetic model of 3,000 equations in stretches and blocks of 4 to 60, 8 quarters");
  double compiled = cpu_seconds();
  const Program program(large_model(n));
  compiled = cpu_seconds() - compiled;
  Plan plan = synthetic_plan(program, 8, 0.02);
  plan.path_count = 4608;
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = simulate(program, plan, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  row("equations", static_cast<double>(program.system().equations.size()), "");
  row("compiled in", 1e3 * compiled, "ms");
  row("paths a second, all cores, pilot included (wall clock)", static_cast<double>(plan.path_count) / seconds, "");
  row("paths failed", static_cast<double>(outcome.failed), "");
}

}  // namespace jingchu::benchmarks
