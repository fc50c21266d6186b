#include "engine/simulation/path_outputs.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/core/error.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

std::vector<double> path_outputs(const Program& program, const Plan& plan, int output, const RunControl& control) {
  if (output < 0 || static_cast<std::size_t>(output) >= program.system().outputs.size()) throw std::logic_error("path_outputs: there is no such output");
  if (!plan.observations.empty()) throw std::logic_error("path_outputs: paths have weights where values were published");
  const RunTables tables = prepare(program, plan, control.isa);
  std::vector<double> values(static_cast<std::size_t>(plan.path_count));
  const std::int64_t tiles = (plan.path_count + control.tile_width - 1) / control.tile_width;
  const int wanted = control.threads > 0 ? control.threads : available_cores();
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> stopped{false};
  run_workers(static_cast<int>(std::clamp<std::int64_t>(tiles, 1, wanted)), [&](int) {
    Tile tile(tables, control.tile_width);
    for (std::int64_t t = next++; t < tiles; t = next++) {
      if (control.stop && control.stop->load(std::memory_order_relaxed)) {
        stopped = true;
        return;
      }
      const std::int64_t first = t * control.tile_width;
      const int count = static_cast<int>(std::min<std::int64_t>(control.tile_width, plan.path_count - first));
      tile.simulate(plan.first_path + first, count);
      for (int i = 0; i < count; ++i)
        values[static_cast<std::size_t>(first + i)] = tile.is_alive(i) ? tile.output(output)[i] : std::numeric_limits<double>::quiet_NaN();
    }
  });
  if (stopped) throw Error(ExitCode::come_back, "stopped by a signal", "the same command begins again");
  if (std::all_of(values.begin(), values.end(), [](double value) { return std::isnan(value); }))
    throw Error(ExitCode::data, "no path has a solution in one of the cases that are simulated", "'jingchu run' with the same settings says where it fails; choose smaller changes");
  return values;
}

}  // namespace jingchu::engine
