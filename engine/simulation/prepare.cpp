#include "engine/simulation/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/simulation/fit_proposal.hpp"
#include "engine/simulation/stop.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

void learn_central_path(RunTables& tables, const Plan& plan) {
  if (tables.body().block_codes.empty()) return;
  std::vector<BlockTables> learned = tables.blocks;
  {
    Tile tile(tables, 8);
    tile.simulate_central(learned);
  }
  // A variable's usual size is its mean size on the central path.
  for (std::size_t b = 0; b < learned.size(); ++b) {
    const std::size_t k = learned[b].reference.size();
    for (std::size_t i = 0; i < k; ++i) {
      double sum = 0;
      int count = 0;
      for (std::size_t t = 0; t < static_cast<std::size_t>(plan.periods); ++t)
        if (const double x = std::abs(learned[b].central[t * k + i]); std::isfinite(x)) {
          sum += x;
          ++count;
        }
      if (count > 0 && sum > 0) learned[b].reference[i] = sum / count;
    }
  }
  tables.blocks = std::move(learned);
}

/// What is left once the tables can be simulated with.
void make_ready(RunTables& tables) {
  const Plan& plan = tables.plan();
  learn_central_path(tables, plan);
  if (plan.guided && !plan.observations.empty()) tables.proposal.emplace(fit_proposal(tables));
}

/// Mistakes of whoever made the plan.
void check(const Case& one, const Plan& first) {
  const Plan& plan = *one.plan;
  const auto is_output = [&](int output) { return output >= 0 && static_cast<std::size_t>(output) < one.program->system().outputs.size(); };
  if (plan.sampling != first.sampling) throw std::logic_error("prepare: cases of different samplings have no draws in common");
  for (const TargetRule& rule : plan.targets)
    if (!is_output(rule.output)) throw std::logic_error("prepare: a target compares an output that is not there");
  for (const ObservationRule& rule : plan.observations)
    if (!is_output(rule.output) || !(rule.error >= 0) || (rule.is_exact() && (rule.shock < 0 || static_cast<std::size_t>(rule.shock) >= plan.shocks.size())))
      throw std::logic_error("prepare: a value was published of an output that is not there, or is exact without a shock");
  if (!plan.observations.empty() && plan.sampling.kind == Sampling::Kind::sobol) throw std::logic_error("prepare: published values go with random draws");
}

}  // namespace

RunTables prepare(const Program& program, const Plan& plan, Isa isa) {
  RunTables tables(program, plan, isa);
  make_ready(tables);
  return tables;
}

std::vector<RunTables> prepare(const std::vector<Case>& cases, const RunControl& control) {
  if (control.tile_width < 8 || control.tile_width % 8 != 0 || control.tile_width > work_unit)
    throw std::logic_error("prepare: tile width is not a multiple of 8 between 8 and the work unit");
  std::vector<RunTables> all;
  for (const Case& one : cases) {
    stop_if_asked(control.stop);
    check(one, *cases.front().plan);
    RunTables tables(*one.program, *one.plan, control.isa);
    if (control.machine_code) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const RunTables& other) { return &other.body() == &tables.body(); });
      if (same != all.end()) tables.share_machine_code(*same);
      else tables.make_machine_code(control.tile_width);
    }
    make_ready(tables);
    all.push_back(std::move(tables));
  }
  return all;
}

}  // namespace jingchu::engine
