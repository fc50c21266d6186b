#include "engine/simulation/tile_set.hpp"

#include <algorithm>

namespace jingchu::engine {

TileSet::TileSet(const std::vector<RunTables>& cases, const std::vector<bool>& kept, int width) {
  std::vector<std::size_t> in_turns;   // tiles that cases share
  cases_.reserve(cases.size());        // tiles point to them
  for (std::size_t i = 0; i < cases.size(); ++i) {
    TileCase& one = cases_.emplace_back(cases[i]);
    const auto shares = [&](const auto& draws) { return one.share(*draws); };
    if (!std::any_of(draws_.begin(), draws_.end(), shares) && i + 1 < cases.size()) one.share(*draws_.emplace_back(std::make_unique<TileDraws>(cases[i], width)));
    const auto room = std::find_if(in_turns.begin(), in_turns.end(), [&](std::size_t t) { return !kept[i] && tiles_[t]->fits(cases[i]); });
    tile_of_.push_back(room == in_turns.end() ? tiles_.size() : *room);
    if (room != in_turns.end()) continue;
    if (!kept[i]) in_turns.push_back(tiles_.size());
    tiles_.push_back(std::make_unique<Tile>(cases[i], width));
  }
}

void TileSet::restrict_to(const std::vector<int>& outputs) {
  for (const auto& tile : tiles_) tile->restrict_to(outputs);
}

void TileSet::begin(std::int64_t first_path, int count) {
  first_path_ = first_path;
  count_ = count;
  const auto longest = std::max_element(tiles_.begin(), tiles_.end(), [](const auto& a, const auto& b) { return a->periods() < b->periods(); });
  for (const auto& draws : draws_) draws->draw(first_path, std::min((*longest)->periods(), draws->of().periods()));
}

Tile& TileSet::simulate(std::size_t of_case) {
  Tile& tile = (*this)[of_case];
  tile.turn_to(cases_[of_case]);
  tile.simulate(first_path_, count_);
  return tile;
}

}  // namespace jingchu::engine
