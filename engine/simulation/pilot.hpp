#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/run_tables.hpp"
#include "engine/statistics/accumulator.hpp"

namespace jingchu::engine {

/// Simulates the pilot paths and makes the grid of every series from them. Every run and every shard of one seed
/// starts with this, so all count on the same grids. Throws Error(data) when no pilot path has a solution.
std::shared_ptr<const std::vector<Grid>> pilot_grids(const RunTables& tables, int tile_width, int threads);

}  // namespace jingchu::engine
