#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/random/law.hpp"

namespace jingchu::engine {

/// How far normal scores reach into the series below. The smallest uniform, 2^-53, has score -8.21.
inline constexpr double largest_score = 9.0;
/// Up to here a Student t quantile is the score times a polynomial; one draw in 16,000 lies beyond.
inline constexpr double central_score = 4.0;

/// A law made ready for drawing: every number the kernels need, worked out once.
///
/// Plain numbers and pointers, since code that is compiled for one instruction set must not instantiate templates of the
/// library: the linker keeps one copy of those for all callers.
struct DrawNumbers {
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

  double split = 0.5, left = 0, right = 0;  ///< triangular: probability of the mode; (high - low) times each side
  double low = 0, high = 1;

  struct List {
    const double* data = nullptr;
    std::size_t size = 0;
    [[gnu::always_inline]] double operator[](std::size_t i) const noexcept { return data[i]; }
  };
  List centre;      ///< Student t: quantile / score, powers of score^2 / 8 - 1
  List tail;        ///< Chebyshev coefficients; Student t: log(quantile / score) over score^2; pert: logit of the quantile over the score
  double tail_centre = 0, tail_scale = 1;  ///< the series' argument is (x - centre) * scale
  List thresholds;  ///< discrete: values[i + 1] is taken from thresholds[i] on
  List values;      ///< discrete and empirical

  [[gnu::always_inline]] bool needs_score() const noexcept { return kind <= Kind::pert; }
};

/// DrawNumbers with the memory they point into. Moved, not copied.
struct DrawCode : DrawNumbers {
  DrawCode() = default;
  DrawCode(DrawCode&&) noexcept = default;
  DrawCode& operator=(DrawCode&&) noexcept = default;

  /// Keeps `numbers` and returns the list of them.
  List keep(std::vector<double> numbers) {
    storage_.push_back(std::move(numbers));
    return {storage_.back().data(), storage_.back().size()};
  }

 private:
  std::vector<std::vector<double>> storage_;
};

/// Throws Error when the numbers of the law make no distribution.
DrawCode prepare_draw(const DrawnQuantity& quantity);

/// As central_value(law, is_parameter), for a law that is prepared already.
double central_value(const Law& law, const DrawCode& code, bool is_parameter);

}  // namespace jingchu::engine
