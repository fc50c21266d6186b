#pragma once

#include "engine/random/law.hpp"

namespace jingchu::engine {

/// The density of a continuous law.
class LawDensity {
 public:
  /// Throws std::logic_error for a law of single values.
  explicit LawDensity(const Law& law);

  /// Natural logarithm of the density; minus infinity where no draw lies.
  double log_at(double x) const;
  /// The normal score of a value: the standard normal quantile of the probability below it.
  double score_at(double x) const;
  double median() const noexcept { return median_; }
  /// Half the range between the 16 % and the 84 % quantile: the standard deviation of a normal law.
  double scale() const noexcept { return scale_; }

 private:
  Law law_;
  double median_, scale_;
  double log_constant_ = 0;   ///< of the normal and Student's t: what does not depend on x, truncation included
};

}  // namespace jingchu::engine
