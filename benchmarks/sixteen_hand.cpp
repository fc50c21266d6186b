#include "benchmarks/sixteen_hand.hpp"

namespace jingchu::engine {

#define JINGCHU_DECLARE(isa) \
  namespace isa { void sixteen_kernel(const double*, const double*, const double*, double*, int, int); }
JINGCHU_DECLARE(plain)
JINGCHU_DECLARE(avx2)
JINGCHU_DECLARE(avx512)
#undef JINGCHU_DECLARE

void sixteen_by_hand(Isa isa, const double* parameters, const double* shocks, const double* before, double* now,
                     int width, int steps) {
  JINGCHU_DISPATCH(isa, sixteen_kernel)(parameters, shocks, before, now, width, steps);
}

}  // namespace jingchu::engine
