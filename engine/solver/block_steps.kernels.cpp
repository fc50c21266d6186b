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

/// The step of a block with one tear: see newton_step. Most blocks have one, so this is worth its own loop: nothing is looked up
/// inside, and what does not change is not stored.
template <bool first, bool by_step>
bool newton_of_one(const StepRows& rows, double tolerance, double* active) {
  double* const value = rows.values[0];
  const double *const residual = rows.residuals[0], *const jacobian = rows.jacobian[0];
  const int residual_step = rows.residual_step[0], jacobian_step = rows.jacobian_step[0], width = rows.width;
  double *const last_value = rows.last_value, *const last_residual = rows.last_residual, *const last_inverse_slope = rows.last_inverse_slope;
  bool left = false;
  for (int i = 0; i < width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    if (!any(on)) continue;
    const Pack x = Pack::load(value + i), r = load(residual, residual_step, i);
    const Pack slope = Pack::all(1.0) / load(jacobian, jacobian_step, i), newton = r * slope;
    Pack delta = newton;
    if constexpr (!first) {
      const Pack r0 = Pack::load(last_residual + i), slope0 = Pack::load(last_inverse_slope + i);
      const Pack inverse_gap = Pack::all(1.0) / (r - r0);
      const Pack secant = (x - Pack::load(last_value + i)) * inverse_gap;
      const Pack second = (slope - secant) * inverse_gap;
      const Pack third = (slope0 + slope - (secant + secant)) * (inverse_gap * inverse_gap);
      const Pack correction = (r * r) * fma(r0, third, -second);
      delta = select(abs(correction) <= Pack::all(0.5) * abs(newton), newton + correction, newton);
    }
    x.store(last_value + i);
    r.store(last_residual + i);
    slope.store(last_inverse_slope + i);
    const Pack next = x - delta;
    select(on, next, x).store(value + i);
    if constexpr (by_step) {
      const Mask still = on & !within(delta, next, 0.0, tolerance);
      select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
      left = left || any(still);
    } else {
      left = true;
    }
  }
  return left;
}

bool newton_of_one(const StepRows& rows, double tolerance, bool by_step, bool first, double* active) {
  if (first) return by_step ? newton_of_one<true, true>(rows, tolerance, active) : newton_of_one<true, false>(rows, tolerance, active);
  return by_step ? newton_of_one<false, true>(rows, tolerance, active) : newton_of_one<false, false>(rows, tolerance, active);
}

/// Of a block with one tear; see deactivate_solved.
bool deactivate_of_one(const StepRows& rows, double tolerance, double* active) {
  const double *const value = rows.values[0], *const residual = rows.residuals[0];
  const int residual_step = rows.residual_step[0], width = rows.width;
  const double reference = rows.reference[0];
  Mask left = is_on(Pack::all(0.0));
  for (int i = 0; i < width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    const Mask still = on & !within(load(residual, residual_step, i), Pack::load(value + i), reference, tolerance);
    select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
    left = left | still;
  }
  return any(left);
}

}  // namespace

void mark_groups_kernel(std::span<const double> active, std::span<char> groups) {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double* const lanes = active.data() + g * static_cast<std::size_t>(lanes_of_group);
    Mask on = is_on(Pack::load(lanes));
    for (int i = Pack::width; i < lanes_of_group; i += Pack::width) on = on | is_on(Pack::load(lanes + i));
    groups[g] = any(on);
  }
}

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
  if (rows.values.size() == 1) return deactivate_of_one(rows, tolerance, active);
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
  if (k == 1) return newton_of_one(rows, tolerance, by_step, first, active);
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
    if (k == 2) {
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

namespace {

/// Takes `count` tears from `first` on, of the lanes from i on, by their rows of the inverse; every residual is read once for all of them. Returns the
/// lanes of `small` whose steps are within tolerance, if that is asked.
template <int count>
inline Mask chord_of(const StepRows& rows, const double* inverse, std::size_t first, int i, Mask on, Mask small, bool by_step, double tolerance) {
  const std::size_t k = rows.values.size();
  Pack delta[count];
  for (Pack& d : delta) d = Pack::all(0.0);
  const double* const row = inverse + first * k;
  for (std::size_t c = 0; c < k; ++c) {
    const Pack residual = load(rows.residuals[c], rows.residual_step[c], i);
#pragma GCC unroll 8
    for (int j = 0; j < count; ++j) delta[j] = fma(Pack::all(row[static_cast<std::size_t>(j) * k + c]), residual, delta[j]);
  }
#pragma GCC unroll 8
  for (int j = 0; j < count; ++j) {
    double* const value = rows.values[first + static_cast<std::size_t>(j)] + i;
    const Pack x = Pack::load(value), next = x - delta[j];
    select(on, next, x).store(value);
    if (by_step) small = small & within(delta[j], next, 0.0, tolerance);
  }
  return small;
}

}  // namespace

bool chord_kernel(const StepRows& rows, std::span<const double> inverse, double tolerance, bool by_step,
                  double* active) {
  const std::size_t k = rows.values.size();
  bool left = false;
  for (int i = 0; i < rows.width; i += Pack::width) {
    const Mask on = is_on(Pack::load(active + i));
    if (!any(on)) continue;
    Mask small = on;
    std::size_t r = 0;
    for (; r + 8 <= k; r += 8) small = chord_of<8>(rows, inverse.data(), r, i, on, small, by_step, tolerance);
    for (; r + 4 <= k; r += 4) small = chord_of<4>(rows, inverse.data(), r, i, on, small, by_step, tolerance);
    for (; r < k; ++r) small = chord_of<1>(rows, inverse.data(), r, i, on, small, by_step, tolerance);
    const Mask still = by_step ? (on & !small) : on;
    select(still, Pack::all(1.0), Pack::all(0.0)).store(active + i);
    left = left || any(still);
  }
  return left;
}

}  // namespace jingchu::engine::JINGCHU_ISA
