#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/jit/machine_code.hpp"
#include "engine/math/isa.hpp"
#include "engine/program/body.hpp"
#include "engine/random/draws.hpp"
#include "engine/simulation/exact_shock.hpp"
#include "engine/simulation/plan.hpp"
#include "engine/simulation/proposal.hpp"
#include "engine/solver/block_tables.hpp"

namespace jingchu::engine {

/// Numbers of one run that all tiles share: computed once from program and plan, const afterwards.
///
/// Broadcast tables hold every number eight times, so that a kernel reads them like a row of paths with step 0.
class RunTables {
 public:
  RunTables(const Program& program, const Plan& plan, Isa isa);

  const Program::Body& body() const noexcept { return *body_; }
  const Plan& plan() const noexcept { return *plan_; }
  const DrawSource& draws() const noexcept { return draws_; }
  Isa isa() const noexcept { return isa_; }
  int variable_count() const noexcept { return variable_count_; }
  int output_count() const noexcept { return output_count_; }
  int periods() const noexcept { return plan_->periods; }
  /// Periods before the horizon that a tile holds: what lags reach, and one for the solver to start from.
  int lag_depth() const noexcept { return body_->longest_lag > 0 ? body_->longest_lag : 1; }
  /// History of a variable, `back` >= 1 periods before the horizon; NaN where not given.
  double history(int variable, int back) const noexcept;

  /// Machine code for tiles of this width from now on, where the machine and the build have any.
  void make_machine_code(int width) { machine_code_ = MachineCode::make(*body_, isa_, width); }
  /// That of another run of the same program, on the same instruction set.
  void share_machine_code(const RunTables& other) { machine_code_ = other.machine_code_; }
  const MachineCode* machine_code() const noexcept { return machine_code_.get(); }

  /// Fills the broadcast spaces of `bases` for a period (those of the whole run for any).
  void place(Bases& bases, int period) const noexcept;

  /// Shocks that are found instead of drawn.
  std::vector<ExactPeriod> exact;

  /// Where paths are drawn from in place of the model; none: the model.
  std::optional<Proposal> proposal;

  /// Solver tables by block code; the central path fills them.
  std::vector<BlockTables> blocks;

 private:
  void fill_broadcast();
  void run_setup();

  const Program::Body* body_;
  const Plan* plan_;
  Isa isa_;
  int variable_count_, output_count_, series_count_;
  DrawSource draws_;
  std::shared_ptr<const MachineCode> machine_code_;
  mutable AlignedDoubles constants_, scalars_, settings_, series_, history_;
};

}  // namespace jingchu::engine
