#include "engine/simulation/explain.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulate.hpp"
#include "engine/simulation/tile.hpp"

#include <limits>

namespace jingchu::engine {

namespace {

constexpr int replay_width = 8;

/// Everything lane 0 of a tile holds.
PathRecord record(const RunTables& tables, const Tile& tile) {
  PathRecord r;
  const int periods = tables.periods();
  for (std::size_t p = 0; p < tables.draws().parameter_count(); ++p)
    r.parameters.push_back(tile.parameter(static_cast<int>(p))[0]);
  for (std::size_t s = 0; s < tables.draws().shock_count(); ++s)
    for (int t = 0; t < periods; ++t) r.shocks.push_back(tile.shock(t, static_cast<int>(s))[0]);
  r.failed = !tile.is_alive(0);
  for (const Failure& f : tile.failures())
    if (f.path == tile.first_path()) r.failure = f;
  const int good = r.failed && r.failure.equation < tables.variable_count() ? r.failure.period : periods;
  for (int v = 0; v < tables.variable_count(); ++v)
    for (int t = 0; t < periods; ++t)
      r.values.push_back(t < good ? tile.values(t, v)[0] : std::numeric_limits<double>::quiet_NaN());
  // What is computed after a path's last period is nothing on a path that never got there.
  const bool whole = good == periods;
  for (int o = 0; o < tables.output_count(); ++o)
    r.outputs.push_back(whole ? tile.output(o)[0] : std::numeric_limits<double>::quiet_NaN());
  if (r.failed) r.failure_detail = explain(tables, tile, 0, r.failure);
  return r;
}

}  // namespace

PathRecord replay(const Program& program, const Plan& plan, std::int64_t path) {
  const RunTables tables = prepare(program, plan, best_isa());
  Tile tile(tables, replay_width);
  tile.keep_shocks();
  tile.simulate(path, 1);
  return record(tables, tile);
}

PathRecord central_path(const Program& program, const Plan& plan) {
  RunTables tables(program, plan, best_isa());
  Tile tile(tables, replay_width);
  tile.keep_shocks();
  tile.simulate_central(tables.blocks);
  return record(tables, tile);
}

}  // namespace jingchu::engine
