#include "engine/simulation/simulate.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "engine/simulation/collector.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/pilot.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

/// Hands out work units to workers and tells how far the run is.
class Progress {
 public:
  Progress(std::int64_t paths, const RunControl& control) : paths_(paths), control_(control) {}

  /// First path of the next unit, or -1 when there is none or the run is to stop.
  std::int64_t next() {
    if (control_.stop && control_.stop->load(std::memory_order_relaxed)) return -1;
    const std::int64_t first = next_.fetch_add(work_unit);
    return first < paths_ ? first : -1;
  }

  void done(std::int64_t paths) {
    const std::lock_guard lock(guard_);
    done_ += paths;
    if (control_.progress) control_.progress(done_, paths_);
  }

  bool complete() const noexcept { return done_ == paths_; }

 private:
  std::int64_t paths_;
  const RunControl& control_;
  std::atomic<std::int64_t> next_{0};
  std::mutex guard_;
  std::int64_t done_ = 0;
};

void run_unit(Tile& tile, Collector& collector, std::int64_t first, std::int64_t end) {
  for (std::int64_t path = first; path < end; path += tile.width()) {
    const int count = static_cast<int>(std::min<std::int64_t>(tile.width(), end - path));
    tile.simulate(path, count);
    collector.add(tile, count);
  }
}

}  // namespace

Outcome simulate(const Program& program, const Plan& plan, const RunControl& control) {
  if (control.tile_width < 8 || control.tile_width % 8 != 0 || control.tile_width > work_unit)
    throw std::logic_error("simulate: tile width is not a multiple of 8 between 8 and the work unit");
  if (plan.first_path % work_unit != 0 || plan.path_count < 1)
    throw std::logic_error("simulate: paths do not start at a work unit, or there are none");
  for (const TargetRule& rule : plan.targets)
    if (rule.output < 0 || static_cast<std::size_t>(rule.output) >= program.system().outputs.size())
      throw std::logic_error("simulate: a target compares an output that is not there");
  const RunTables tables = prepare(program, plan, control.isa);
  const int units = static_cast<int>(
      std::min<std::int64_t>((plan.path_count + work_unit - 1) / work_unit, std::numeric_limits<int>::max()));
  const int wanted = control.threads > 0 ? control.threads : available_cores();
  const int workers = std::max(1, std::min(wanted, units));
  const auto grids = pilot_grids(tables, control.tile_width, wanted);

  Progress progress(plan.path_count, control);
  std::vector<std::unique_ptr<Collector>> collectors(static_cast<std::size_t>(workers));
  run_workers(workers, [&](int worker) {
    auto collector = std::make_unique<Collector>(tables, grids);
    Tile tile(tables, control.tile_width);
    for (std::int64_t first = progress.next(); first >= 0; first = progress.next()) {
      const std::int64_t end = std::min(first + work_unit, plan.path_count);
      run_unit(tile, *collector, plan.first_path + first, plan.first_path + end);
      progress.done(end - first);
    }
    collector->set_careful(tile.careful_count());
    collectors[static_cast<std::size_t>(worker)] = std::move(collector);
  });
  for (std::size_t i = 1; i < collectors.size(); ++i) {
    collectors[0]->merge(*collectors[i]);
    collectors[i].reset();
  }
  Outcome outcome;
  outcome.grids = grids;
  std::move(*collectors[0]).finish(outcome);
  outcome.complete = progress.complete();
  return outcome;
}

}  // namespace jingchu::engine
