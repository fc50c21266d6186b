#include "engine/simulation/path_outputs.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/core/error.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile_set.hpp"

namespace jingchu::engine {

std::vector<std::vector<double>> path_outputs(const Program& program, const std::vector<Plan>& plans, int output, const RunControl& control) {
  if (output < 0 || static_cast<std::size_t>(output) >= program.system().outputs.size()) throw std::logic_error("path_outputs: there is no such output");
  std::vector<RunTables> tables;
  for (const Plan& plan : plans) {
    if (!plan.observations.empty()) throw std::logic_error("path_outputs: paths have weights where values were published");
    if (plan.path_count != plans.front().path_count || plan.first_path != plans.front().first_path) throw std::logic_error("path_outputs: plans of different paths");
    tables.push_back(prepare(program, plan, control.isa));
  }
  const std::int64_t paths = plans.front().path_count, first_of_all = plans.front().first_path;
  std::vector<std::vector<double>> values(plans.size(), std::vector<double>(static_cast<std::size_t>(paths)));
  const std::int64_t tiles = (paths + control.tile_width - 1) / control.tile_width;
  const int wanted = control.threads > 0 ? control.threads : available_cores();
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> stopped{false};
  run_workers(static_cast<int>(std::clamp<std::int64_t>(tiles, 1, wanted)), [&](int) {
    TileSet set(tables, std::vector<bool>(tables.size(), false), control.tile_width);
    set.restrict_to(output);
    for (std::int64_t t = next++; t < tiles; t = next++) {
      const std::int64_t first = t * control.tile_width;
      const int count = static_cast<int>(std::min<std::int64_t>(control.tile_width, paths - first));
      set.begin(first_of_all + first, count);
      for (std::size_t c = 0; c < set.size(); ++c) {
        if (control.stop && control.stop->load(std::memory_order_relaxed)) {
          stopped = true;
          return;
        }
        const Tile& tile = set.simulate(c);
        for (int i = 0; i < count; ++i)
          values[c][static_cast<std::size_t>(first + i)] = tile.is_alive(i) ? tile.output(output)[i] : std::numeric_limits<double>::quiet_NaN();
      }
    }
  });
  if (stopped) throw Error(ExitCode::come_back, "stopped by a signal", "the same command begins again");
  for (const auto& of_case : values)
    if (std::all_of(of_case.begin(), of_case.end(), [](double value) { return std::isnan(value); }))
      throw Error(ExitCode::data, "no path has a solution in one of the cases that are simulated", "'jingchu run' with the same settings says where it fails; choose smaller changes");
  return values;
}

}  // namespace jingchu::engine
