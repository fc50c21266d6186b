#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/math/chebyshev.hpp"
#include "engine/random/law.hpp"

namespace jingchu::engine {

/// How far normal scores reach into the series below. The smallest uniform, 2^-53, has score -8.21.
inline constexpr double largest_score = 9.0;
/// Up to here a Student t quantile is the score times a polynomial; one draw in 16,000 lies beyond.
inline constexpr double central_score = 4.0;

/// A law made ready for drawing: every number the kernels need, worked out once.
struct DrawCode {
  enum class Kind { normal, student_t, lognormal, pert, uniform, triangular, bernoulli, discrete, empirical };
  Kind kind = Kind::normal;
  std::uint32_t id = 0;           ///< what its random numbers are keyed by

  // value = shift + scale * (score of the law); lognormal: exp of that
  double shift = 0, scale = 1;

  // A truncated law draws between the probabilities of its bounds; from above (u -> 1 - u, z -> -z) where the lower bound
  // lies above the centre, so that the smaller probability is the exact one.
  bool truncated = false, from_above = false;
  double probability_low = 0, probability_span = 1;
  double lower = -unbounded, upper = unbounded;

  std::vector<double> centre;     ///< Student t: quantile / score, powers of score^2 / 8 - 1
  ChebyshevSeries tail;           ///< Student t: log(quantile / score) over score^2; pert: logit of the quantile over the score

  double split = 0.5, left = 0, right = 0;  ///< triangular: probability of the mode; (high - low) times each side
  double low = 0, high = 1;

  std::vector<double> thresholds; ///< discrete: values[i + 1] is taken from thresholds[i] on
  std::vector<double> values;     ///< discrete and empirical

  bool needs_score() const noexcept { return kind <= Kind::pert; }
};

/// Throws Error when the numbers of the law make no distribution.
DrawCode prepare_draw(const DrawnQuantity& quantity);

/// As central_value(law, is_parameter), for a law that is prepared already.
double central_value(const Law& law, const DrawCode& code, bool is_parameter);

}  // namespace jingchu::engine
