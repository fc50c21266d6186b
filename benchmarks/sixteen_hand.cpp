#include "benchmarks/sixteen_hand.hpp"

namespace jingchu::engine {

#define JINGCHU_DECLARE(isa) \
  namespace isa {                                                                                       \
  void sixteen_kernel(const double*, const double*, const double*, double*, int, int);                  \
  void sixteen_run_kernel(const SixteenRun&, std::int64_t, int, double*, SixteenRun::Moments&);         \
  void sixteen_draws_kernel(const SixteenRun&, std::int64_t, int, double*);                             \
  }
JINGCHU_DECLARE(plain)
JINGCHU_DECLARE(avx2)
JINGCHU_DECLARE(avx512)
#undef JINGCHU_DECLARE

void sixteen_by_hand(Isa isa, const double* parameters, const double* shocks, const double* before, double* now,
                     int width, int steps) {
  JINGCHU_DISPATCH(isa, sixteen_kernel)(parameters, shocks, before, now, width, steps);
}

void sixteen_run_by_hand(Isa isa, const SixteenRun& run, std::int64_t first_path, int width, double* work, SixteenRun::Moments& moments) {
  JINGCHU_DISPATCH(isa, sixteen_run_kernel)(run, first_path, width, work, moments);
}

void sixteen_draws_by_hand(Isa isa, const SixteenRun& run, std::int64_t first_path, int width, double* work) {
  JINGCHU_DISPATCH(isa, sixteen_draws_kernel)(run, first_path, width, work);
}

}  // namespace jingchu::engine
