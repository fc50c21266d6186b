#include "engine/simulation/collector.hpp"

#include <algorithm>
#include <utility>

#include "engine/random/sampling.hpp"

namespace jingchu::engine {

namespace {

void weigh(Conditioned& conditioned, const Tile& tile) {
  conditioned.begin(tile.tables().isa(), tile.outputs(), static_cast<std::size_t>(tile.width()), tile.exact_logs(), tile.log_ratios(), tile.alive(), tile.width());
}

/// Of a tile that was weighed; empty where its paths weigh the same.
std::span<const std::uint64_t> weights_of(const Outcome& outcome) {
  return outcome.conditioned ? outcome.conditioned->weights() : std::span<const std::uint64_t>();
}

void count_weighted(Conditioned& conditioned, const Tile& tile, const std::vector<Contrast*>& contrasts) {
  for (std::size_t s = 0; s < conditioned.series_count(); ++s) {
    conditioned.add(s, tile.series(static_cast<int>(s)));
    for (Contrast* const contrast : contrasts) contrast->add_series_of(s);
  }
}

/// \param contrasts  that have begun with this tile as the other one: they take each series while it is near
void count(Outcome& outcome, Tile& tile, int paths, const std::vector<Contrast*>& contrasts) {
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
    for (Contrast* const contrast : contrasts) contrast->add_series_of(static_cast<std::size_t>(s));
    if (in_parts)
      for_each_part([&](Outcome::Replicate& part, int lane, int lanes, const double* living) { part.statistics.add(isa, static_cast<std::size_t>(s), values + lane, living, lanes); });
  }
  outcome.targets.add(tile.outputs(), stride, alive, tile.width());
  if (in_parts) for_each_part([&](Outcome::Replicate& part, int lane, int lanes, const double* living) { part.targets.add(tile.outputs() + lane, stride, living, lanes); });
  if (outcome.conditioned) count_weighted(*outcome.conditioned, tile, contrasts);
  tile.raise_residuals(outcome.identity_residuals);
  outcome.paths += paths;
  for (const Failure& failure : tile.failures()) outcome.add_failure(failure);
}

/// By case: whether it is the first of a contrast to be simulated, so that its values are needed once more.
std::vector<bool> first_of_contrasts(const std::vector<ContrastPlan>& contrasts, std::size_t cases) {
  std::vector<bool> first(cases);
  for (const ContrastPlan& contrast : contrasts) first[static_cast<std::size_t>(std::min(contrast.base, contrast.other))] = true;
  return first;
}

}  // namespace

Collector::Collector(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, Tally empty)
    : contrasts_(contrasts), tiles_(cases, first_of_contrasts(contrasts, cases.size()), tile_width), tally_(std::move(empty)) {}

void Collector::simulate(std::int64_t first_path, int count_of_paths) {
  if (tally_.done.empty()) make_room();
  tiles_.begin(first_path, count_of_paths);
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    const std::int64_t slow = tiles_[i].careful_count();
    Tile& tile = tiles_.simulate(i);
    if (tally_.cases[i].conditioned) weigh(*tally_.cases[i].conditioned, tile);
    at_hand_.clear();
    for (std::size_t c = 0; c < contrasts_.size(); ++c) {
      const auto base = static_cast<std::size_t>(contrasts_[c].base), other = static_cast<std::size_t>(contrasts_[c].other);
      if (std::max(base, other) != i) continue;
      const ContrastTiles tiles{&tiles_[base], &tiles_[other], weights_of(tally_.cases[base]), weights_of(tally_.cases[other])};
      if (other != i) {
        tally_.contrasts[c].add(tiles);
        continue;
      }
      tally_.contrasts[c].begin(tiles);
      at_hand_.push_back(&tally_.contrasts[c]);
    }
    count(tally_.cases[i], tile, count_of_paths, at_hand_);
    tally_.cases[i].slow_solves += tile.careful_count() - slow;
  }
  tally_.done.add(PathRange{first_path, first_path + count_of_paths});
}

void Collector::make_room() {
  for (Outcome& outcome : tally_.cases) {
    outcome.statistics.make_room();
    for (Outcome::Replicate& replicate : outcome.replicates) replicate.statistics.make_room();
  }
  for (Contrast& contrast : tally_.contrasts) contrast.make_room();
}

Tally Collector::take(Tally empty) {
  for (Outcome& outcome : tally_.cases) outcome.tidy();
  return std::exchange(tally_, std::move(empty));
}

}  // namespace jingchu::engine
