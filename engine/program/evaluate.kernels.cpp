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

// Operations of one or two machine instructions would spend most of their time on the loop around them: they go by 32 lanes, and
// a broadcast operand is read once.
constexpr int wide_group = 32;

/// What an operand has at lane i: its row, or one number.
template <bool broadcast>
struct Source {
  const double* row;
  Pack number;
  explicit Source(const double* from) : row(from), number(Pack::load(from)) {}
  Pack at(int i) const {
    if constexpr (broadcast) return number;
    else return Pack::load(row + i);
  }
};

template <class F, class... Sources>
inline void cheap_loop(double* d, int width, F f, const Sources&... sources) {
  int i = 0;
  for (; i + wide_group <= width; i += wide_group) {
#pragma GCC unroll 32
    for (int j = 0; j < wide_group; j += Pack::width) f(sources.at(i + j)...).store(d + i + j);
  }
  for (; i < width; i += group) {
#pragma GCC unroll 8
    for (int j = 0; j < group; j += Pack::width) f(sources.at(i + j)...).store(d + i + j);
  }
}

template <class F>
inline void cheap2(double* d, const double* a, int sa, const double* b, int sb, int width, F f) {
  if (sa != 0 && sb != 0) cheap_loop(d, width, f, Source<false>(a), Source<false>(b));
  else if (sa != 0) cheap_loop(d, width, f, Source<false>(a), Source<true>(b));
  else if (sb != 0) cheap_loop(d, width, f, Source<true>(a), Source<false>(b));
  else cheap_loop(d, width, f, Source<true>(a), Source<true>(b));
}

template <class F>
inline void cheap3(double* d, const double* a, int sa, const double* b, int sb, const double* c, int sc, int width, F f) {
  if (sa == 0 && (sb == 0 || sc == 0)) {
    // Rare: products of two numbers are computed before any path.
    loop3(d, a, sa, b, sb, c, sc, width, f);
  } else if (sa == 0) {
    cheap_loop(d, width, f, Source<true>(a), Source<false>(b), Source<false>(c));
  } else if (sb == 0) {
    if (sc != 0) cheap_loop(d, width, f, Source<false>(a), Source<true>(b), Source<false>(c));
    else cheap_loop(d, width, f, Source<false>(a), Source<true>(b), Source<true>(c));
  } else {
    if (sc != 0) cheap_loop(d, width, f, Source<false>(a), Source<false>(b), Source<false>(c));
    else cheap_loop(d, width, f, Source<false>(a), Source<false>(b), Source<true>(c));
  }
}

inline Pack one() { return Pack::all(1.0); }
inline Pack zero() { return Pack::all(0.0); }
inline Pack nan() { return Pack::all(std::numeric_limits<double>::quiet_NaN()); }
/// 1 or 0, and NaN where an operand is NaN: a comparison never hides a value that is not a number.
inline Pack truth(Mask m, Pack a, Pack b) { return select(unordered(a, b), nan(), select(m, one(), zero())); }
inline Mask is_true(Pack a) { return !(a == zero()); }

/// A row to read: lane i stands at row[i & lanes], with no lanes for a broadcast.
struct Row {
  const double* row;
  int lanes;
  Pack at(int i) const { return Pack::load(row + (i & lanes)); }
};

template <Code code>
inline Pack result_of(Pack x, Pack y, [[maybe_unused]] Pack z) {
  if constexpr (code == Code::add) return x + y;
  else if constexpr (code == Code::sub) return x - y;
  else if constexpr (code == Code::mul) return x * y;
  else if constexpr (code == Code::multiply_add) return fma(x, y, z);
  else return fnma(x, y, z);
}

template <Then then>
inline Pack go_on(Pack r, [[maybe_unused]] Pack d, [[maybe_unused]] Pack e) {
  if constexpr (then == Then::plus) return r + d;
  else if constexpr (then == Then::minus) return r - d;
  else if constexpr (then == Then::taken_from) return d - r;
  else if constexpr (then == Then::times) return r * d;
  else if constexpr (then == Then::over) return r / d;
  else if constexpr (then == Then::plus_product) return fma(d, e, r);
  else if constexpr (then == Then::minus_product) return fnma(d, e, r);
  else if constexpr (then == Then::times_plus) return fma(r, d, e);
  else if constexpr (then == Then::times_taken_from) return fnma(r, d, e);
  else if constexpr (then == Then::exp) return exp(r);
  else return exp(r) * d;
}

using Fused = void (*)(double*, const Row&, const Row&, const Row&, const Row&, const Row&, int);

template <Code code, Then then>
void fused(double* to, const Row& a, const Row& b, const Row& c, const Row& d, const Row& e, int width) {
  constexpr bool has_c = code == Code::multiply_add || code == Code::subtract_multiply, has_d = then != Then::exp;
  constexpr bool has_e = then == Then::plus_product || then == Then::minus_product || then == Then::times_plus || then == Then::times_taken_from;
  const Row ra = a, rb = b, rc = has_c ? c : a, rd = has_d ? d : a, re = has_e ? e : a;
  for (int i = 0; i < width; i += group) {
#pragma GCC unroll 8
    for (int j = i; j < i + group; j += Pack::width) go_on<then>(result_of<code>(ra.at(j), rb.at(j), rc.at(j)), rd.at(j), re.at(j)).store(to + j);
  }
}

/// The kernels that begin with `code`, in the order of Then.
template <Code code>
struct FusedWith {
  static constexpr Fused kernels[] = {nullptr,
                                      fused<code, Then::plus>,
                                      fused<code, Then::minus>,
                                      fused<code, Then::taken_from>,
                                      fused<code, Then::times>,
                                      fused<code, Then::over>,
                                      fused<code, Then::plus_product>,
                                      fused<code, Then::minus_product>,
                                      fused<code, Then::times_plus>,
                                      fused<code, Then::times_taken_from>,
                                      fused<code, Then::exp>,
                                      fused<code, Then::exp_times>};
  static_assert(sizeof kernels / sizeof kernels[0] == static_cast<std::size_t>(Then::count));
};

inline Fused fused_kernel(Code code, Then then) {
  const auto t = static_cast<std::size_t>(then);
  switch (code) {
    case Code::add: return FusedWith<Code::add>::kernels[t];
    case Code::sub: return FusedWith<Code::sub>::kernels[t];
    case Code::mul: return FusedWith<Code::mul>::kernels[t];
    case Code::multiply_add: return FusedWith<Code::multiply_add>::kernels[t];
    default: return FusedWith<Code::subtract_multiply>::kernels[t];
  }
}

/// d = max(d, |x - y| / max(|x|, |y|)).
void raise_residuals(double* d, const double* a, int sa, const double* b, int sb, int width) {
  for (int i = 0; i < width; i += Pack::width) {
    const Pack x = Pack::load(a + (sa != 0 ? i : 0)), y = Pack::load(b + (sb != 0 ? i : 0)), kept = Pack::load(d + i);
    const Pack size = max(abs(x), abs(y)), difference = abs(x - y);
    // Few residuals are larger than all before, and a product is cheaper than a quotient. The margin is wider than any rounding of the two.
    const Mask cannot_raise = (difference <= kept * size * Pack::all(1 - 0x1p-50)) & (size >= Pack::all(0x1p-900));
    if (!any(!cannot_raise)) continue;
    const Pack gap = difference / max(size, Pack::all(std::numeric_limits<double>::min()));
    // An identity that is not defined does not hold.
    const Pack relative = select(unordered(gap, gap), Pack::all(std::numeric_limits<double>::infinity()), gap);
    select(kept < relative, relative, kept).store(d + i);
  }
}

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
    if (in.then != Then::nothing) {
      const auto row = [&](Operand o) {
        const auto& space = bases[o.space];
        return Row{space.base + o.row * space.pitch, -space.step};
      };
      fused_kernel(in.code, in.then)(d, row(in.a), row(in.b), row(in.c), row(in.d), row(in.e), width);
      continue;
    }
    switch (in.code) {
      case Code::copy: loop1(d, a, sa.step, width, [](Pack x) { return x; }); break;
      case Code::add: cheap2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x + y; }); break;
      case Code::sub: cheap2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x - y; }); break;
      case Code::mul: cheap2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x * y; }); break;
      case Code::div: cheap2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return x / y; }); break;
      case Code::neg: loop1(d, a, sa.step, width, [](Pack x) { return -x; }); break;
      case Code::pow: loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return pow(x, y); }); break;
      case Code::multiply_add:
        cheap3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fma(x, y, z); });
        break;
      case Code::multiply_subtract:
        cheap3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fma(x, y, -z); });
        break;
      case Code::subtract_multiply:
        cheap3(d, a, sa.step, b(), sb.step, c(), sc.step, width, [](Pack x, Pack y, Pack z) { return fnma(x, y, z); });
        break;
      case Code::log_of_ratio:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return log(x / y); });
        break;
      case Code::exp_times:
        loop2(d, a, sa.step, b(), sb.step, width, [](Pack x, Pack y) { return exp(x) * y; });
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
        raise_residuals(d, a, sa.step, b(), sb.step, width);
        break;
    }
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
