#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/simulation/tile.hpp"
#include "engine/simulation/tile_draws.hpp"

namespace jingchu::engine {

/// Tiles of several cases over the same paths. What cases draw in common is drawn once.
class TileSet {
 public:
  TileSet(const std::vector<RunTables>& cases, int width);

  /// Sees to it that every tile simulates no more than this output needs, see Tile::restrict_to.
  void restrict_to(int output);
  /// Moves on to `count` <= width paths from `first_path` on.
  void begin(std::int64_t first_path, int count);
  /// Simulates these paths of a case.
  Tile& simulate(std::size_t of_case);

  std::size_t size() const noexcept { return tiles_.size(); }
  Tile& operator[](std::size_t of_case) { return *tiles_[of_case]; }
  int width() const noexcept { return tiles_.front()->width(); }

 private:
  std::vector<std::unique_ptr<TileDraws>> draws_;
  std::vector<std::unique_ptr<Tile>> tiles_;
  std::int64_t first_path_ = 0;
  int count_ = 0;
};

}  // namespace jingchu::engine
