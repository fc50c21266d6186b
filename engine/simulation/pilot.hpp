#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/run_tables.hpp"
#include "engine/simulation/contrast.hpp"

namespace jingchu::engine {

using Grids = std::shared_ptr<const std::vector<Grid>>;

/// Grids of every series of every case, and of every difference.
struct PilotGrids {
  std::vector<Grids> cases;
  std::vector<Grids> contrasts;
};

/// Simulates the pilot paths of all cases and makes the grids from them. Every run and every shard of one seed
/// starts with this, so all count on the same grids. Throws Error(data) when no pilot path of a case has a solution.
PilotGrids pilot_grids(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, int threads);

}  // namespace jingchu::engine
