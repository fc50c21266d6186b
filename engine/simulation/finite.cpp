#include "engine/simulation/finite.hpp"

namespace jingchu::engine {

namespace plain { bool non_finite_kernel(const double*, int, int, double*) noexcept; }
namespace avx2 { bool non_finite_kernel(const double*, int, int, double*) noexcept; }
namespace avx512 { bool non_finite_kernel(const double*, int, int, double*) noexcept; }

bool find_non_finite(Isa isa, const double* rows, int row_count, int width, double* bad) noexcept {
  return JINGCHU_DISPATCH(isa, non_finite_kernel)(rows, row_count, width, bad);
}

}  // namespace jingchu::engine
