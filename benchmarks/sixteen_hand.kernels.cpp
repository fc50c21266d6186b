#include <cstdint>

#include "engine/math/functions.hpp"
#include "engine/math/pack.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

constexpr int lanes_at_once = 32;
constexpr int packs = lanes_at_once / Pack::width;

/// Thirty-two lanes as one value; the compiler interleaves the packs.
struct Wide {
  Pack p[packs];
};

template <class F>
inline Wide each(F f) {
  Wide r;
#pragma GCC unroll 32
  for (int i = 0; i < packs; ++i) r.p[i] = f(i);
  return r;
}

inline Wide load(const double* row) {
  return each([&](int i) { return Pack::load(row + i * Pack::width); });
}
inline void store(double* row, const Wide& x) {
#pragma GCC unroll 32
  for (int i = 0; i < packs; ++i) x.p[i].store(row + i * Pack::width);
}
inline Wide operator+(const Wide& a, const Wide& b) { return each([&](int i) { return a.p[i] + b.p[i]; }); }
inline Wide operator-(const Wide& a, const Wide& b) { return each([&](int i) { return a.p[i] - b.p[i]; }); }
inline Wide operator*(const Wide& a, const Wide& b) { return each([&](int i) { return a.p[i] * b.p[i]; }); }
inline Wide operator/(const Wide& a, const Wide& b) { return each([&](int i) { return a.p[i] / b.p[i]; }); }
inline Wide operator+(const Wide& a, double b) { return each([&](int i) { return a.p[i] + Pack::all(b); }); }
inline Wide operator-(const Wide& a, double b) { return each([&](int i) { return a.p[i] - Pack::all(b); }); }
inline Wide operator*(double a, const Wide& b) { return each([&](int i) { return Pack::all(a) * b.p[i]; }); }
inline Wide mul_add(const Wide& a, const Wide& b, const Wide& c) {
  return each([&](int i) { return fma(a.p[i], b.p[i], c.p[i]); });
}
inline Wide mul_add(double a, const Wide& b, const Wide& c) {
  return each([&](int i) { return fma(Pack::all(a), b.p[i], c.p[i]); });
}
inline Wide exp(const Wide& a) { return each([&](int i) { return exp(a.p[i]); }); }
inline Wide log(const Wide& a) { return each([&](int i) { return log(a.p[i]); }); }

enum { pot, world, infl, price, rate, gov, exports, imports, cons, inv, income, gdp, gap, unemp, debt, wage };
enum { g_pot, g_w, x1, c1, c3, i1, i2, m1, k_p, okun };
enum { e_a, e_w, e_p, e_r, e_g, e_x, e_c, e_i, e_m, e_u };

}  // namespace

void sixteen_kernel(const double* parameters, const double* shocks, const double* before, double* now, int width,
                    int steps) {
  for (int lane = 0; lane < width; lane += lanes_at_once) {
    const auto P = [&](int i) { return load(parameters + static_cast<std::int64_t>(i) * width + lane); };
    const auto E = [&](int i) { return load(shocks + static_cast<std::int64_t>(i) * width + lane); };
    const auto B = [&](int i) { return load(before + static_cast<std::int64_t>(i) * width + lane); };
    const auto put = [&](int i, const Wide& x) { store(now + static_cast<std::int64_t>(i) * width + lane, x); };

    const Wide pot_now = B(pot) * exp(P(g_pot) + E(e_a));
    put(pot, pot_now);
    const Wide world_now = B(world) * exp(P(g_w) + E(e_w));
    put(world, world_now);
    const Wide infl_now = mul_add(P(k_p), B(gap), 0.45 * B(infl) + 0.55 * 0.005) + E(e_p);
    put(infl, infl_now);
    const Wide price_now = B(price) * exp(infl_now);
    put(price, price_now);
    const Wide rate_now = mul_add(0.8, B(rate), 0.2 * ((1.5 * (infl_now - 0.005)) + 0.008)) + E(e_r);
    put(rate, rate_now);
    const Wide gov_now = B(gov) * exp(E(e_g) + 0.012);
    put(gov, gov_now);
    const Wide exports_now = B(exports) * exp(mul_add(P(x1), log(world_now / B(world)), E(e_x)));
    put(exports, exports_now);
    const Wide imports_now = B(imports) * exp(mul_add(P(m1), log(B(gdp) / B(pot)), E(e_m) + 0.01));
    put(imports, imports_now);

    // cons, inv and income follow from gdp: Newton on that one number.
    const Wide share = 0.62 * exp(0.1 * B(gap));
    const Wide cons_base = E(e_c) + 0.0072 - P(c3) * (log(B(cons) / B(income)) + 0.15) - 0.012 * P(c1);
    const Wide inv_base = E(e_i) + 0.0024 - P(i2) * (rate_now - infl_now);
    const Wide rest = gov_now + exports_now - imports_now;
    Wide y = 1.012 * B(gdp);
    Wide c, v, income_now;
    for (int step = 0;; ++step) {
      income_now = share * y;
      c = B(cons) * exp(mul_add(P(c1), log(income_now / B(income)), cons_base));
      v = B(inv) * exp(mul_add(P(i1), log(y / B(gdp)), inv_base));
      if (step == steps) break;
      const Wide residual = c + v + rest - y;
      const Wide slope = mul_add(P(c1), c, P(i1) * v) / y - 1.0;
      y = y - residual / slope;
    }
    const Wide gdp_now = c + v + rest;
    put(cons, c);
    put(inv, v);
    put(income, income_now);
    put(gdp, gdp_now);
    put(gap, log(gdp_now / pot_now));
    const Wide growth = log(gdp_now / B(gdp));
    put(unemp, B(unemp) - P(okun) * (growth - P(g_pot)) + E(e_u));
    put(debt, mul_add(B(debt), rate_now + 1.0, gov_now * price_now) - 0.2 * (gdp_now * price_now));
    put(wage, B(wage) * exp(mul_add(0.3, growth, infl_now)));
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
