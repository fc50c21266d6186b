#include "engine/simulation/finite.hpp"

namespace jingchu::engine {

namespace plain {
bool non_finite_kernel(const double*, int, int, double*) noexcept;
bool outside_kernel(const double*, int, double, double) noexcept;
}
namespace avx2 {
bool non_finite_kernel(const double*, int, int, double*) noexcept;
bool outside_kernel(const double*, int, double, double) noexcept;
}
namespace avx512 {
bool non_finite_kernel(const double*, int, int, double*) noexcept;
bool outside_kernel(const double*, int, double, double) noexcept;
}

bool find_non_finite(Isa isa, const double* rows, int row_count, int width, double* bad) noexcept {
  return JINGCHU_DISPATCH(isa, non_finite_kernel)(rows, row_count, width, bad);
}

bool find_outside(Isa isa, const double* row, int width, double lower, double upper) noexcept {
  return JINGCHU_DISPATCH(isa, outside_kernel)(row, width, lower, upper);
}

}  // namespace jingchu::engine
