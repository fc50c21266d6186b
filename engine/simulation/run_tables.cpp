#include "engine/simulation/run_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

namespace {

constexpr int copies = 8;

void broadcast(AlignedDoubles& to, std::size_t row, double value) {
  std::fill_n(to.begin() + static_cast<std::ptrdiff_t>(row * copies), copies, value);
}

std::size_t cells(int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); }

}  // namespace

RunTables::RunTables(const Program& program, const Plan& plan, Isa isa)
    : body_(&program.body()), plan_(&plan), isa_(isa),
      variable_count_(static_cast<int>(body_->system.equations.size())),
      output_count_(static_cast<int>(body_->system.outputs.size())), series_count_(body_->system.series_count),
      draws_(plan.seed, plan.parameters, plan.parameter_correlations, plan.shocks, plan.shock_correlations, plan.sampling, plan.periods) {
  const int all_periods = plan.history_periods + plan.periods;
  if (plan.settings.size() != static_cast<std::size_t>(body_->system.setting_count) ||
      plan.history.size() != cells(variable_count_, plan.history_periods) ||
      plan.series.size() != cells(series_count_, all_periods) ||
      plan.parameters.size() != static_cast<std::size_t>(body_->system.parameter_count) ||
      plan.shocks.size() != static_cast<std::size_t>(body_->system.shock_count) || plan.periods < 1)
    throw std::logic_error("RunTables: the plan's numbers do not fit the program");
  exact = exact_periods(plan, body_->output_periods);
  fill_broadcast();
  run_setup();
  const std::size_t periods = static_cast<std::size_t>(plan.periods);
  for (const BlockCode& code : body_->block_codes) {
    const std::size_t k = code.residuals.size();
    BlockTables tables;
    tables.growth.assign(periods * k, 1.0);
    tables.central.assign(periods * k, std::numeric_limits<double>::quiet_NaN());
    tables.inverse.resize(periods);
    // Until the central path is known, the size of a variable is that of its last value before the horizon.
    for (const VariableId v : body_->blocks[static_cast<std::size_t>(code.info)].tears) {
      const double last = plan.history_periods > 0 ? std::abs(history(v.index, 1)) : 1.0;
      tables.reference.push_back(last > 0 && last < std::numeric_limits<double>::infinity() ? last : 1.0);
    }
    blocks.push_back(std::move(tables));
  }
}

double RunTables::history(int variable, int back) const noexcept {
  if (back > plan_->history_periods) return std::numeric_limits<double>::quiet_NaN();
  return plan_->history[cells(variable, plan_->history_periods) +
                        static_cast<std::size_t>(plan_->history_periods - back)];
}

void RunTables::fill_broadcast() {
  const int before = plan_->history_periods, all = before + plan_->periods;
  settings_.resize(plan_->settings.size() * copies);
  for (std::size_t i = 0; i < plan_->settings.size(); ++i) broadcast(settings_, i, plan_->settings[i]);
  series_.resize(cells(series_count_, all) * copies);
  for (int s = 0; s < series_count_; ++s)
    for (int t = 0; t < all; ++t)
      broadcast(series_, cells(t, series_count_) + static_cast<std::size_t>(s),
                plan_->series[cells(s, all) + static_cast<std::size_t>(t)]);
  history_.resize(cells(variable_count_, before) * copies);
  for (int v = 0; v < variable_count_; ++v)
    for (int t = 0; t < before; ++t)
      broadcast(history_, cells(t, variable_count_) + static_cast<std::size_t>(v),
                plan_->history[cells(v, before) + static_cast<std::size_t>(t)]);
  constants_.resize(static_cast<std::size_t>(body_->constant_rows) * copies);
  for (std::size_t i = 0; i < body_->literals.size(); ++i) broadcast(constants_, i, body_->literals[i]);
  scalars_.resize(cells(plan_->periods, body_->scalar_rows) * copies);
}

void RunTables::place(Bases& bases, int period) const noexcept {
  const auto history_rows = cells(plan_->history_periods, variable_count_) * copies;
  const auto series_rows = cells(plan_->history_periods, series_count_) * copies;
  bases[Space::constant] = {constants_.data(), copies, 0};
  bases[Space::setting] = {settings_.data(), copies, 0};
  bases[Space::history] = {history_.data() + history_rows, copies, 0};
  bases[Space::series_at] = {series_.data() + series_rows, copies, 0};
  bases[Space::series_now] = {series_.data() + series_rows + cells(period, series_count_) * copies, copies, 0};
  bases[Space::scalar] = {scalars_.data() + cells(period, body_->scalar_rows) * copies, copies, 0};
}

void RunTables::run_setup() {
  AlignedDoubles temps(static_cast<std::size_t>(std::max({body_->run.temps, body_->period.temps, 1})) * copies);
  Bases bases;
  bases[Space::temp] = {temps.data(), copies, 1};
  place(bases, 0);
  evaluate(isa_, body_->run.instructions, bases, copies);
  for (int t = 0; t < plan_->periods; ++t) {
    place(bases, t);
    evaluate(isa_, body_->period.instructions, bases, copies);
  }
}

}  // namespace jingchu::engine
