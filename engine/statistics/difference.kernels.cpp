#include <bit>

#include "engine/math/pack.hpp"
#include "engine/statistics/difference_kernels.hpp"

namespace jingchu::engine::JINGCHU_ISA {

TileDifference difference_kernel(const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept {
  const Pack zero = Pack::all(0.0), share = Pack::all(noise);
  TileDifference result;
  for (int i = 0; i < width; i += Pack::width) {
    const Pack x = Pack::load(base + i), y = Pack::load(other + i);
    const Pack change = y - x;
    const Pack d = select(share * max(abs(x), abs(y)) < abs(change), change, zero);
    d.store(difference + i);
    Mask more = zero < d, fewer = d < zero;
    if (alive) {
      const Mask counts = Pack::load(alive + i) > zero;
      more = more & counts;
      fewer = fewer & counts;
    }
    result.greater += std::popcount(lanes(more));
    result.less += std::popcount(lanes(fewer));
  }
  return result;
}

}  // namespace jingchu::engine::JINGCHU_ISA
