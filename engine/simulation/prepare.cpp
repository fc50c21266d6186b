#include "engine/simulation/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

RunTables prepare(const Program& program, const Plan& plan, Isa isa) {
  RunTables tables(program, plan, isa);
  if (tables.body().block_codes.empty()) return tables;
  std::vector<BlockTables> learned = tables.blocks;
  {
    Tile tile(tables, 8);
    tile.simulate_central(learned);
  }
  // A variable's usual size is its mean size on the central path.
  for (std::size_t b = 0; b < learned.size(); ++b) {
    const std::size_t k = learned[b].reference.size();
    for (std::size_t i = 0; i < k; ++i) {
      double sum = 0;
      int count = 0;
      for (std::size_t t = 0; t < static_cast<std::size_t>(plan.periods); ++t)
        if (const double x = std::abs(learned[b].central[t * k + i]); std::isfinite(x)) {
          sum += x;
          ++count;
        }
      if (count > 0 && sum > 0) learned[b].reference[i] = sum / count;
    }
  }
  tables.blocks = std::move(learned);
  return tables;
}

}  // namespace jingchu::engine
