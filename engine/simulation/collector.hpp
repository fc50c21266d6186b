#pragma once

#include <vector>

#include "engine/simulation/tally.hpp"
#include "engine/simulation/tile_set.hpp"

namespace jingchu::engine {

/// What one worker has: a tile a case, and the tally of what it simulated since it last handed in.
///
/// A contrast is counted as soon as both its cases are simulated, while their values are still near.
class Collector {
 public:
  Collector(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, Tally empty);

  /// Simulates and counts `count` <= tile width paths.
  void simulate(std::int64_t first_path, int count);
  /// What was counted since the last call.
  Tally take(Tally empty);
  int tile_width() const noexcept { return tiles_.width(); }

 private:
  const std::vector<ContrastPlan>& contrasts_;
  TileSet tiles_;
  std::vector<std::int64_t> slow_solves_;   ///< of each tile, up to the last count
  Tally tally_;
};

}  // namespace jingchu::engine
