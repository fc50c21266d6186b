#pragma once

#include <span>

#include "engine/math/isa.hpp"
#include "engine/program/code.hpp"

namespace jingchu::engine {

/// Rows a step of the fast road works on; one entry a tear.
struct StepRows {
  std::span<double* const> values;            ///< the tears, updated
  std::span<const double* const> previous;    ///< the tears one period before
  std::span<const double* const> residuals;
  std::span<const double* const> jacobian;    ///< torn only, tears x tears; `jacobian_step` 0 where it is a broadcast
  std::span<const int> jacobian_step;
  std::span<const int> residual_step;
  std::span<const double> reference;
  /// Of a block with one tear: value, residual and inverse slope where the step before started; updated.
  double* last_value = nullptr;
  double* last_residual = nullptr;
  double* last_inverse_slope = nullptr;
  int width = 0;
};

/// Code runs on groups of so many lanes.
inline constexpr int lanes_of_group = 8;

/// By group: 1 where one of its lanes is active, else 0.
void mark_groups(Isa isa, std::span<const double> active, std::span<char> groups);

/// values = previous * growth where that is finite, else the central value.
void start_from_previous(Isa isa, const StepRows& rows, std::span<const double> growth, std::span<const double> central);

/// Takes lanes out of `active` whose residuals are all within tolerance; returns whether any lane is left.
bool deactivate_solved(Isa isa, const StepRows& rows, double tolerance, double* active);

/// Newton step with each lane's own Jacobian, 1 to 3 tears. With `by_step` lanes whose step is within tolerance leave
/// `active` after taking it; returns whether any is left.
///
/// With one tear, and unless it is the `first` step, the inverse function is interpolated through the last two points and their
/// slopes (Hermite), which corrects Newton's step at the price of a few operations: order 2.7 in place of 2. Source: Traub (1964),
/// "Iterative methods for the solution of equations", section 6.2. Where the correction is more than half the step, Newton's is taken.
bool newton_step(Isa isa, const StepRows& rows, double tolerance, bool by_step, bool first, double* active);

/// Step with one inverse Jacobian for all lanes.
bool chord_step(Isa isa, const StepRows& rows, std::span<const double> inverse, double tolerance, bool by_step,
                double* active);

}  // namespace jingchu::engine
