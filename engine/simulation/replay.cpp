#include "engine/simulation/explain.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulate.hpp"
#include "engine/simulation/tile.hpp"

#include <limits>

namespace jingchu::engine {

namespace {

constexpr int replay_width = 8;

/// Everything a lane of a tile holds.
PathRecord record(const RunTables& tables, const Tile& tile, int lane) {
  PathRecord r;
  const int periods = tables.periods();
  for (std::size_t p = 0; p < tables.draws().parameter_count(); ++p)
    r.parameters.push_back(tile.parameter(static_cast<int>(p))[lane]);
  for (std::size_t s = 0; s < tables.draws().shock_count(); ++s)
    for (int t = 0; t < periods; ++t) r.shocks.push_back(tile.shock(t, static_cast<int>(s))[lane]);
  r.failed = !tile.is_alive(lane);
  for (const Failure& f : tile.failures())
    if (f.path == tile.first_path() + lane) r.failure = f;
  const int good = tile.periods_with_values(lane);
  for (int v = 0; v < tables.variable_count(); ++v)
    for (int t = 0; t < periods; ++t)
      r.values.push_back(t < good ? tile.values(t, v)[lane] : std::numeric_limits<double>::quiet_NaN());
  // What is computed after a path's last period is nothing on a path that never got there.
  const bool whole = good == periods;
  for (int o = 0; o < tables.output_count(); ++o)
    r.outputs.push_back(whole ? tile.output(o)[lane] : std::numeric_limits<double>::quiet_NaN());
  if (r.failed) r.failure_detail = explain(tables, tile, lane, r.failure);
  if (r.failed && r.failure_detail.empty()) r.failure_detail = describe_block(tables, tile, lane, r.failure);
  return r;
}

}  // namespace

PathRecord replay(const Program& program, const Plan& plan, std::int64_t path) {
  const RunTables tables = prepare(program, plan, best_isa());
  Tile tile(tables, replay_width);
  tile.keep_shocks();
  // Scrambled points are drawn eight at a time.
  const int lane = static_cast<int>(path % replay_width);
  tile.simulate(path - lane, lane + 1);
  return record(tables, tile, lane);
}

PathRecord central_path(const Program& program, const Plan& plan) {
  RunTables tables(program, plan, best_isa());
  Tile tile(tables, replay_width);
  tile.keep_shocks();
  tile.simulate_central(tables.blocks);
  return record(tables, tile, 0);
}

}  // namespace jingchu::engine
