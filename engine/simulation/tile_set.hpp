#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/simulation/tile.hpp"
#include "engine/simulation/tile_draws.hpp"

namespace jingchu::engine {

/// Tiles of several cases over the same paths. What cases draw in common is drawn once, and those of one program take turns in the
/// memory of one tile, which so stays in the caches, but for those whose values are still needed when others are simulated.
class TileSet {
 public:
  /// \param kept  by case: whether its values last until the next begin()
  TileSet(const std::vector<RunTables>& cases, const std::vector<bool>& kept, int width);

  /// Sees to it that every tile simulates no more than these outputs need, see Tile::restrict_to.
  void restrict_to(const std::vector<int>& outputs);
  /// Moves on to `count` <= width paths from `first_path` on.
  void begin(std::int64_t first_path, int count);
  /// Simulates these paths of a case. \return its tile, with its values until another case is simulated
  Tile& simulate(std::size_t of_case);

  std::size_t size() const noexcept { return cases_.size(); }
  /// The tile of a case that is kept, or was simulated last.
  Tile& operator[](std::size_t of_case) { return *tiles_[tile_of_[of_case]]; }
  int width() const noexcept { return tiles_.front()->width(); }

 private:
  std::vector<std::unique_ptr<TileDraws>> draws_;
  std::vector<TileCase> cases_;
  std::vector<std::unique_ptr<Tile>> tiles_;
  std::vector<std::size_t> tile_of_;   ///< by case
  std::int64_t first_path_ = 0;
  int count_ = 0;
};

}  // namespace jingchu::engine
