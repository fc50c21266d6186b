#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/tally.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

/// What one worker has: a tile a case, and the tally of what it simulated since it last handed in.
class Collector {
 public:
  Collector(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, Tally empty);

  /// Simulates and counts `count` <= tile width paths.
  void simulate(std::int64_t first_path, int count);
  /// What was counted since the last call.
  Tally take(Tally empty);
  int tile_width() const noexcept { return tiles_.front()->width(); }

 private:
  const std::vector<ContrastPlan>& contrasts_;
  std::vector<std::unique_ptr<Tile>> tiles_;
  std::vector<std::int64_t> slow_solves_;   ///< of each tile, up to the last count
  Tally tally_;
};

}  // namespace jingchu::engine
