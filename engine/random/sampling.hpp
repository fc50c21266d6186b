#pragma once

#include <cstdint>

namespace jingchu::engine {

/// Where the uniforms behind the draws come from.
struct Sampling {
  enum class Kind {
    random,   ///< independent pseudo-random numbers
    sobol     ///< points of Owen-scrambled Sobol sequences, one scramble a replicate
  };
  Kind kind = Kind::random;
  int replicates = 1;   ///< of sobol: independent scrambles, a power of two
  friend bool operator==(const Sampling&, const Sampling&) = default;
};

/// Fewest and most replicates: their spread is the error of everything that is estimated.
inline constexpr int fewest_replicates = 4;
inline constexpr int most_replicates = 64;
inline constexpr int standard_replicates = 16;

/// Points of a replicate that stand in consecutive paths: paths 0-63 are points 0-63 of replicate 0, paths 64-127 the
/// same points of replicate 1, and so on; after the last replicate come points 64-127 of replicate 0. So a path is the same
/// however many paths there are, and the first R 2^m paths are 2^m points of each of the R replicates.
inline constexpr std::int64_t points_in_a_row = 64;

/// The replicate of a path, and the number of its point there.
struct ReplicatePoint {
  int replicate = 0;
  std::uint64_t point = 0;
};
constexpr ReplicatePoint replicate_point(std::int64_t path, int replicates) noexcept {
  const std::int64_t row = path / points_in_a_row;
  return {static_cast<int>(row % replicates), static_cast<std::uint64_t>(row / replicates * points_in_a_row + path % points_in_a_row)};
}

/// Calls f(replicate, first lane, lanes) for the stretches of `width` lanes from a path on that lie in one replicate each.
template <class F>
void for_each_replicate(std::int64_t first_path, int width, int replicates, F f) {
  for (int lane = 0; lane < width;) {
    const std::int64_t path = first_path + lane;
    const auto left = static_cast<int>(points_in_a_row - path % points_in_a_row);
    const int lanes = width - lane < left ? width - lane : left;
    f(replicate_point(path, replicates).replicate, lane, lanes);
    lane += lanes;
  }
}

/// Whether so many paths fill the replicates evenly: a power of two of points, 64 at the least, in each.
constexpr bool fills_replicates(std::int64_t paths, int replicates) noexcept {
  const std::int64_t points = paths / replicates;
  return paths % replicates == 0 && points >= points_in_a_row && (points & (points - 1)) == 0;
}

/// The largest such number of paths that is not above `paths`; the smallest there is where none is.
constexpr std::int64_t filling_paths(std::int64_t paths, int replicates) noexcept {
  std::int64_t fitting = replicates * points_in_a_row;
  while (fitting <= paths / 2) fitting *= 2;
  return fitting;
}

/// Dimensions of the Sobol table (Joe and Kuo 2008, as Boost.Random holds it): periods of a shock that are drawn from it.
inline constexpr int sobol_dimensions = 3667;

}  // namespace jingchu::engine
