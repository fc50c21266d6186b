// Shocks of a tile that are found instead of drawn.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/math/vector_math.hpp"
#include "engine/program/evaluate.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int most_steps = 60;
// Of the shock's scale. The solver leaves a relative 1e-10 in the output, so a difference over 1e-3 knows the slope to about 1e-5.
constexpr double close_enough = 1e-9, difference = 1e-3, longest_step = 8, farthest = 40;

}  // namespace

/// Output less published value with these shocks; NaN where the period has no solution. Leaves lanes and failures as they were.
void Tile::try_shock(const ExactShock& exact, const std::vector<double>& shock, std::vector<double>& misses) {
  const auto identity_cells = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(tables_.body().identity_rows) * w());
  const AlignedDoubles alive = alive_, identities(paths_.begin(), paths_.begin() + identity_cells);
  const std::size_t failures = failures_.size();
  const bool all_alive = all_alive_;
  double* row = shocks_.data() + (static_cast<std::size_t>(exact.period % 2) * shock_count_ + static_cast<std::size_t>(exact.shock)) * w();
  std::copy(shock.begin(), shock.end(), row);
  step(exact.period, nullptr);
  evaluate(tables_.isa(), tables_.body().outputs.instructions, bases_, width_);
  for (std::size_t i = 0; i < w(); ++i) misses[i] = alive_[i] > 0 ? output(exact.output)[i] - exact.value : nan;
  alive_ = alive;
  std::copy(identities.begin(), identities.end(), paths_.begin());
  failures_.resize(failures);
  all_alive_ = all_alive;
}

/// Finds the shock of every lane by the secant method; its row of exact_logs_ gets the log density of the published value, minus
/// infinity where no shock brings it about.
void Tile::find_shock(const ExactShock& exact, double* logs) {
  enum class Lane { open, found, hopeless };
  const double scale = exact.law.scale(), middle = exact.law.median();
  std::vector<double> x0(w(), middle), x1(w(), middle + scale), f0(w()), f1(w()), x(w()), f(w());
  std::vector<Lane> state(w(), Lane::open);
  try_shock(exact, x0, f0);
  try_shock(exact, x1, f1);
  for (std::size_t i = 0; i < w(); ++i) {
    // From whichever of the two has a solution.
    if (std::isnan(f1[i])) {
      std::swap(x0[i], x1[i]);
      std::swap(f0[i], f1[i]);
    }
    if (std::isnan(f1[i])) state[i] = Lane::hopeless;
  }
  for (int n = 0; n < most_steps && std::find(state.begin(), state.end(), Lane::open) != state.end(); ++n) {
    for (std::size_t i = 0; i < w(); ++i) {
      x[i] = x1[i];
      if (state[i] != Lane::open) continue;
      // Where the last try had no solution, half as far.
      const double change = std::isnan(f0[i]) ? 0.5 * (x0[i] - x1[i]) : f1[i] == 0 ? 0.0 : -f1[i] * (x1[i] - x0[i]) / (f1[i] - f0[i]);
      if (!std::isfinite(change) || std::abs(x1[i] + change - middle) > farthest * scale) state[i] = Lane::hopeless;
      else x[i] = x1[i] + std::clamp(change, -longest_step * scale, longest_step * scale);
    }
    try_shock(exact, x, f);
    for (std::size_t i = 0; i < w(); ++i) {
      if (state[i] != Lane::open) continue;
      if (std::isnan(f[i])) {
        f0[i] = nan;
        x0[i] = x[i];
        continue;
      }
      if (!std::isnan(f0[i]) && std::abs(x[i] - x1[i]) <= close_enough * scale) state[i] = Lane::found;
      else {
        x0[i] = x1[i];
        f0[i] = f1[i];
      }
      x1[i] = x[i];
      f1[i] = f[i];
    }
  }
  for (std::size_t i = 0; i < w(); ++i)
    if (state[i] != Lane::found) x1[i] = middle;
  for (std::size_t i = 0; i < w(); ++i) x[i] = x1[i] + difference * scale;
  try_shock(exact, x, f1);
  for (std::size_t i = 0; i < w(); ++i) x[i] = x1[i] - difference * scale;
  try_shock(exact, x, f0);
  for (std::size_t i = 0; i < w(); ++i) {
    const double slope = std::abs(f1[i] - f0[i]) / (2 * difference * scale);
    const auto drawn = [&](int shock) { return shocks_[(static_cast<std::size_t>(exact.period % 2) * shock_count_ + static_cast<std::size_t>(shock)) * w() + i]; };
    logs[i] = state[i] == Lane::found && slope > 0 ? exact.log_density(x1[i], drawn) - scalar_log(slope) : -std::numeric_limits<double>::infinity();
  }
  double* row = shocks_.data() + (static_cast<std::size_t>(exact.period % 2) * shock_count_ + static_cast<std::size_t>(exact.shock)) * w();
  std::copy(x1.begin(), x1.end(), row);
}

}  // namespace jingchu::engine
