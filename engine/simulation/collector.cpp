#include "engine/simulation/collector.hpp"

#include <algorithm>
#include <utility>

#include "engine/random/sampling.hpp"

namespace jingchu::engine {

namespace {

void count_weighted(Conditioned& conditioned, const Tile& tile) {
  conditioned.begin(tile.tables().isa(), tile.outputs(), static_cast<std::size_t>(tile.width()), tile.exact_logs(), tile.alive(), tile.width());
  for (std::size_t s = 0; s < conditioned.series_count(); ++s) conditioned.add(s, tile.series(static_cast<int>(s)));
}

void count(Outcome& outcome, Tile& tile, int paths) {
  const double* alive = tile.alive();
  const Isa isa = tile.tables().isa();
  const int series = static_cast<int>(outcome.statistics.series_count());
  const auto stride = static_cast<std::size_t>(tile.width());
  const auto for_each_part = [&](auto f) {
    for_each_replicate(tile.first_path(), tile.width(), static_cast<int>(outcome.replicates.size()),
                       [&](int replicate, int lane, int lanes) { f(outcome.replicates[static_cast<std::size_t>(replicate)], lane, lanes, alive ? alive + lane : nullptr); });
  };
  const bool in_parts = !outcome.replicates.empty();
  for (int s = 0; s < series; ++s) {
    const double* values = tile.series(s);
    outcome.statistics.add(isa, static_cast<std::size_t>(s), values, alive, tile.width());
    if (in_parts)
      for_each_part([&](Outcome::Replicate& part, int lane, int lanes, const double* living) { part.statistics.add(isa, static_cast<std::size_t>(s), values + lane, living, lanes); });
  }
  outcome.targets.add(tile.outputs(), stride, alive, tile.width());
  if (in_parts) for_each_part([&](Outcome::Replicate& part, int lane, int lanes, const double* living) { part.targets.add(tile.outputs() + lane, stride, living, lanes); });
  if (outcome.conditioned) count_weighted(*outcome.conditioned, tile);
  tile.raise_residuals(outcome.identity_residuals);
  outcome.paths += paths;
  for (const Failure& failure : tile.failures()) outcome.add_failure(failure);
}

}  // namespace

Collector::Collector(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, Tally empty)
    : contrasts_(contrasts), tiles_(cases, tile_width), slow_solves_(cases.size(), 0), tally_(std::move(empty)) {}

void Collector::simulate(std::int64_t first_path, int count_of_paths) {
  tiles_.begin(first_path, count_of_paths);
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    Tile& tile = tiles_.simulate(i);
    count(tally_.cases[i], tile, count_of_paths);
    const std::int64_t slow = tile.careful_count();
    tally_.cases[i].slow_solves += slow - std::exchange(slow_solves_[i], slow);
    for (std::size_t c = 0; c < contrasts_.size(); ++c)
      if (static_cast<std::size_t>(std::max(contrasts_[c].base, contrasts_[c].other)) == i)
        tally_.contrasts[c].add(tiles_[static_cast<std::size_t>(contrasts_[c].base)], tiles_[static_cast<std::size_t>(contrasts_[c].other)]);
  }
  tally_.done.add(PathRange{first_path, first_path + count_of_paths});
}

Tally Collector::take(Tally empty) {
  for (Outcome& outcome : tally_.cases) outcome.tidy();
  return std::exchange(tally_, std::move(empty));
}

}  // namespace jingchu::engine
