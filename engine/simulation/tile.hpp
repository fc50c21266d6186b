#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/jit/execution.hpp"
#include "engine/simulation/run_tables.hpp"
#include "engine/simulation/outcome.hpp"
#include "engine/simulation/tile_draws.hpp"
#include "engine/solver/block_solver.hpp"

namespace jingchu::engine {

/// A case that tiles work on: its numbers, and what they leave for its next paths.
class TileCase {
 public:
  explicit TileCase(const RunTables& tables) : tables_(&tables), largest_residuals_(static_cast<std::size_t>(tables.body().identity_rows)) {}

  /// Takes draws from those of another case from now on, and draws only what differs. They outlive the case, and are of the width of its
  /// tiles and drawn before each simulate. Returns false, and changes nothing, where the cases have other quantities.
  bool share(const TileDraws& draws);

 private:
  friend class Tile;
  const RunTables* tables_;
  const TileDraws* shared_ = nullptr;
  std::optional<DrawSource::Part> own_draws_;   ///< with shared ones: what differs
  std::vector<double> largest_residuals_;       ///< so far; paths start from them, since only larger ones matter
};

/// Some paths advanced together: their numbers and the work on them. One owner thread.
///
/// Values are laid out [period][variable][lane], so that a period is one stretch of memory and a lag a fixed distance.
class Tile {
 public:
  Tile(const RunTables& tables, int width);

  /// Works on another case from now on, in the same memory; the case outlives that. Only where fits() holds.
  void turn_to(TileCase& other);
  /// Whether a case has the program, periods and solver of this tile's.
  bool fits(const RunTables& other) const noexcept;
  /// Simulates no more than these outputs need, from now on: the periods up to the last that they read. A path counts if it has no
  /// failure there. Values of later periods and of other outputs are no results.
  void restrict_to(const std::vector<int>& outputs);
  /// Periods that are simulated.
  int periods() const noexcept { return periods_; }

  /// Simulates `count` <= width paths from `first_path` on; the lanes beyond are computed and ignored.
  void simulate(std::int64_t first_path, int count);
  /// Simulates the central path in lane 0 and hands its numbers to the solver tables (of the same run).
  void simulate_central(std::vector<BlockTables>& blocks);

  // The same for paths whose scores are given, as DrawSource makes them: parameters, then the shocks period by period; row i of lane l at
  // [i * width() + l].
  std::size_t score_rows() const noexcept;
  std::size_t score_row(int period, int shock) const noexcept;
  void draw_scores(std::int64_t first_path, AlignedDoubles& scores) const;
  /// \param find  whether shocks of exact values are found
  void simulate_scores(std::int64_t first_path, int count, const AlignedDoubles& scores, bool find);
  /// Draws paths from a proposal, for which it simulates them with their scores at its middle. The scores are then in drawn_scores.
  /// \param all  also those paths that a run leaves to the model
  void propose(std::int64_t first_path, int count, const Proposal& proposal, bool all);
  /// Puts scores to where the proposal has its middle, for all paths.
  void hold_scores(const Proposal& proposal, AlignedDoubles& scores) const;
  AlignedDoubles& drawn_scores() noexcept { return drawn_scores_; }
  /// Outputs that were published, one row of width() an observation; NaN where the path failed.
  void observed_outputs(std::vector<double>& outputs) const;
  /// Logarithms of the density of the model over that of the paths; nullptr where these are the model's.
  const double* log_ratios() const noexcept { return tables().proposal ? log_ratios_.data() : nullptr; }

  int width() const noexcept { return width_; }
  /// width values of a variable in a period (0 .. periods - 1).
  const double* values(int period, int variable) const noexcept { return value_row(period, variable); }
  const double* output(int o) const noexcept { return &outputs_[static_cast<std::size_t>(o) * w()]; }
  const double* outputs() const noexcept { return outputs_.data(); }
  /// width values of a series, numbered as in Outcome.
  const double* series(int s) const noexcept {
    const int of_variables = tables().periods() * variable_count_;
    return s < of_variables ? base_ + static_cast<std::int64_t>(s) * width_ : output(s - of_variables);
  }
  const RunTables& tables() const noexcept { return *case_->tables_; }
  const double* parameter(int p) const noexcept { return &parameters_[static_cast<std::size_t>(p) * w()]; }
  /// The shocks of a period of the last path simulated with `keep_shocks`; see below.
  const double* shock(int period, int s) const noexcept {
    return &kept_shocks_[(static_cast<std::size_t>(period) * shock_count_ + static_cast<std::size_t>(s)) * w()];
  }
  /// Log densities of exact values, a row of width() for each in the order of the plan; nullptr without any.
  const double* exact_logs() const noexcept { return exact_logs_.data(); }
  /// Values of the shocks that were found, likewise; NaN where none brings the value about.
  const double* exact_values() const noexcept { return exact_values_.data(); }
  /// Keeps the shocks of all periods (replay).
  void keep_shocks();
  /// 1 for a path that counts; nullptr when all lanes do.
  const double* alive() const noexcept { return all_alive_ ? nullptr : alive_.data(); }
  bool is_alive(int lane) const noexcept { return alive_[static_cast<std::size_t>(lane)] > 0; }
  /// Periods from the first on in which a lane has values: all of them unless an equation had no solution or no finite value. A path that left the
  /// bounds of the model counts no more and is simulated to its end.
  int periods_with_values(int lane) const noexcept { return ends_[static_cast<std::size_t>(lane)]; }
  /// Failures of the last simulate, by lane.
  const std::vector<Failure>& failures() const noexcept { return failures_; }
  /// Raises `largest` to the largest relative residual of each identity over the paths that count, of this and earlier tiles.
  void raise_residuals(std::vector<double>& largest);
  std::int64_t careful_count() const noexcept { return solver_.careful_count(); }
  std::int64_t first_path() const noexcept { return first_path_; }

 private:
  std::size_t w() const noexcept { return static_cast<std::size_t>(width_); }
  double* value_row(int period, int variable) const noexcept {
    return base_ + (static_cast<std::int64_t>(period) * variable_count_ + variable) * width_;
  }
  void fill_history();
  void begin(std::int64_t first_path, int count);
  void draw_parameters();
  double* draw_shocks(int pair);
  void run_periods(std::vector<BlockTables>* central);
  void finish();
  void check_outputs(int first, int end);
  void step(int period, std::vector<BlockTables>* central);
  void learn_central(int period, int block, BlockTables& learned);
  void fail_block(const UnsolvedLane& unsolved, const BlockInfo& info, int period);
  /// The lane has no values from this period on.
  void end(int lane, FailureKind kind, int period, int equation, double residual);
  /// The path counts no more; only its first failure is told.
  void fail(int lane, FailureKind kind, int period, int equation, double residual);
  bool tears_are_finite(int period, const BlockInfo& info);
  void check_finite(int period);
  void check_bounds(int period);
  void find_shocks(const ExactPeriod& exact);
  void try_shocks(const ExactPeriod& exact, const std::vector<double>& at, std::vector<double>& misses);
  void set_shocks(const ExactPeriod& exact, const std::vector<double>& at);
  double* shock_row(int period, int shock) noexcept;
  void shocks_of_scores(int period);

  std::unique_ptr<TileCase> own_case_;   ///< it keeps its place when the tile is moved
  TileCase* case_;
  int width_;
  int variable_count_;
  std::size_t shock_count_;
  int periods_;                   ///< that are simulated
  std::vector<int> only_outputs_; ///< that are wanted; empty: all
  Execution execution_;           ///< of the program that all cases share
  BlockSolver solver_;
  AlignedDoubles values_, temps_, paths_, parameters_, shocks_, kept_shocks_, outputs_, alive_, has_values_, bad_, exact_logs_, exact_values_;
  double* base_ = nullptr;        ///< first period of the horizon
  Bases bases_;
  std::int64_t first_path_ = 0;
  bool all_alive_ = true;
  bool is_central_ = false, finds_shocks_ = true;
  const AlignedDoubles* scores_ = nullptr;   ///< of the paths, while they are simulated from given ones
  AlignedDoubles drawn_scores_, held_scores_, moved_scores_;
  std::vector<double> observed_, log_ratios_;
  std::vector<Failure> failures_;
  std::vector<int> ends_;
};

}  // namespace jingchu::engine
