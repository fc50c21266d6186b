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
  void make_room();

  const std::vector<ContrastPlan>& contrasts_;
  TileSet tiles_;
  Tally tally_;
  std::vector<Contrast*> at_hand_;   ///< whose other case is the one at hand
};

}  // namespace jingchu::engine
