#include "engine/simulation/path_values.hpp"

#include <algorithm>
#include <limits>

namespace jingchu::engine {

template <class Real>
void PathValues::read_all(PathRange paths, std::span<const int> variables, std::span<Real* const> out) {
  const auto periods = static_cast<std::size_t>(periods_);
  for (std::int64_t first = paths.first; first < paths.end; first += tile_.width()) {
    const int count = static_cast<int>(std::min<std::int64_t>(tile_.width(), paths.end - first));
    const auto row = static_cast<std::size_t>(first - paths.first) * periods;
    tile_.simulate(first, count);
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
  }
}

void PathValues::read(PathRange paths, std::span<const int> variables, std::span<float* const> out) { read_all(paths, variables, out); }
void PathValues::read(PathRange paths, std::span<const int> variables, std::span<double* const> out) { read_all(paths, variables, out); }

}  // namespace jingchu::engine
