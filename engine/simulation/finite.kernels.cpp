#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept;
bool outside_kernel(const double* row, int width, double lower, double upper) noexcept;

namespace {

/// Sums x - x over the rows of `group` lanes: 0 for finite numbers only, and a sum keeps a NaN. Enough packs at a time
/// that one addition need not wait for the last.
template <int group>
bool look(const double* rows, int row_count, int width, double* bad) noexcept {
  constexpr int packs = group / Pack::width;
  Pack sum[packs];
  for (Pack& s : sum) s = Pack::all(0.0);
  const double* row = rows;
  for (int r = 0; r < row_count; ++r, row += width)
#pragma GCC unroll 32
    for (int j = 0; j < packs; ++j) {
      const Pack x = Pack::load(row + j * Pack::width);
      sum[j] = sum[j] + (x - x);
    }
  bool found = false;
  for (int j = 0; j < packs; ++j) {
    sum[j].store(bad + j * Pack::width);
    found = found || any(unordered(sum[j], sum[j]));
  }
  return found;
}

}  // namespace

bool non_finite_kernel(const double* rows, int row_count, int width, double* bad) noexcept {
  constexpr int wide = 32, narrow = 8;
  bool found = false;
  int i = 0;
  for (; i + wide <= width; i += wide) found = look<wide>(rows + i, row_count, width, bad + i) || found;
  for (; i < width; i += narrow) found = look<narrow>(rows + i, row_count, width, bad + i) || found;
  return found;
}

bool outside_kernel(const double* row, int width, double lower, double upper) noexcept {
  const Pack low = Pack::all(lower), high = Pack::all(upper);
  bool found = false;
  for (int i = 0; i < width; i += Pack::width) {
    const Pack x = Pack::load(row + i);
    found = found || any(!((low <= x) & (x <= high)));
  }
  return found;
}

}  // namespace jingchu::engine::JINGCHU_ISA
