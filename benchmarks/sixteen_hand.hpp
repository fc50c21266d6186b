#pragma once

#include <cstdint>

#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// The sixteen equations of sixteen/model.toml written by hand: one fused loop a quarter over 32 paths at a time, each
/// value in a register or on the stack, Newton on gdp with its derivative, the functions of engine/math.
///
/// \param parameters  10 x width, in the order of the model file; \param shocks 10 x width, likewise.
/// \param before, now  16 x width, in the order of the model file.
/// \param steps  Newton steps taken by every path.
void sixteen_by_hand(Isa isa, const double* parameters, const double* shocks, const double* before, double* now,
                     int width, int steps);

/// Numbers of a whole run of that model by hand, in the order of the model file.
struct SixteenRun {
  static constexpr int quarters = 28, variables = 16, drawn = 10, lanes = 8;

  std::uint64_t seed;
  std::uint32_t parameter_ids[drawn], shock_ids[drawn];   ///< that draws are keyed by
  double parameter_mean[drawn], parameter_sd[drawn];
  double mixing[drawn][drawn];             ///< shocks from their normal scores: Cholesky factor, standard deviations taken in
  double history[variables];
  double centre[quarters][variables];      ///< what moments are taken about

  /// Room that a tile needs: values of two quarters, draws of two, parameters.
  static constexpr std::size_t work_rows = 2 * variables + 3 * drawn;
  /// Sums of distances from the centre and of their squares, in so many lanes.
  struct alignas(64) Moments {
    double sum[quarters][variables][lanes], squares[quarters][variables][lanes];
  };
};

/// Draws, equations and moments of `width` paths by hand, with the draws of the engine: Philox and quantiles for the whole tile, then
/// correlation, equations and moments of 32 paths in one loop. \param width  multiple of 32   \param work  work_rows x width
void sixteen_run_by_hand(Isa isa, const SixteenRun& run, std::int64_t first_path, int width, double* work, SixteenRun::Moments& moments);
/// The draws alone: what is left in `work` are the correlated shocks of the last two quarters.
void sixteen_draws_by_hand(Isa isa, const SixteenRun& run, std::int64_t first_path, int width, double* work);

}  // namespace jingchu::engine
