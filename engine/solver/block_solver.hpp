#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/jit/execution.hpp"
#include "engine/math/isa.hpp"
#include "engine/program/body.hpp"
#include "engine/solver/block_tables.hpp"

namespace jingchu::engine {

/// A lane whose block found no solution.
struct UnsolvedLane {
  int lane = 0;
  double residual = 0;   ///< largest relative residual at the best point found; infinity when none was finite
};

/// Solves the simultaneous blocks of one tile. One solver a thread; nothing here is shared.
///
/// Fast road: Newton on the tears, lane by lane in closed form (up to three tears; one tear: corrected by the step before), or chord steps with one inverse
/// shared by all paths (more). A lane that has converged is frozen, so that no path depends on its tile mates.
/// Careful road for the lanes left: damped Newton with each lane's own Jacobian, from several starting points.
/// A block counts as solved where every residual is within `tolerance` of the variable's size (or its usual size, if
/// that is larger); a block with implicit equations where the Newton step is.
class BlockSolver {
 public:
  /// \param execution  runs the code of the blocks
  BlockSolver(const Program::Body& body, const Execution& execution, Isa isa, int width, double tolerance, int max_iterations);

  /// \param block   index into Body::block_codes.
  /// \param alive   1 for lanes to solve; lanes with 0 are ignored.
  /// Returns the lanes without a solution; their values are not to be used.
  const std::vector<UnsolvedLane>& solve(int block, const BlockTables& tables, int period, const Bases& bases,
                                         const double* alive);

  /// Evaluates the derivatives of a block at the values its last evaluation left.
  void evaluate_jacobian(int block, const Bases& bases) const;
  /// Jacobian of the residuals with respect to the tears, as last evaluated, of one lane; tears x tears, row-major.
  std::vector<double> lane_jacobian(int block, const Bases& bases, int lane) const;

  /// What is known of the explicit variables of the block solved last; nothing is known of its tears.
  Finite finite() const noexcept { return finite_; }

  /// Path-periods that took the careful road so far.
  std::int64_t careful_count() const noexcept { return careful_count_; }

 private:
  struct Lane;
  Finite run_residuals(const BlockCode& code, const Bases& bases) const;
  void run_jacobian(const BlockCode& code, const Bases& bases) const;
  /// The groups of eight lanes that hold an active one take the step at hand.
  void move_active();
  /// Instructions of the step section, on the lanes that move.
  Finite run_on_moving(int begin, int end, const Bases& bases) const;
  bool fast(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases);
  void careful(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases);
  std::vector<double> start(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases, int lane,
                            int attempt) const;
  double norm(const BlockCode& code, const Bases& bases, const Lane& lane) const;

  const Program::Body& body_;
  Execution execution_;
  Isa isa_;
  int width_;
  double tolerance_;
  int max_iterations_;
  std::int64_t careful_count_ = 0;
  Finite finite_ = Finite::perhaps_not;
  AlignedDoubles active_;
  std::vector<char> groups_;      ///< by group of eight lanes: whether one of them is active
  std::vector<Lanes> moving_;     ///< lanes that take the step at hand
  AlignedDoubles last_;   ///< rows of StepRows that a step leaves to the next
  // Rows of the block at hand; kept so that the tile loop does not allocate.
  std::vector<double*> values_;
  std::vector<const double*> previous_, residuals_, jacobian_;
  std::vector<int> residual_step_, jacobian_step_;
  std::vector<UnsolvedLane> unsolved_;
};

}  // namespace jingchu::engine
