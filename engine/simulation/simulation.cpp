#include "engine/simulation/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <stdexcept>

#include "engine/simulation/collector.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/run_tiles.hpp"

namespace jingchu::engine {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// What the workers share: which paths are to do, and the tally they hand in to.
class Exchange {
 public:
  Exchange(Tally& total, PathRange wanted, const RunControl& control, int workers)
      : total_(total), control_(control), to_do_(total.done.missing(wanted).ranges()), wanted_(wanted.count()),
        done_(wanted_ - total.done.missing(wanted).count()), working_(workers), interval_(control.save_interval) {}

  /// The next paths to simulate, at most a work unit and none across the end of one; empty when there are none left.
  PathRange next() {
    const std::lock_guard lock(guard_);
    if (at_ == to_do_.size()) return {};
    PathRange& left = to_do_[at_];
    const PathRange share{left.first, std::min(left.end, (left.first / work_unit + 1) * work_unit)};
    left.first = share.end;
    if (left.first == left.end) ++at_;
    return share;
  }

  void show_progress(std::int64_t paths) {
    const std::lock_guard lock(guard_);
    done_ += paths;
    if (control_.progress) control_.progress(done_, wanted_);
  }

  bool stopped() const noexcept { return abandoned_.load(std::memory_order_relaxed) || (control_.stop && control_.stop->load(std::memory_order_relaxed)); }
  /// One worker's trouble ends the work of all.
  void abandon() noexcept { abandoned_ = true; }

  /// Whether a worker that handed in at `last` is to do it again: only then is its work part of what is saved.
  bool due(Clock::time_point last) const { return control_.save && seconds_since(last) >= interval_.load(std::memory_order_relaxed); }

  void hand_in(Tally part, bool last) {
    const std::lock_guard lock(total_guard_);
    const auto start = Clock::now();
    total_.merge(std::move(part));
    ++handed_in_;
    working_ -= last;
    if (!control_.save || working_ == 0 || handed_in_ < working_) return;
    control_.save(total_);
    constexpr double share_of_time = 100;
    interval_ = std::max(control_.save_interval, share_of_time * seconds_since(start));
    handed_in_ = 0;
  }

 private:
  Tally& total_;
  const RunControl& control_;
  std::mutex guard_, total_guard_;
  std::vector<PathRange> to_do_;
  std::size_t at_ = 0;
  std::int64_t wanted_, done_;
  int working_, handed_in_ = 0;
  std::atomic<double> interval_;
  std::atomic<bool> abandoned_{false};
};

/// Simulates the paths until their end or a stop.
void run_paths(Collector& collector, PathRange paths, Exchange& exchange) {
  const auto tile_by_tile = [&] { return [&](std::int64_t first, int count) { collector.simulate(first, count); }; };
  exchange.show_progress(run_tiles(paths, collector.tile_width(), 1, tile_by_tile, [&] { return exchange.stopped(); }));
}

int worker_count(const RunControl& control, std::int64_t paths) {
  const std::int64_t units = (paths + work_unit - 1) / work_unit;
  return static_cast<int>(std::clamp<std::int64_t>(units, 1, thread_count(control.threads)));
}

int replicates_of(const Plan& plan) { return plan.sampling.kind == Sampling::Kind::sobol ? plan.sampling.replicates : 0; }

/// What is counted when values were published.
Conditioned::Shape conditioned_shape(const RunTables& tables, const Grids& grids, const std::vector<double>& references) {
  const Plan& plan = tables.plan();
  Conditioned::Shape shape{grids, nullptr, Likelihood(plan.observations), references, WeightedTargets(plan.targets, plan.target_sets, plan.counted_targets), tables.proposal.has_value()};
  auto observed = std::make_shared<std::vector<Grid>>();
  const auto first_output = static_cast<std::size_t>(tables.periods()) * static_cast<std::size_t>(tables.variable_count());
  for (const ObservationRule& rule : shape.likelihood.rules()) {
    Grid& grid = observed->emplace_back((*grids)[first_output + static_cast<std::size_t>(rule.output)]);
    grid.histogram = false;
    grid.exact.clear();
  }
  shape.observed = std::move(observed);
  return shape;
}

Outcome::Shape shape(const RunTables& tables, const Grids& grids, const std::vector<double>& references) {
  const Plan& plan = tables.plan();
  Outcome::Shape shape;
  shape.grids = grids;
  shape.targets = TargetCounts(plan.targets, plan.target_sets, plan.counted_targets);
  shape.replicate_targets = TargetCounts(plan.targets, plan.target_sets, {});
  shape.replicates = replicates_of(plan);
  shape.identities = static_cast<int>(tables.body().system.identities.size());
  shape.periods = tables.periods();
  shape.equations = tables.variable_count() + tables.output_count();
  shape.kept_failures = plan.kept_failures;
  if (!plan.observations.empty()) shape.conditioned = conditioned_shape(tables, grids, references);
  return shape;
}

}  // namespace

Simulation::Simulation(std::vector<Case> cases, std::vector<ContrastPlan> contrasts, const RunControl& control)
    : cases_(std::move(cases)), contrasts_(std::move(contrasts)), tables_(prepare(cases_, control)),
      grids_(pilot_grids(tables_, contrasts_, control.tile_width, thread_count(control.threads), control.stop)) {}

bool Simulation::has_machine_code() const noexcept {
  return std::all_of(tables_.begin(), tables_.end(), [](const RunTables& tables) { return tables.machine_code() != nullptr; });
}

Tally Simulation::empty_tally() const {
  // A solver leaves a block's variables uncertain by its tolerance; ten times that is no effect of a scenario.
  constexpr double tolerances = 10;
  Tally tally;
  for (std::size_t i = 0; i < tables_.size(); ++i) tally.cases.emplace_back(shape(tables_[i], grids_.cases[i], grids_.references[i]));
  for (std::size_t c = 0; c < contrasts_.size(); ++c) {
    const auto tolerance = [&](int i) { return cases_[static_cast<std::size_t>(i)].plan->tolerance; };
    tally.contrasts.emplace_back(contrasts_[c], grids_.contrasts[c], tolerances * std::max(tolerance(contrasts_[c].base), tolerance(contrasts_[c].other)),
                                 replicates_of(*cases_.front().plan));
  }
  return tally;
}

bool Simulation::advance(Tally& tally, PathRange wanted, const RunControl& control) const {
  const std::int64_t to_do = tally.done.missing(wanted).count();
  const int workers = worker_count(control, to_do);
  Exchange exchange(tally, wanted, control, workers);
  run_workers(workers, [&](int) {
    try {
      Collector collector(tables_, contrasts_, control.tile_width, empty_tally());
      auto handed_in = Clock::now();
      for (PathRange paths = exchange.next(); paths.count() > 0 && !exchange.stopped(); paths = exchange.next()) {
        run_paths(collector, paths, exchange);
        if (!exchange.due(handed_in)) continue;
        exchange.hand_in(collector.take(empty_tally()), false);
        handed_in = Clock::now();
      }
      exchange.hand_in(collector.take(empty_tally()), true);
    } catch (...) {
      exchange.abandon();
      throw;
    }
  });
  return tally.done.missing(wanted).empty();
}

}  // namespace jingchu::engine
