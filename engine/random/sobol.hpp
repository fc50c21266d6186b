#pragma once

#include <cstdint>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/random/sampling.hpp"

namespace jingchu::engine {

/// Uniforms of scrambled Sobol points: the replicates of one sampling, for the first `dimensions` dimensions.
///
/// Point i of a dimension is the exclusive or of the direction numbers of the bits of i, 32 bits long. Each replicate
/// scrambles each dimension by a random nested permutation of its binary digits, keyed by (seed, replicate, dimension); the
/// uniform is (x + 0.5) / 2^32. Any 2^m first points of a dimension lie one in each of 2^m equal intervals, and each
/// alone is uniform.
///
/// Sources: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30
/// (direction numbers, by Boost.Random); Owen (1995), "Randomly permuted (t,m,s)-nets and (t,s)-sequences"; Laine and Karras
/// (2011), "Stratified sampling for stochastic transparency", and Burley (2020), "Practical hash-based Owen scrambling", JCGT 9
/// (nested permutation by a hash, here with the constants of N. Vegdahl).
class SobolPoints {
 public:
  /// \param dimensions  at most sobol_dimensions
  SobolPoints(std::uint64_t seed, int replicates, int dimensions);

  /// The uniforms of a dimension for paths first_path .. first_path + width - 1.
  /// \param out  64-byte aligned; first_path and width multiples of 8. Does not allocate or throw.
  void uniforms(Isa isa, int dimension, std::int64_t first_path, int width, double* out) const noexcept;
  int dimensions() const noexcept { return dimensions_; }

 private:
  int replicates_, dimensions_;
  std::vector<std::uint32_t> directions_;   ///< dimensions x 32, each number with its bits in reverse
  std::vector<std::uint32_t> keys_;         ///< of the scrambles: replicates x dimensions
};

}  // namespace jingchu::engine
