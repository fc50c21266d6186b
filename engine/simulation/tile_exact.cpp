// Shocks of a tile that are found instead of drawn.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/math/vector_math.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
constexpr int most_steps = 60, steps_of_one_slope = 16;
// In scales of the laws. The solver leaves a relative 1e-10 in the outputs, so a difference over 1e-3 knows the slope to about 1e-5.
constexpr double close_enough = 1e-9, agrees = 1e-4, difference = 1e-3, longest_step = 8, farthest = 40;

/// Inverts k x k numbers, row-major, by Gauss-Jordan elimination with pivots. Returns the log of the size of the determinant, minus
/// infinity where there is no inverse.
double invert_in_place(std::vector<double>& a, std::vector<double>& inverse, std::size_t k) {
  std::fill(inverse.begin(), inverse.end(), 0.0);
  for (std::size_t i = 0; i < k; ++i) inverse[i * k + i] = 1;
  double log_size = 0;
  for (std::size_t column = 0; column < k; ++column) {
    std::size_t pivot = column;
    for (std::size_t i = column + 1; i < k; ++i)
      if (std::abs(a[i * k + column]) > std::abs(a[pivot * k + column])) pivot = i;
    const double size = std::abs(a[pivot * k + column]);
    if (!(size > 0) || !std::isfinite(size)) return -infinity;
    log_size += scalar_log(size);
    for (std::size_t j = 0; j < k; ++j) {
      std::swap(a[pivot * k + j], a[column * k + j]);
      std::swap(inverse[pivot * k + j], inverse[column * k + j]);
    }
    const double scale = 1 / a[column * k + column];
    for (std::size_t j = 0; j < k; ++j) {
      a[column * k + j] *= scale;
      inverse[column * k + j] *= scale;
    }
    for (std::size_t i = 0; i < k; ++i) {
      const double factor = a[i * k + column];
      if (i == column || factor == 0) continue;
      for (std::size_t j = 0; j < k; ++j) {
        a[i * k + j] -= factor * a[column * k + j];
        inverse[i * k + j] -= factor * inverse[column * k + j];
      }
    }
  }
  return log_size;
}

enum class Lane : char { open, found, hopeless };

/// The search of one lane: k shocks in scales of their laws from their medians, so that k outputs miss their values by nothing.
struct Search {
  std::vector<double> at, misses, step, inverse;   // inverse of d(misses)/d(at), k x k
  Lane state = Lane::open;
  bool shortened = false;                          // the last step was not what the slopes ask for

  explicit Search(std::size_t k) : at(k, 0.0), misses(k, nan), step(k, 0.0), inverse(k * k, 0.0) {}

  bool has_solution() const { return std::all_of(misses.begin(), misses.end(), [](double m) { return std::isfinite(m); }); }

  std::vector<double> newton_step() const {
    const std::size_t k = at.size();
    std::vector<double> result(k, 0.0);
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j) result[i] -= inverse[i * k + j] * misses[j];
    return result;
  }

  /// Chooses the next step; where the last one led to no solution, half of it.
  void choose(bool last_failed) {
    double size = 0;
    if (last_failed) {
      for (double& s : step) s *= 0.5;
      shortened = true;
    } else {
      step = newton_step();
      for (const double s : step) size = std::isfinite(s) ? std::max(size, std::abs(s)) : infinity;
      shortened = size > longest_step;
      if (shortened)
        for (double& s : step) s *= longest_step / size;
    }
    for (std::size_t i = 0; i < at.size(); ++i)
      if (!(std::abs(at[i] + step[i]) <= farthest)) state = Lane::hopeless;
  }

  /// Takes the step, with the misses it led to, and learns the slopes from it (Broyden 1965; of one shock the secant method).
  void take(const std::vector<double>& now) {
    const std::size_t k = at.size();
    std::vector<double> change(k, 0.0), row(k, 0.0);
    double along = 0, size = 0;
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j) {
        change[i] += inverse[i * k + j] * (now[j] - misses[j]);
        row[j] += step[i] * inverse[i * k + j];
      }
    for (std::size_t i = 0; i < k; ++i) {
      along += step[i] * change[i];
      size = std::max(size, std::abs(step[i]));
    }
    if (std::abs(along) > 1e-3 * size * size)
      for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) inverse[i * k + j] += (step[i] - change[i]) * row[j] / along;
    for (std::size_t i = 0; i < k; ++i) at[i] += step[i];
    misses = now;
    if (!shortened && size <= close_enough) state = Lane::found;
  }
};

}  // namespace

/// Outputs less published values with these shocks; NaN where the period has no solution. Leaves lanes and failures as they were.
/// \param at  of shock j of lane i at[j * w() + i], in scales of its law from its median   \param misses  likewise, by output
void Tile::try_shocks(const ExactPeriod& exact, const std::vector<double>& at, std::vector<double>& misses) {
  const auto identity_cells = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(tables().body().identity_rows) * w());
  const AlignedDoubles alive = alive_, identities(paths_.begin(), paths_.begin() + identity_cells);
  const std::size_t failures = failures_.size();
  const bool all_alive = all_alive_;
  set_shocks(exact, at);
  step(exact.period(), nullptr);
  execution_.outputs(bases_, width_);
  for (std::size_t j = 0; j < exact.size(); ++j)
    for (std::size_t i = 0; i < w(); ++i) misses[j * w() + i] = alive_[i] > 0 ? output(exact.shocks()[j].output)[i] - exact.shocks()[j].value : nan;
  alive_ = alive;
  std::copy(identities.begin(), identities.end(), paths_.begin());
  failures_.resize(failures);
  all_alive_ = all_alive;
}

double* Tile::shock_row(int period, int shock) noexcept { return shocks_.data() + (static_cast<std::size_t>(period % 2) * shock_count_ + static_cast<std::size_t>(shock)) * w(); }

void Tile::set_shocks(const ExactPeriod& exact, const std::vector<double>& at) {
  for (std::size_t j = 0; j < exact.size(); ++j) {
    const ExactShock& one = exact.shocks()[j];
    double* row = shock_row(exact.period(), one.shock);
    for (std::size_t i = 0; i < w(); ++i) row[i] = one.law.median() + one.law.scale() * at[j * w() + i];
  }
}

/// Finds the shocks of every lane; exact_logs_ gets the log density of the published values, minus infinity where no shocks bring them
/// about, and exact_values_ the shocks, NaN there.
void Tile::find_shocks(const ExactPeriod& exact) {
  const std::size_t k = exact.size(), cells = k * w();
  std::vector<Search> lanes(w(), Search(k));
  std::vector<double> at(cells), misses(cells), low(cells), high(cells), own(k), a(k * k);
  const auto column = [&](const std::vector<double>& rows, std::size_t lane) {
    for (std::size_t j = 0; j < k; ++j) own[j] = rows[j * w() + lane];
    return own;
  };
  const auto place = [&](std::vector<double>& rows, auto value_of) {
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t i = 0; i < w(); ++i) rows[j * w() + i] = value_of(lanes[i], j);
  };
  const auto any_open = [&] { return std::any_of(lanes.begin(), lanes.end(), [](const Search& lane) { return lane.state == Lane::open; }); };

  // From the medians, or from one scale above or below where these have no solution.
  for (const double start : {0.0, 1.0, -1.0}) {
    const auto solved = [](const Search& lane) { return lane.has_solution(); };
    if (start != 0 && std::all_of(lanes.begin(), lanes.end(), solved)) break;
    place(at, [&](const Search& lane, std::size_t j) { return lane.has_solution() ? lane.at[j] : start; });
    try_shocks(exact, at, misses);
    for (std::size_t i = 0; i < w(); ++i) {
      if (lanes[i].has_solution()) continue;
      lanes[i].at.assign(k, start);
      lanes[i].misses = column(misses, i);
    }
  }
  for (Search& lane : lanes)
    if (!lane.has_solution()) lane.state = Lane::hopeless;

  // Slopes by differences around where the lanes are; on one side where the other has no solution.
  std::vector<double> slopes(cells * k);
  const auto take_slopes = [&] {
    for (std::size_t j = 0; j < k; ++j) {
      place(at, [&](const Search& lane, std::size_t m) { return lane.at[m] + (m == j ? difference : 0.0); });
      try_shocks(exact, at, high);
      place(at, [&](const Search& lane, std::size_t m) { return lane.at[m] - (m == j ? difference : 0.0); });
      try_shocks(exact, at, low);
      for (std::size_t m = 0; m < k; ++m)
        for (std::size_t i = 0; i < w(); ++i) {
          const std::size_t cell = m * w() + i;
          const double here = lanes[i].misses[m];
          double slope = (high[cell] - low[cell]) / (2 * difference);
          if (std::isnan(low[cell])) slope = (high[cell] - here) / difference;
          else if (std::isnan(high[cell])) slope = (here - low[cell]) / difference;
          slopes[(m * k + j) * w() + i] = slope;
        }
    }
  };
  const auto invert_slopes = [&](std::size_t lane, std::vector<double>& inverse) {
    for (std::size_t m = 0; m < k * k; ++m) a[m] = slopes[m * w() + lane];
    return invert_in_place(a, inverse, k);
  };

  std::vector<char> failed(w(), 0);
  for (int n = 0; n < most_steps && any_open(); ++n) {
    if (n % steps_of_one_slope == 0) {
      take_slopes();
      for (std::size_t i = 0; i < w(); ++i)
        if (lanes[i].state == Lane::open && invert_slopes(i, lanes[i].inverse) == -infinity) lanes[i].state = Lane::hopeless;
    }
    for (std::size_t i = 0; i < w(); ++i)
      if (lanes[i].state == Lane::open) lanes[i].choose(failed[i] != 0);
    place(at, [&](const Search& lane, std::size_t j) { return lane.at[j] + (lane.state == Lane::open ? lane.step[j] : 0.0); });
    try_shocks(exact, at, misses);
    for (std::size_t i = 0; i < w(); ++i) {
      if (lanes[i].state != Lane::open) continue;
      const std::vector<double>& now = column(misses, i);
      failed[i] = std::any_of(now.begin(), now.end(), [](double m) { return !std::isfinite(m); });
      if (failed[i] == 0) lanes[i].take(now);
    }
  }

  for (Search& lane : lanes)
    if (lane.state != Lane::found) lane.at.assign(k, 0.0);
  take_slopes();
  place(at, [](const Search& lane, std::size_t j) { return lane.at[j]; });
  set_shocks(exact, at);
  for (std::size_t i = 0; i < w(); ++i) {
    Search& lane = lanes[i];
    const double log_size = invert_slopes(i, lane.inverse);
    if (log_size == -infinity || std::isnan(log_size)) lane.state = Lane::hopeless;
    if (lane.state == Lane::found)
      for (const double s : lane.newton_step())
        if (!(std::abs(s) <= agrees)) lane.state = Lane::hopeless;
    double log_density = -log_size;
    for (std::size_t j = 0; j < k; ++j) {
      const ExactShock& one = exact.shocks()[j];
      own[j] = shock_row(exact.period(), one.shock)[i];
      log_density += scalar_log(one.law.scale());
      exact_logs_[one.row * w() + i] = 0;
      exact_values_[one.row * w() + i] = lane.state == Lane::found ? own[j] : nan;
    }
    const auto drawn = [&](int shock) { return shock_row(exact.period(), shock)[i]; };
    log_density += exact.log_density(own.data(), drawn);
    exact_logs_[exact.row() * w() + i] = lane.state == Lane::found && !std::isnan(log_density) ? log_density : -infinity;
  }
}

}  // namespace jingchu::engine
