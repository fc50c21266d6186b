#pragma once

#include <cstdint>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/random/sampling.hpp"

namespace jingchu::engine {

/// Uniforms of scrambled Sobol points for several sources: each source (a shock, a parameter) has a sequence of its own, whose
/// dimensions are its periods, and goes through the points in an order of its own.
///
/// Point i of a dimension is the exclusive or of the direction numbers of the bits of i, 32 bits long. Each replicate
/// scrambles each dimension of each source by a random nested permutation of its binary digits; the
/// uniform is (x + 0.5) / 2^32. Any 2^m first points of a dimension lie one in each of 2^m equal intervals, and each
/// alone is uniform. The order of points 0-63, 64-127, 128-255, 256-511, ... is permuted within each of these stretches, so that sources
/// are to each other like independent draws: no pair of them can fall into the few poor planes that a sequence of thousands of dimensions has.
/// All is keyed by (seed, replicate, id of the source), so that other sources do not change what one is given.
///
/// Sources: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30
/// (direction numbers, by Boost.Random); Owen (1995), "Randomly permuted (t,m,s)-nets and (t,s)-sequences"; Laine and Karras
/// (2011), "Stratified sampling for stochastic transparency", and Burley (2020), "Practical hash-based Owen scrambling", JCGT 9
/// (nested permutation by a hash, here with the constants of N. Vegdahl); Owen (1998), "Latin supercube sampling for very high-dimensional
/// simulations", ACM TOMACS 8 (an order of its own for each group of dimensions).
class SobolPoints {
 public:
  /// \param stream      keeps apart the points of lists whose ids may be alike
  /// \param ids         one a source
  /// \param dimensions  of each source: at most sobol_dimensions
  SobolPoints(std::uint64_t seed, std::uint32_t stream, const std::vector<std::uint32_t>& ids, int replicates, int dimensions);

  /// The uniforms of a dimension of a source for paths first_path .. first_path + width - 1.
  /// \param out  64-byte aligned; first_path and width multiples of 8. Does not allocate or throw.
  void uniforms(Isa isa, std::size_t source, int dimension, std::int64_t first_path, int width, double* out) const noexcept;
  int dimensions() const noexcept { return dimensions_; }

 private:
  int replicates_, dimensions_;
  std::size_t sources_;
  std::vector<std::uint32_t> tables_;   ///< dimensions x sobol_digits x 8, see sobol_kernels.hpp
  std::vector<std::uint64_t> orders_;   ///< keys of the orders: replicates x sources
  std::vector<std::uint32_t> keys_;     ///< of the scrambles: replicates x sources x dimensions
};

}  // namespace jingchu::engine
