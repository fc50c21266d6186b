#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "engine/simulation/parallel.hpp"
#include "engine/simulation/path_set.hpp"

namespace jingchu::engine {

/// Goes over paths tile by tile, each on the thread that is free.
///
/// \param make  called once in each thread: what goes over the tiles there, f(first path, paths of the tile)
/// \param stopped  asked before each tile; once true no thread begins another
/// \return how many paths were gone over: all but after a stop; by one thread, the first ones
template <class Make, class Stopped>
std::int64_t run_tiles(PathRange paths, int width, int threads, const Make& make, const Stopped& stopped) {
  const std::int64_t tiles = (paths.count() + width - 1) / width;
  std::atomic<std::int64_t> next{0}, done{0};
  run_workers(static_cast<int>(std::clamp<std::int64_t>(tiles, 1, threads)), [&](int) {
    auto work = make();
    for (std::int64_t tile = next++; tile < tiles && !stopped(); tile = next++) {
      const std::int64_t first = paths.first + tile * width;
      const int count = static_cast<int>(std::min<std::int64_t>(width, paths.end - first));
      work(first, count);
      done += count;
    }
  });
  return done;
}

template <class Make>
void run_tiles(PathRange paths, int width, int threads, const Make& make) {
  run_tiles(paths, width, threads, make, [] { return false; });
}

}  // namespace jingchu::engine
