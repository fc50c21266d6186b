#include "engine/simulation/tile_set.hpp"

#include <algorithm>

namespace jingchu::engine {

TileSet::TileSet(const std::vector<RunTables>& cases, int width) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Tile& tile = *tiles_.emplace_back(std::make_unique<Tile>(cases[i], width));
    const auto shares = [&](const auto& draws) { return tile.share(*draws); };
    if (std::any_of(draws_.begin(), draws_.end(), shares) || i + 1 == cases.size()) continue;
    tile.share(*draws_.emplace_back(std::make_unique<TileDraws>(cases[i], width)));
  }
}

void TileSet::restrict_to(int output) {
  for (const auto& tile : tiles_) tile->restrict_to(output);
}

void TileSet::begin(std::int64_t first_path, int count) {
  first_path_ = first_path;
  count_ = count;
  const auto longest = std::max_element(tiles_.begin(), tiles_.end(), [](const auto& a, const auto& b) { return a->periods() < b->periods(); });
  for (const auto& draws : draws_) draws->draw(first_path, std::min((*longest)->periods(), draws->of().periods()));
}

Tile& TileSet::simulate(std::size_t of_case) {
  tiles_[of_case]->simulate(first_path_, count_);
  return *tiles_[of_case];
}

}  // namespace jingchu::engine
