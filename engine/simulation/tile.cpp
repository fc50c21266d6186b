#include "engine/simulation/tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/simulation/finite.hpp"
#include "engine/solver/linear.hpp"

namespace jingchu::engine {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::size_t at_least_one(int rows) { return static_cast<std::size_t>(std::max(rows, 1)); }

}  // namespace

Tile::Tile(const RunTables& tables, int width)
    : own_case_(std::make_unique<TileCase>(tables)), case_(own_case_.get()), width_(width), variable_count_(tables.variable_count()),
      shock_count_(tables.draws().shock_count()), periods_(tables.periods()),
      execution_(tables.body(), tables.isa(), width, tables.machine_code()),
      solver_(tables.body(), execution_, tables.isa(), width, tables.plan().tolerance, tables.plan().max_iterations) {
  const Program::Body& body = tables.body();
  const std::size_t n = static_cast<std::size_t>(variable_count_);
  const std::size_t depth = static_cast<std::size_t>(tables.lag_depth());
  values_.assign((depth + static_cast<std::size_t>(tables.periods())) * n * w(), nan);
  base_ = values_.data() + depth * n * w();
  fill_history();
  temps_.assign(at_least_one(std::max({body.path.temps, body.step.temps, body.outputs.temps})) * w(), 0.0);
  paths_.assign(at_least_one(body.path_rows) * w(), 0.0);
  parameters_.assign(at_least_one(static_cast<int>(tables.draws().parameter_count())) * w(), 0.0);
  shocks_.assign(2 * at_least_one(static_cast<int>(shock_count_)) * w(), 0.0);
  outputs_.assign(at_least_one(tables.output_count()) * w(), 0.0);
  alive_.assign(w(), 1.0);
  has_values_.assign(w(), 1.0);
  ends_.assign(w(), periods_);
  bad_.assign(w(), 0.0);
  exact_logs_.assign(exact_count(tables.plan()) * w(), 0.0);
  exact_values_.assign(exact_logs_.size(), nan);
  bases_[Space::temp] = {temps_.data(), width_, 1};
  bases_[Space::path] = {paths_.data(), width_, 1};
  bases_[Space::parameter] = {parameters_.data(), width_, 1};
  bases_[Space::absolute] = {base_, width_, 1};
  bases_[Space::output] = {outputs_.data(), width_, 1};
}

bool TileCase::share(const TileDraws& draws) {
  std::optional<DrawSource::Part> difference = tables_->draws().difference_from(draws.of().draws());
  if (!difference || draws.of().periods() < tables_->periods()) return false;
  shared_ = &draws;
  own_draws_ = std::move(difference);
  return true;
}

bool Tile::fits(const RunTables& other) const noexcept {
  const Plan &mine = tables().plan(), &theirs = other.plan();
  return &other.body() == &tables().body() && other.isa() == tables().isa() && other.periods() == tables().periods() && theirs.tolerance == mine.tolerance && theirs.max_iterations == mine.max_iterations;
}

void Tile::turn_to(TileCase& other) {
  if (case_ == &other) return;
  // Bit by bit: a value that is not given is a NaN, which equals nothing.
  const std::vector<double>&mine = tables().plan().history, &theirs = other.tables_->plan().history;
  const bool same_start = mine.size() == theirs.size() && (mine.empty() || std::memcmp(mine.data(), theirs.data(), mine.size() * sizeof(double)) == 0);
  case_ = &other;
  if (!same_start) fill_history();
  exact_logs_.assign(exact_count(tables().plan()) * w(), 0.0);
  exact_values_.assign(exact_logs_.size(), nan);
}

void Tile::fill_history() {
  for (int back = 1; back <= tables().lag_depth(); ++back)
    for (int v = 0; v < variable_count_; ++v) std::fill_n(value_row(-back, v), width_, tables().history(v, back));
}

void Tile::restrict_to(const std::vector<int>& outputs) {
  only_outputs_ = outputs;
  periods_ = 0;
  for (const int output : outputs) periods_ = std::max(periods_, std::min(tables().periods(), tables().body().output_periods[static_cast<std::size_t>(output)] + 1));
}

void Tile::keep_shocks() {
  kept_shocks_.assign(static_cast<std::size_t>(tables().periods()) * at_least_one(static_cast<int>(shock_count_)) * w(),
                      nan);
}

void Tile::begin(std::int64_t first_path, int count) {
  first_path_ = first_path;
  failures_.clear();
  all_alive_ = count == width_;
  for (int i = 0; i < width_; ++i) alive_[static_cast<std::size_t>(i)] = i < count ? 1.0 : 0.0;
  has_values_ = alive_;
  std::fill(ends_.begin(), ends_.end(), periods_);
  for (std::size_t i = 0; i < case_->largest_residuals_.size(); ++i) std::fill_n(&paths_[i * w()], width_, case_->largest_residuals_[i]);
  // An equation that reads a fixed period of the horizon must not see what the tile before left there.
  if (tables().body().reads_horizon_periods)
    std::fill(values_.end() - static_cast<std::ptrdiff_t>(static_cast<std::size_t>(tables().periods()) *
                                                          static_cast<std::size_t>(variable_count_) * w()),
              values_.end(), nan);
}

void Tile::simulate(std::int64_t first_path, int count) {
  if (tables().proposal) {
    propose(first_path, count, *tables().proposal, false);
    return simulate_scores(first_path, count, drawn_scores_, true);
  }
  is_central_ = false;
  begin(first_path, count);
  draw_parameters();
  run_periods(nullptr);
  finish();
}

void Tile::draw_parameters() {
  if (!case_->shared_) return tables().draws().parameters(tables().isa(), first_path_, width_, parameters_.data());
  std::copy_n(case_->shared_->parameters(), tables().draws().parameter_count() * w(), parameters_.begin());
  case_->own_draws_->parameters(tables().isa(), first_path_, width_, parameters_.data());
}

/// The shocks of two periods.
double* Tile::draw_shocks(int pair) {
  if (!case_->shared_) {
    tables().draws().shocks(tables().isa(), first_path_, width_, pair, shocks_.data());
    return shocks_.data();
  }
  // Shocks that are found are written over those drawn.
  if (!case_->own_draws_->has_shocks() && tables().exact.empty()) return case_->shared_->shocks(pair);
  std::copy_n(case_->shared_->shocks(pair), 2 * shock_count_ * w(), shocks_.begin());
  case_->own_draws_->shocks(tables().isa(), first_path_, width_, pair, shocks_.data());
  return shocks_.data();
}

void Tile::simulate_central(std::vector<BlockTables>& blocks) {
  is_central_ = true;
  begin(0, width_);
  const std::vector<double> parameters = tables().draws().central_parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p) std::fill_n(&parameters_[p * w()], width_, parameters[p]);
  const std::vector<double> shocks = tables().draws().central_shocks();
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t s = 0; s < shocks.size(); ++s)
      std::fill_n(&shocks_[(half * shock_count_ + s) * w()], width_, shocks[s]);
  run_periods(&blocks);
  finish();
}

void Tile::run_periods(std::vector<BlockTables>* central) {
  tables().place(bases_, 0);
  execution_.path(bases_, width_);
  double* pair = shocks_.data();
  for (int period = 0; period < periods_; ++period) {
    if (scores_ != nullptr) shocks_of_scores(period);
    else if (!is_central_ && period % 2 == 0) pair = draw_shocks(period / 2);
    double* shocks = pair + static_cast<std::size_t>(period % 2) * shock_count_ * w();
    bases_[Space::shock] = {shocks, width_, 1};
    for (const ExactPeriod& exact : tables().exact)
      if (exact.period() == period && !is_central_ && finds_shocks_) find_shocks(exact);
    if (!kept_shocks_.empty())
      std::copy_n(shocks, shock_count_ * w(),
                  kept_shocks_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(period) * shock_count_ * w()));
    step(period, central);
  }
}

void Tile::step(int period, std::vector<BlockTables>* central) {
  const Program::Body& body = tables().body();
  tables().place(bases_, period);
  bases_[Space::now] = {value_row(period, 0), width_, 1};
  bool is_finite = true;
  for (const StepItem& item : body.items) {
    if (item.block < 0) {
      is_finite = execution_.step(item.begin, item.end, bases_, {0, width_}) == Finite::surely && is_finite;
      continue;
    }
    const auto b = static_cast<std::size_t>(item.block);
    const BlockTables& block_tables = central ? (*central)[b] : tables().blocks[b];
    for (const UnsolvedLane& u : solver_.solve(item.block, block_tables, period, bases_, has_values_.data()))
      fail_block(u, body.blocks[static_cast<std::size_t>(body.block_codes[b].info)], period);
    if (central) learn_central(period, item.block, (*central)[b]);
    is_finite = is_finite && solver_.finite() == Finite::surely && tears_are_finite(period, body.blocks[static_cast<std::size_t>(body.block_codes[b].info)]);
  }
  if (!is_finite) check_finite(period);
  check_bounds(period);
}

bool Tile::tears_are_finite(int period, const BlockInfo& info) {
  return std::none_of(info.tears.begin(), info.tears.end(), [&](VariableId v) { return find_non_finite(tables().isa(), value_row(period, v.index), 1, width_, bad_.data()); });
}

void Tile::fail_block(const UnsolvedLane& unsolved, const BlockInfo& info, int period) {
  // Where no try gave finite residuals the block is not to blame but the equation that first was no number.
  if (!std::isfinite(unsolved.residual))
    for (const VariableId v : info.variables)
      if (!std::isfinite(value_row(period, v.index)[unsolved.lane])) {
        end(unsolved.lane, FailureKind::not_finite, period, v.index, 0);
        return;
      }
  end(unsolved.lane, FailureKind::not_converged, period, info.tears.front().index, unsolved.residual);
}

void Tile::learn_central(int period, int block, BlockTables& learned) {
  if (has_values_[0] == 0) return;
  const BlockCode& code = tables().body().block_codes[static_cast<std::size_t>(block)];
  const auto& tears = tables().body().blocks[static_cast<std::size_t>(code.info)].tears;
  const std::size_t k = tears.size();
  for (std::size_t i = 0; i < k; ++i) {
    const double now = value_row(period, tears[i].index)[0];
    const std::size_t cell = static_cast<std::size_t>(period) * k + i;
    learned.central[cell] = now;
    const double ratio = now / value_row(period - 1, tears[i].index)[0];
    if (ratio > 0.5 && ratio < 2.0) learned.growth[cell] = ratio;
    if (period == 0) learned.reference[i] = std::max(std::abs(now), std::numeric_limits<double>::min());
    // The next period starts from this one's value where nothing better is known.
    if (period + 1 < tables().periods()) learned.central[cell + k] = now;
  }
  if (code.kind == JacobianKind::sparse) {
    solver_.evaluate_jacobian(block, bases_);
    learned.inverse[static_cast<std::size_t>(period)] =
        invert(solver_.lane_jacobian(block, bases_, 0), static_cast<int>(k));
  }
}

void Tile::check_finite(int period) {
  if (!find_non_finite(tables().isa(), value_row(period, 0), variable_count_, width_, bad_.data())) return;
  for (int lane = 0; lane < width_; ++lane) {
    if (has_values_[static_cast<std::size_t>(lane)] == 0 || bad_[static_cast<std::size_t>(lane)] == 0) continue;
    for (const int v : tables().body().evaluation_order)
      if (!std::isfinite(value_row(period, v)[lane])) {
        end(lane, FailureKind::not_finite, period, v, 0);
        break;
      }
  }
}

void Tile::check_bounds(int period) {
  for (const Bounds& b : tables().body().system.bounds) {
    const double* const row = value_row(period, b.variable.index);
    if (!find_outside(tables().isa(), row, width_, b.lower, b.upper)) continue;
    for (int lane = 0; lane < width_; ++lane)
      if (is_alive(lane) && !(b.lower <= row[lane] && row[lane] <= b.upper)) fail(lane, FailureKind::out_of_bounds, period, b.variable.index, 0);
  }
}

void Tile::finish() {
  if (execution_.outputs(bases_, width_) == Finite::surely) return;
  if (only_outputs_.empty()) check_outputs(0, tables().output_count());
  for (const int output : only_outputs_) check_outputs(output, output + 1);
}

void Tile::check_outputs(int first, int end) {
  if (first == end || !find_non_finite(tables().isa(), output(first), end - first, width_, bad_.data())) return;
  for (int lane = 0; lane < width_; ++lane) {
    if (!is_alive(lane) || bad_[static_cast<std::size_t>(lane)] == 0) continue;
    for (int o = first; o < end; ++o)
      if (!std::isfinite(output(o)[lane])) {
        fail(lane, FailureKind::not_finite, tables().body().output_periods[static_cast<std::size_t>(o)], variable_count_ + o, 0);
        break;
      }
  }
}

void Tile::end(int lane, FailureKind kind, int period, int equation, double residual) {
  has_values_[static_cast<std::size_t>(lane)] = 0.0;
  ends_[static_cast<std::size_t>(lane)] = period;
  if (is_alive(lane)) fail(lane, kind, period, equation, residual);
}

void Tile::fail(int lane, FailureKind kind, int period, int equation, double residual) {
  alive_[static_cast<std::size_t>(lane)] = 0.0;
  all_alive_ = false;
  failures_.push_back({first_path_ + lane, kind, period, equation, residual});
}

void Tile::raise_residuals(std::vector<double>& largest) {
  for (std::size_t i = 0; i < largest.size(); ++i) {
    double& so_far = case_->largest_residuals_[i];
    for (int lane = 0; lane < width_; ++lane)
      if (is_alive(lane)) so_far = std::max(so_far, paths_[i * w() + static_cast<std::size_t>(lane)]);
    largest[i] = std::max(largest[i], so_far);
  }
}

}  // namespace jingchu::engine
