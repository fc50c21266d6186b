#include <limits>
#include <span>

#include "engine/math/functions.hpp"
#include "engine/math/pack.hpp"
#include "engine/program/code.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

// Rows are 64-byte aligned and widths multiples of 8. Every loop works on eight lanes at a time, so that the packs of
// narrow instruction sets overlap; a broadcast operand has step 0 and is read again and again from the same line.
constexpr int group = 8;

template <class F>
inline void loop1(double* d, const double* a, int sa, int width, F f) {
  for (int i = 0; i < width; i += group) {
#pragma GCC unroll 8
    for (int j = 0; j < group; j += Pack::width) f(Pack::load(a + i * sa + j)).store(d + i + j);
  }
}

template <class F>
inline void loop2(double* d, const double* a, int sa, const double* b, int sb, int width, F f) {
  for (int i = 0; i < width; i += group) {
#pragma GCC unroll 8
    for (int j = 0; j < group; j += Pack::width)
      f(Pack::load(a + i * sa + j), Pack::load(b + i * sb + j)).store(d + i + j);
  }
}

template <class F>
inline void loop3(double* d, const double* a, int sa, const double* b, int sb, const double* c, int sc, int width, F f) {
  for (int i = 0; i < width; i += group) {
#pragma GCC unroll 8
    for (int j = 0; j < group; j += Pack::width)
      f(Pack::load(a + i * sa + j), Pack::load(b + i * sb + j), Pack::load(c + i * sc + j)).store(d + i + j);
  }
}

inline Pack one() { return Pack::all(1.0); }
inline Pack zero() { return Pack::all(0.0); }
inline Pack nan() { return Pack::all(std::numeric_limits<double>::quiet_NaN()); }
/// 1 or 0, and NaN where an operand is NaN: a comparison never hides a value that is not a number.
inline Pack truth(Mask m, Pack a, Pack b) { return select(unordered(a, b), nan(), select(m, one(), zero())); }
inline Mask is_true(Pack a) { return !(a == zero()); }

}  // namespace

void evaluate_kernel(std::span<const Instruction> code, const Bases& bases, int width) noexcept {
  for (const Instruction& in : code) {
    const auto& sa = bases[in.a.space];
    const auto& sb = bases[in.b.space];
    const auto& sc = bases[in.c.space];
    const auto& sd = bases[in.dst.space];
    double* d = sd.base + in.dst.row * sd.pitch;
    const double* a = sa.base + in.a.row * sa.pitch;
    const auto b = [&] { return sb.base + in.b.row * sb.pitch; };
    const auto c = [&] { return sc.base + in.c.row * sc.pitch; };
    switch (in.code) {
      case Code::copy: loop1(d, a, sa.step, width, [](Pack x) { return x; }); break;
      case Code::add: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x + y; }); break;
      case Code::sub: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x - y; }); break;
      case Code::mul: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x * y; }); break;
      case Code::div: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x / y; }); break;
      case Code::neg: loop1(d, a, sa.step, width, [](Pack x) { return -x; }); break;
      case Code::pow: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return pow(x, y); }); break;
      case Code::multiply_add:
        loop3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fma(x, y, z); });
        break;
      case Code::multiply_subtract:
        loop3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fma(x, y, -z); });
        break;
      case Code::subtract_multiply:
        loop3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fnma(x, y, z); });
        break;
      case Code::exp: loop1(d, a, sa.step, width, [](Pack x) { return exp(x); }); break;
      case Code::log: loop1(d, a, sa.step, width, [](Pack x) { return log(x); }); break;
      case Code::sqrt: loop1(d, a, sa.step, width, [](Pack x) { return sqrt(x); }); break;
      case Code::abs: loop1(d, a, sa.step, width, [](Pack x) { return abs(x); }); break;
      case Code::min:
        loop2(d, a, sa.step, b(), sb.step, width,
              [](Pack x, Pack y) { return select(unordered(x, y), nan(), min(x, y)); });
        break;
      case Code::max:
        loop2(d, a, sa.step, b(), sb.step, width,
              [](Pack x, Pack y) { return select(unordered(x, y), nan(), max(x, y)); });
        break;
      case Code::sin: loop1(d, a, sa.step, width, [](Pack x) { return sin(x); }); break;
      case Code::cos: loop1(d, a, sa.step, width, [](Pack x) { return cos(x); }); break;
      case Code::tan: loop1(d, a, sa.step, width, [](Pack x) { return tan(x); }); break;
      case Code::tanh: loop1(d, a, sa.step, width, [](Pack x) { return tanh(x); }); break;
      case Code::floor: loop1(d, a, sa.step, width, [](Pack x) { return floor(x); }); break;
      case Code::mod:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return fnma(y, floor(x / y), x); });
        break;
      case Code::normal_cdf: loop1(d, a, sa.step, width, [](Pack x) { return normal_cdf(x); }); break;
      case Code::less:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(x < y, x, y); });
        break;
      case Code::less_equal:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(x <= y, x, y); });
        break;
      case Code::equal:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(x == y, x, y); });
        break;
      case Code::not_equal:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(!(x == y), x, y); });
        break;
      case Code::logical_and:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(is_true(x) & is_true(y), x, y); });
        break;
      case Code::logical_or:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return truth(is_true(x) | is_true(y), x, y); });
        break;
      case Code::logical_not:
        loop1(d, a, sa.step, width, [](Pack x) { return truth(x == zero(), x, x); });
        break;
      case Code::select:
        loop3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) {
          return select(unordered(x, x), nan(), select(x == zero(), z, y));
        });
        break;
      case Code::keep_residual:
        loop3(d, a, sa.step, b(), sb.step, d, 1, width, [](Pack x, Pack y, Pack kept) {
          const Pack scale = max(max(abs(x), abs(y)), Pack::all(std::numeric_limits<double>::min()));
          // An identity that is not defined does not hold.
          const Pack gap = abs(x - y) / scale;
          const Pack relative = select(unordered(gap, gap), Pack::all(std::numeric_limits<double>::infinity()), gap);
          return select(kept < relative, relative, kept);
        });
        break;
    }
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
