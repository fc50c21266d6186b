#pragma once

#include <functional>
#include <vector>

namespace jingchu::engine {

/// A function on an interval as a Chebyshev series: sum of coefficients[k] T_k(x), x = (argument - centre) * scale.
struct ChebyshevSeries {
  double centre = 0;
  double scale = 1;
  std::vector<double> coefficients;

  /// Coefficients of x^0, x^1, ... instead: half the work to evaluate, and safe up to some 30 terms.
  std::vector<double> powers() const;
};

/// Interpolates `function` at `nodes` Chebyshev points of [low, high]; drops the last terms below `tolerance` times the
/// largest coefficient.
ChebyshevSeries fit_chebyshev(const std::function<double(double)>& function, double low, double high, int nodes, double tolerance);

}  // namespace jingchu::engine
