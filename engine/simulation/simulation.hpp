#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/program/program.hpp"
#include "engine/simulation/path_values.hpp"
#include "engine/simulation/pilot.hpp"
#include "engine/simulation/plan.hpp"
#include "engine/simulation/run_tables.hpp"
#include "engine/simulation/tally.hpp"

namespace jingchu::engine {

/// Paths a work unit has: shards end at multiples of it.
inline constexpr std::int64_t work_unit = 1536;
/// Paths that fix grids and decide whether a model has a solution at all: 0 .. pilot_paths - 1.
inline constexpr std::int64_t pilot_paths = 1024;

/// How a run is carried out. Nothing here changes a number.
struct RunControl {
  int threads = 0;            ///< 0: all cores
  Isa isa = best_isa();
  bool machine_code = true;   ///< made at run time where the machine and the build have it; else the interpreter runs all
  int tile_width = 128;       ///< paths a tile has; multiple of 8
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< called from one thread at a time
  const std::atomic<bool>* stop = nullptr;   ///< when it becomes true, tiles that run are finished and no more begun
  /// Called with all that is done so far, from one thread at a time, not sooner than save_interval seconds after the
  /// call before, nor sooner than 100 times its cost. What it throws ends the run.
  std::function<void(const Tally&)> save;
  double save_interval = 5;
};

/// One scenario: a compiled program and the numbers it runs on. Both outlive the simulation.
struct Case {
  const Program* program = nullptr;
  const Plan* plan = nullptr;
};

/// Cases on common draws, made ready: central paths and pilot are simulated, grids are fixed.
///
/// One case is a run; several with contrasts are a comparison, which passes over the draws once.
class Simulation {
 public:
  /// Throws NoSolution(data) when every pilot path of a case fails, Error(come_back) after a stop.
  Simulation(std::vector<Case> cases, std::vector<ContrastPlan> contrasts, const RunControl& control);

  Tally empty_tally() const;
  /// Simulates those of the paths `wanted` that are not in the tally yet, and adds them. Returns whether all are in it:
  /// false after a stop.
  bool advance(Tally& tally, PathRange wanted, const RunControl& control) const;

  /// Paths of a case once more, value by value; for one thread.
  PathValues path_values(std::size_t of_case, int tile_width) const { return PathValues(tables_[of_case], grids_.references[of_case], tile_width); }

  const std::vector<Case>& cases() const noexcept { return cases_; }
  /// Whether machine code made at run time evaluates all cases.
  bool has_machine_code() const noexcept;
  const std::vector<ContrastPlan>& contrasts() const noexcept { return contrasts_; }

 private:
  std::vector<Case> cases_;
  std::vector<ContrastPlan> contrasts_;
  std::vector<RunTables> tables_;
  PilotGrids grids_;
};

}  // namespace jingchu::engine
