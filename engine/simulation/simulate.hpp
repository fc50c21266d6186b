#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "engine/program/program.hpp"
#include "engine/simulation/plan.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/target_counts.hpp"

namespace jingchu::engine {

/// Paths a work unit has: shards and restarts count in these.
inline constexpr std::int64_t work_unit = 1536;
/// Paths that fix grids and decide whether a model has a solution at all: 0 .. pilot_paths - 1.
inline constexpr std::int64_t pilot_paths = 1024;

enum class FailureKind : std::uint8_t { not_converged = 0, not_finite = 1 };

/// A path that could not be simulated to its end.
struct Failure {
  std::int64_t path = 0;
  FailureKind kind = FailureKind::not_finite;
  int period = 0;             ///< of the horizon, from 0
  int equation = 0;           ///< VariableId of the equation; variable_count + o for output o
  double residual = 0;        ///< of the block, when it did not converge
};

/// How many paths failed first in one way, period and equation (numbered as in Failure).
struct FailureCount {
  FailureKind kind = FailureKind::not_finite;
  int period = 0;
  int equation = 0;
  std::int64_t paths = 0;
};

/// How a run is carried out. Nothing here changes a number.
struct RunControl {
  int threads = 0;            ///< 0: all cores
  Isa isa = best_isa();
  int tile_width = 192;       ///< paths a tile has; multiple of 8
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< called from one thread at a time
  const std::atomic<bool>* stop = nullptr;   ///< when it becomes true the run ends early with `complete` false
};

/// Mergeable outcome of a run.
///
/// Series of the accumulator: variable v in period t is series t * variable_count + v; output o is series
/// periods * variable_count + o.
struct Outcome {
  std::shared_ptr<const std::vector<Grid>> grids;
  std::unique_ptr<Accumulator> statistics;
  TargetCounts targets;
  std::int64_t paths = 0;                      ///< simulated, failed ones among them
  std::int64_t failed = 0;
  std::vector<Failure> failures;               ///< the lowest path numbers, in order
  std::vector<FailureCount> failure_counts;    ///< in order of kind, period, equation
  std::vector<double> identity_residuals;      ///< largest relative residual, one an identity
  std::int64_t slow_solves = 0;                ///< path-periods that needed the careful solver
  bool complete = false;
};

/// Simulates plan.path_count paths from plan.first_path on, in parallel.
///
/// Throws Error(data) when every pilot path fails: the model has no solution from this starting point; names the
/// equation and the values of its operands.
Outcome simulate(const Program& program, const Plan& plan, const RunControl& control);

/// All numbers of one path, for replay and for the central path.
struct PathRecord {
  std::vector<double> parameters;   ///< parameter_count
  std::vector<double> shocks;       ///< shock_count x periods, row-major
  std::vector<double> values;       ///< variable_count x periods, row-major; NaN from a failure on
  std::vector<double> outputs;      ///< output_count
  bool failed = false;
  Failure failure;
  std::string failure_detail;       ///< operation and operand values behind a value that is not finite
};

PathRecord replay(const Program& program, const Plan& plan, std::int64_t path);
/// The path of stated parameter values and of shocks at their medians.
PathRecord central_path(const Program& program, const Plan& plan);

}  // namespace jingchu::engine
