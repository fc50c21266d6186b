#include "engine/solver/block_solver.hpp"

#include <algorithm>
#include <cmath>

#include "engine/solver/block_steps.hpp"
#include "engine/solver/linear.hpp"

namespace jingchu::engine {

namespace {

constexpr int max_newton_steps = 8;
constexpr int max_chord_steps = 24;

const double* row(const Bases& bases, Operand o) { return bases[o.space].base + o.row * bases[o.space].pitch; }
double at(const Bases& bases, Operand o, int lane) { return row(bases, o)[bases[o.space].step * lane]; }

double* now(const Bases& bases, VariableId v) { return bases[Space::now].base + v.index * bases[Space::now].pitch; }

const double* before(const Program::Body& body, const Bases& bases, VariableId v) {
  const auto n = static_cast<std::int64_t>(body.system.equations.size());
  return bases[Space::now].base + (v.index - n) * bases[Space::now].pitch;
}

}  // namespace

BlockSolver::BlockSolver(const Program::Body& body, const Execution& execution, Isa isa, int width, double tolerance, int max_iterations)
    : body_(body), execution_(execution), isa_(isa), width_(width), tolerance_(tolerance), max_iterations_(max_iterations),
      active_(static_cast<std::size_t>(width)), groups_(static_cast<std::size_t>(width / lanes_of_group)), last_(3 * static_cast<std::size_t>(width)) {}

Finite BlockSolver::run_residuals(const BlockCode& code, const Bases& bases) const { return execution_.step(code.begin, code.residual_end, bases, {0, width_}); }

void BlockSolver::run_jacobian(const BlockCode& code, const Bases& bases) const { execution_.step(code.residual_end, code.end, bases, {0, width_}); }

void BlockSolver::move_active() {
  mark_groups(isa_, active_, groups_);
  moving_.clear();
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (!groups_[g]) continue;
    const int lane = static_cast<int>(g) * lanes_of_group;
    if (moving_.empty() || moving_.back().end != lane) moving_.push_back({lane, lane});
    moving_.back().end = lane + lanes_of_group;
  }
}

Finite BlockSolver::run_on_moving(int begin, int end, const Bases& bases) const {
  Finite finite = Finite::surely;
  for (const Lanes lanes : moving_)
    if (execution_.step(begin, end, bases, lanes) == Finite::perhaps_not) finite = Finite::perhaps_not;
  return finite;
}

void BlockSolver::evaluate_jacobian(int block, const Bases& bases) const {
  run_jacobian(body_.block_codes[static_cast<std::size_t>(block)], bases);
}

const std::vector<UnsolvedLane>& BlockSolver::solve(int block, const BlockTables& tables, int period,
                                                    const Bases& bases, const double* alive) {
  const BlockCode& code = body_.block_codes[static_cast<std::size_t>(block)];
  unsolved_.clear();
  std::copy(alive, alive + width_, active_.begin());
  if (!fast(code, tables, period, bases)) {
    finite_ = Finite::perhaps_not;
    careful(code, tables, period, bases);
    // The trials of the lanes left have run over the explicit variables of all lanes: once more at the final tears.
    run_residuals(code, bases);
  }
  return unsolved_;
}

bool BlockSolver::fast(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases) {
  const BlockInfo& info = body_.blocks[static_cast<std::size_t>(code.info)];
  const std::size_t k = info.tears.size();
  values_.resize(k);
  previous_.resize(k);
  residuals_.resize(k);
  residual_step_.resize(k);
  jacobian_.clear();
  jacobian_step_.clear();
  for (std::size_t i = 0; i < k; ++i) {
    values_[i] = now(bases, info.tears[i]);
    previous_[i] = before(body_, bases, info.tears[i]);
    residuals_[i] = row(bases, code.residuals[i]);
    residual_step_[i] = bases[code.residuals[i].space].step;
  }
  if (code.kind == JacobianKind::torn)
    for (const JacobianEntry& j : code.jacobian) {
      jacobian_.push_back(row(bases, j.value));
      jacobian_step_.push_back(bases[j.value.space].step);
    }
  const StepRows rows{values_, previous_, residuals_, jacobian_, jacobian_step_, residual_step_, tables.reference,
                      last_.data(), last_.data() + width_, last_.data() + 2 * width_, width_};
  const auto of_period = [&](const std::vector<double>& table) {
    return std::span(table).subspan(static_cast<std::size_t>(period) * k, k);
  };
  start_from_previous(isa_, rows, of_period(tables.growth), of_period(tables.central));

  const std::vector<double>& inverse = tables.inverse[static_cast<std::size_t>(period)];
  const bool chord = code.kind == JacobianKind::sparse;
  if (chord && inverse.empty()) return false;
  const int steps = chord ? max_chord_steps : max_newton_steps;
  finite_ = run_residuals(code, bases);
  for (int step = 0;; ++step) {
    // Lanes that are frozen would come out the same.
    if (step > 0 && run_on_moving(code.begin, code.residual_end, bases) == Finite::perhaps_not) finite_ = Finite::perhaps_not;
    // With an implicit equation a residual has no size of its own to be compared with: the step decides instead, and
    // the residuals have been evaluated once more after the last one.
    if (code.any_implicit) {
      if (std::none_of(active_.begin(), active_.end(), [](double a) { return a > 0; })) return true;
    } else if (!deactivate_solved(isa_, rows, tolerance_, active_.data())) {
      return true;
    }
    if (step == steps) return false;
    move_active();
    if (chord) {
      chord_step(isa_, rows, inverse, tolerance_, code.any_implicit, active_.data());
    } else {
      run_on_moving(code.residual_end, code.end, bases);
      newton_step(isa_, rows, tolerance_, code.any_implicit, step == 0, active_.data());
    }
  }
}

std::vector<double> BlockSolver::lane_jacobian(int block, const Bases& bases, int lane) const {
  const BlockCode& code = body_.block_codes[static_cast<std::size_t>(block)];
  const BlockInfo& info = body_.blocks[static_cast<std::size_t>(code.info)];
  const std::size_t k = info.tears.size(), n = info.variables.size();
  std::vector<double> torn(k * k, 0.0);
  if (code.kind == JacobianKind::torn) {
    for (const JacobianEntry& j : code.jacobian)
      torn[static_cast<std::size_t>(j.row) * k + static_cast<std::size_t>(j.column)] = at(bases, j.value, lane);
    return torn;
  }
  // d(variable)/d(tears), explicit variables in order of evaluation; then the rows of the residuals.
  std::vector<double> slope(n * k, 0.0);
  for (std::size_t i = 0; i < k; ++i) slope[i * k + i] = 1.0;
  const auto add = [&](const JacobianEntry& j, double* to) {
    const double value = at(bases, j.value, lane);
    const double* from = &slope[static_cast<std::size_t>(j.column) * k];
    for (std::size_t c = 0; c < k; ++c)
      if (from[c] != 0) to[c] += value * from[c];
  };
  for (const JacobianEntry& j : code.jacobian)
    if (j.row >= static_cast<int>(k)) add(j, &slope[static_cast<std::size_t>(j.row) * k]);
  for (const JacobianEntry& j : code.jacobian)
    if (j.row < static_cast<int>(k)) add(j, &torn[static_cast<std::size_t>(j.row) * k]);
  return torn;
}

}  // namespace jingchu::engine
