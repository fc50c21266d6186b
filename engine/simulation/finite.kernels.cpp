#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept;

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept {
  bool found = false;
  for (int i = 0; i < width; i += Pack::width) {
    // x - x is 0 for every finite x and NaN else; sums keep the NaN.
    Pack sum = Pack::all(0.0);
    for (int r = 0; r < row_count; ++r) {
      const Pack x = Pack::load(rows + static_cast<std::int64_t>(r) * width + i);
      sum = sum + (x - x);
    }
    sum.store(bad + i);
    found = found || any(unordered(sum, sum));
  }
  return found;
}

}  // namespace jingchu::engine::JINGCHU_ISA
