#include "engine/simulation/tile_draws.hpp"

#include <algorithm>

namespace jingchu::engine {

TileDraws::TileDraws(const RunTables& of, int width)
    : of_(of), width_(width), pair_size_(2 * std::max<std::size_t>(of.draws().shock_count(), 1) * static_cast<std::size_t>(width)),
      parameters_(std::max<std::size_t>(of.draws().parameter_count(), 1) * static_cast<std::size_t>(width)),
      shocks_(static_cast<std::size_t>((of.periods() + 1) / 2) * pair_size_) {}

void TileDraws::draw(std::int64_t first_path, int periods) {
  first_path_ = first_path;
  of_.draws().parameters(of_.isa(), first_path, width_, parameters_.data());
  for (int pair = 0; 2 * pair < periods; ++pair) of_.draws().shocks(of_.isa(), first_path, width_, pair, shocks(pair));
}

}  // namespace jingchu::engine
