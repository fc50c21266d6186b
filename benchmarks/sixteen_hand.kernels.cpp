#include <cstdint>

#include "benchmarks/sixteen_hand.hpp"
#include "engine/math/functions.hpp"
#include "engine/math/pack.hpp"
#include "engine/random/philox.hpp"

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

/// One quarter of 32 paths. \param P, E, B  parameter, shock and value of the quarter before   \param put  takes a value
template <class Parameter, class Shock, class Before, class Put>
inline void quarter(const Parameter& P, const Shock& E, const Before& B, const Put& put, int steps) {
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

/// The shocks of a quarter from its scores; each term that is not 0.
struct Shocks {
  Wide e[SixteenRun::drawn];

  Shocks(const SixteenRun& run, const double* scores, int width) {
    const auto z = [&](int i) { return load(scores + static_cast<std::int64_t>(i) * width); };
    const auto row = [&](int i, auto... terms) {
      Wide sum = run.mixing[i][i] * z(i);
      ((sum = mul_add(run.mixing[i][terms], z(terms), sum)), ...);
      e[i] = sum;
    };
    row(e_a);
    row(e_c, e_a);
    row(e_g, e_c);
    row(e_i, e_c, e_g);
    row(e_m);
    row(e_p);
    row(e_r, e_c, e_g, e_i);
    row(e_u, e_c, e_g, e_i, e_r);
    row(e_w, e_c, e_g, e_i, e_p, e_r, e_u);
    row(e_x, e_m, e_w);
  }
};

/// Uniforms of 32 paths: of one quarter and the next.
void draw(const PhiloxKeys& keys, std::uint32_t period, std::uint32_t id, std::int64_t first_path, double* first, double* second) {
  alignas(64) static constexpr std::uint64_t lane[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const Bits lanes_of_pack = load_bits(lane);
  for (int i = 0; i < lanes_at_once; i += 4 * Pack::width) {
    const auto paths = [&](int j) { return all_bits(static_cast<std::uint64_t>(first_path + i + j * Pack::width)) + lanes_of_pack; };
    PhiloxBits random[4];
    philox<4>({paths(0), paths(1), paths(2), paths(3)}, all_bits(period), all_bits(id), keys, random);
    for (int j = 0; j < 4; ++j) {
      unit_uniform(random[j].first).store(first + i + j * Pack::width);
      if (second != nullptr) unit_uniform(random[j].second).store(second + i + j * Pack::width);
    }
  }
}

constexpr int drawn = SixteenRun::drawn;

void draw_parameters(const SixteenRun& run, const PhiloxKeys& keys, std::int64_t first_path, int width, double* out) {
  for (int p = 0; p < drawn; ++p)
    for (int lane = 0; lane < width; lane += lanes_at_once) draw(keys, 0xffffffffu, run.parameter_ids[p], first_path + lane, out + p * width + lane, nullptr);
  inverse_normal_tile(out, out, drawn * width);
  for (int p = 0; p < drawn; ++p)
    for (int lane = 0; lane < width; lane += lanes_at_once) {
      double* const row = out + p * width + lane;
      store(row, mul_add(run.parameter_sd[p], load(row), each([&](int) { return Pack::all(run.parameter_mean[p]); })));
    }
}

/// Scores of two quarters.
void draw_scores(const SixteenRun& run, const PhiloxKeys& keys, std::int64_t first_path, int width, int pair, double* out) {
  for (int s = 0; s < drawn; ++s)
    for (int lane = 0; lane < width; lane += lanes_at_once)
      draw(keys, static_cast<std::uint32_t>(pair), run.shock_ids[s], first_path + lane, out + s * width + lane, out + (drawn + s) * width + lane);
  inverse_normal_tile(out, out, 2 * drawn * width);
}

}  // namespace

void sixteen_kernel(const double* parameters, const double* shocks, const double* before, double* now, int width,
                    int steps) {
  for (int lane = 0; lane < width; lane += lanes_at_once) {
    const auto at = [&](const double* rows) { return [=](int i) { return load(rows + static_cast<std::int64_t>(i) * width + lane); }; };
    quarter(at(parameters), at(shocks), at(before), [&](int i, const Wide& x) { store(now + static_cast<std::int64_t>(i) * width + lane, x); }, steps);
  }
}

void sixteen_draws_kernel(const SixteenRun& run, std::int64_t first_path, int width, double* work) {
  const PhiloxKeys keys(run.seed);
  draw_parameters(run, keys, first_path, width, work);
  double* const scores = work + drawn * width;
  for (int pair = 0; pair < SixteenRun::quarters / 2; ++pair) {
    draw_scores(run, keys, first_path, width, pair, scores);
    for (int half = 0; half < 2; ++half)
      for (int lane = 0; lane < width; lane += lanes_at_once) {
        double* const rows = scores + half * drawn * width + lane;
        const Shocks mixed(run, rows, width);
        for (int s = 0; s < drawn; ++s) store(rows + s * width, mixed.e[s]);
      }
  }
}

void sixteen_run_kernel(const SixteenRun& run, std::int64_t first_path, int width, double* work, SixteenRun::Moments& moments) {
  constexpr int steps = 2, variables = SixteenRun::variables;
  const PhiloxKeys keys(run.seed);
  double* const parameters = work;
  double* const scores = parameters + drawn * width;
  double* before = scores + 2 * drawn * width;
  double* now = before + variables * width;
  draw_parameters(run, keys, first_path, width, parameters);
  for (int v = 0; v < variables; ++v)
    for (int lane = 0; lane < width; lane += Pack::width) Pack::all(run.history[v]).store(before + v * width + lane);
  for (int t = 0; t < SixteenRun::quarters; ++t) {
    if (t % 2 == 0) draw_scores(run, keys, first_path, width, t / 2, scores);
    for (int lane = 0; lane < width; lane += lanes_at_once) {
      const Shocks shocks(run, scores + (t % 2) * drawn * width + lane, width);
      const auto at = [&](const double* rows) { return [=](int i) { return load(rows + i * width + lane); }; };
      quarter(at(parameters), [&](int i) { return shocks.e[i]; }, at(before), [&](int i, const Wide& x) {
        store(now + i * width + lane, x);
        const Wide distance = x - run.centre[t][i];
        for (int part = 0; part < SixteenRun::lanes; part += Pack::width) {
          double* const sum = moments.sum[t][i] + part;
          double* const square = moments.squares[t][i] + part;
          Pack s = Pack::load(sum), q = Pack::load(square);
          for (int j = part / Pack::width; j < packs; j += SixteenRun::lanes / Pack::width) {
            s = s + distance.p[j];
            q = fma(distance.p[j], distance.p[j], q);
          }
          s.store(sum);
          q.store(square);
        }
      }, steps);
    }
    double* const last = before;
    before = now;
    now = last;
  }
}

}  // namespace jingchu::engine::JINGCHU_ISA
