#include "engine/math/pack.hpp"
#include "engine/solver/block_steps.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

inline Mask is_on(Pack x) { return Pack::all(0.0) < x; }

/// |x| <= tolerance * max(|value|, reference); false where x is NaN.
inline Mask within(Pack x, Pack value, double reference, double tolerance) {
  return abs(x) <= Pack::all(tolerance) * max(abs(value), Pack::all(reference));
}

inline Pack load(const double* row, int step, int i) { return Pack::load(row + (step != 0 ? i : 0)); }

/// Updates the tears of one pack by `delta` on active lanes; returns the lanes that stay active. By step, a lane is done
/// when its step is small against the variable itself: next to a pole steps are small against its usual size too. What
/// that leaves open near zero goes to the careful road.
inline Mask update(const StepRows& rows, int i, const Pack* delta, int count, double tolerance, bool by_step, Mask on) {
  Mask small = on;
  for (int t = 0; t < count; ++t) {
    double* value = rows.values[static_cast<std::size_t>(t)] + i;
    const Pack x = Pack::load(value);
    const Pack next = x - delta[t];
    select(on, next, x).store(value);
    if (by_step) small = small & within(delta[t], next, 0.0, tolerance);
  }
  return by_step ? (on & !small) : on;
}

/// The step of a block with one tear from value x with residual r and slope j; see newton_step.
inline Pack step_of_one(const StepRows& rows, int i, Pack x, Pack r, Pack j, bool first) {
  const Pack slope = Pack::all(1.0) / j, newton = r * slope;
  Pack delta = newton;
  if (!first) {
    const Pack r0 = Pack::load(rows.last_residual + i), slope0 = Pack::load(rows.last_inverse_slope + i);
    const Pack inverse_gap = Pack::all(1.0) / (r - r0);
    const Pack secant = (x - Pack::load(rows.last_value + i)) * inverse_gap;
    const Pack second = (slope - secant) * inverse_gap;
    const Pack third = (slope0 + slope - (secant + secant)) * (inverse_gap * inverse_gap);
    const Pack correction = (r * r) * fma(r0, third, -second);
    delta = select(abs(correction) <= Pack::all(0.5) * abs(newton), newton + correction, newton);
  }
  x.store(rows.last_value + i);
  r.store(rows.last_residual + i);
  slope.store(rows.last_inverse_slope + i);
  return delta;
}

}  // namespace

void start_kernel(const StepRows& rows, std::span<const double> growth, std::span<const double> central) {
  for (std::size_t t = 0; t < rows.values.size(); ++t) {
    const Pack g = Pack::all(growth[t]), c = Pack::all(central[t]);
    for (int i = 0; i < rows.width; i += Pack::width) {
      const Pack x = Pack::load(rows.previous[t] + i) * g;
      const Mask finite = (x - x) == Pack::all(0.0);
      select(finite, x, c).store(rows.values[t] + i);
    }
  }
}

bool deactivate_kernel(const StepRows& rows, double tolerance, double* active) {
  bool left = false;
  for (int i = 0; i < rows.width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    if (!any(on)) continue;
    Mask solved = on;
    for (std::size_t t = 0; t < rows.values.size(); ++t)
      solved = solved & within(load(rows.residuals[t], rows.residual_step[t], i), Pack::load(rows.values[t] + i),
                               rows.reference[t], tolerance);
    const Mask still = on & !solved;
    select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
    left = left || any(still);
  }
  return left;
}

bool newton_kernel(const StepRows& rows, double tolerance, bool by_step, bool first, double* active) {
  const int k = static_cast<int>(rows.values.size());
  bool left = false;
  for (int i = 0; i < rows.width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    if (!any(on)) continue;
    const auto j = [&](int r, int c) {
      const auto at = static_cast<std::size_t>(r * k + c);
      return load(rows.jacobian[at], rows.jacobian_step[at], i);
    };
    const auto res = [&](int r) {
      return load(rows.residuals[static_cast<std::size_t>(r)], rows.residual_step[static_cast<std::size_t>(r)], i);
    };
    Pack delta[3];
    if (k == 1) {
      delta[0] = step_of_one(rows, i, Pack::load(rows.values[0] + i), res(0), j(0, 0), first);
    } else if (k == 2) {
      const Pack det = fma(j(0, 0), j(1, 1), -(j(0, 1) * j(1, 0)));
      delta[0] = fma(j(1, 1), res(0), -(j(0, 1) * res(1))) / det;
      delta[1] = fma(j(0, 0), res(1), -(j(1, 0) * res(0))) / det;
    } else {
      // Cramer's rule by cofactors of the first column.
      const Pack c00 = fma(j(1, 1), j(2, 2), -(j(1, 2) * j(2, 1)));
      const Pack c10 = fma(j(0, 2), j(2, 1), -(j(0, 1) * j(2, 2)));
      const Pack c20 = fma(j(0, 1), j(1, 2), -(j(0, 2) * j(1, 1)));
      const Pack det = fma(j(0, 0), c00, fma(j(1, 0), c10, j(2, 0) * c20));
      const Pack c01 = fma(j(1, 2), j(2, 0), -(j(1, 0) * j(2, 2)));
      const Pack c11 = fma(j(0, 0), j(2, 2), -(j(0, 2) * j(2, 0)));
      const Pack c21 = fma(j(0, 2), j(1, 0), -(j(0, 0) * j(1, 2)));
      const Pack c02 = fma(j(1, 0), j(2, 1), -(j(1, 1) * j(2, 0)));
      const Pack c12 = fma(j(0, 1), j(2, 0), -(j(0, 0) * j(2, 1)));
      const Pack c22 = fma(j(0, 0), j(1, 1), -(j(0, 1) * j(1, 0)));
      delta[0] = fma(c00, res(0), fma(c10, res(1), c20 * res(2))) / det;
      delta[1] = fma(c01, res(0), fma(c11, res(1), c21 * res(2))) / det;
      delta[2] = fma(c02, res(0), fma(c12, res(1), c22 * res(2))) / det;
    }
    const Mask still = update(rows, i, delta, k, tolerance, by_step, on);
    select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
    left = left || any(still);
  }
  return left;
}

bool chord_kernel(const StepRows& rows, std::span<const double> inverse, double tolerance, bool by_step,
                  double* active) {
  const std::size_t k = rows.values.size();
  bool left = false;
  for (int i = 0; i < rows.width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    if (!any(on)) continue;
    Mask small = on;
    for (std::size_t r = 0; r < k; ++r) {
      Pack delta = Pack::all(0.0);
      for (std::size_t c = 0; c < k; ++c)
        delta = fma(Pack::all(inverse[r * k + c]), load(rows.residuals[c], rows.residual_step[c], i), delta);
      double* value = rows.values[r] + i;
      const Pack x = Pack::load(value);
      const Pack next = x - delta;
      select(on, next, x).store(value);
      if (by_step) small = small & within(delta, next, 0.0, tolerance);
    }
    const Mask still = by_step ? (on & !small) : on;
    select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
    left = left || any(still);
  }
  return left;
}

}  // namespace jingchu::engine::JINGCHU_ISA
