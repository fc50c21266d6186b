#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept;

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept {
  // Eight lanes at a time are a whole cache line of every row.
  constexpr int group = 8, packs = group / Pack::width;
  bool found = false;
  for (int i = 0; i < width; i += group) {
    // x - x is 0 for every finite x and NaN else; sums keep the NaN.
    Pack sum[packs];
    for (Pack& s : sum) s = Pack::all(0.0);
    const double* row = rows + i;
    for (int r = 0; r < row_count; ++r, row += width)
      for (int j = 0; j < packs; ++j) {
        const Pack x = Pack::load(row + j * Pack::width);
        sum[j] = sum[j] + (x - x);
      }
    for (int j = 0; j < packs; ++j) {
      sum[j].store(bad + i + j * Pack::width);
      found = found || any(unordered(sum[j], sum[j]));
    }
  }
  return found;
}

}  // namespace jingchu::engine::JINGCHU_ISA
