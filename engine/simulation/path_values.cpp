#include "engine/simulation/path_values.hpp"

#include <algorithm>
#include <limits>

#include "engine/simulation/run_tiles.hpp"
#include "engine/statistics/path_weights.hpp"

namespace jingchu::engine {

PathValues::PathValues(const RunTables& tables, const std::vector<double>& references, int tile_width)
    : tile_(tables, tile_width), periods_(tables.periods()), weights_(Likelihood(tables.plan().observations), references) {}

void PathValues::put_weights(int count, double* weights) {
  const int releases = weights_.likelihood().releases();
  weights_.weigh(tile_.tables().isa(), tile_.outputs(), static_cast<std::size_t>(tile_.width()), tile_.exact_logs(), tile_.log_ratios(), tile_.alive(), tile_.width());
  const auto whole = releases == 0 ? weights_.prior() : weights_.after(releases - 1);
  for (std::size_t lane = 0; lane < static_cast<std::size_t>(count); ++lane) weights[lane] = static_cast<double>(whole[lane]) / static_cast<double>(most_weight);
}

template <class Real>
void PathValues::read_all(PathRange paths, std::span<const int> variables, std::span<Real* const> out, double* weights) {
  const auto periods = static_cast<std::size_t>(periods_);
  const auto read_tile = [&](std::int64_t first, int count) {
    const auto row = static_cast<std::size_t>(first - paths.first) * periods;
    tile_.simulate(first, count);
    if (weights != nullptr) put_weights(count, weights + (first - paths.first));
    for (std::size_t v = 0; v < variables.size(); ++v) {
      Real* const to = out[v] + row;
      for (int t = 0; t < periods_; ++t) {
        const double* const values = tile_.values(t, variables[v]);
        for (int lane = 0; lane < count; ++lane) to[static_cast<std::size_t>(lane) * periods + static_cast<std::size_t>(t)] = static_cast<Real>(values[lane]);
      }
      for (const Failure& failure : tile_.failures()) {
        Real* const path = to + static_cast<std::size_t>(failure.path - first) * periods;
        std::fill(path + failure.period, path + periods, std::numeric_limits<Real>::quiet_NaN());
      }
    }
  };
  run_tiles(paths, tile_.width(), 1, [&] { return read_tile; });
}

void PathValues::read(PathRange paths, std::span<const int> variables, std::span<float* const> out, double* weights) { read_all(paths, variables, out, weights); }
void PathValues::read(PathRange paths, std::span<const int> variables, std::span<double* const> out, double* weights) { read_all(paths, variables, out, weights); }

}  // namespace jingchu::engine
