// The careful road of BlockSolver: damped Newton for the lanes that the fast road left. Rare, so plain and scalar.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/solver/block_solver.hpp"
#include "engine/solver/linear.hpp"

namespace jingchu::engine {

namespace {

constexpr int max_halvings = 40;
constexpr int attempts = 9;

double& value_of(const Bases& bases, VariableId v, int lane) {
  return bases[Space::now].base[v.index * bases[Space::now].pitch + lane];
}

double residual_at(const Bases& bases, Operand o, int lane) {
  const auto& e = bases[o.space];
  return e.base[o.row * e.pitch + e.step * lane];
}

}  // namespace

/// State of one lane on the careful road.
struct BlockSolver::Lane {
  int lane = 0;
  std::vector<double> x, direction;
  std::vector<double> scale;      ///< of the residuals, fixed at the start so that the norm stays comparable
  double norm = std::numeric_limits<double>::infinity();
  double best = std::numeric_limits<double>::infinity();
  bool done = false;
  bool stuck = false;
};

std::vector<double> BlockSolver::start(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases,
                                       int lane, int attempt) const {
  const BlockInfo& info = body_.blocks[static_cast<std::size_t>(code.info)];
  const std::size_t k = info.tears.size();
  const auto n = static_cast<std::int64_t>(body_.system.equations.size());
  std::vector<double> x(k);
  for (std::size_t i = 0; i < k; ++i) {
    const double previous =
        bases[Space::now].base[(info.tears[i].index - n) * bases[Space::now].pitch + lane];
    const std::size_t cell = static_cast<std::size_t>(period) * k + i;
    const double central = tables.central[cell];
    const double usual = tables.reference[i];
    switch (attempt) {
      case 0: x[i] = previous * tables.growth[cell]; break;
      case 1: x[i] = previous; break;
      case 2: x[i] = central; break;
      case 3: x[i] = usual; break;
      case 4: x[i] = 1.0; break;
      case 5: x[i] = 0.1 * usual; break;
      case 6: x[i] = 10.0 * usual; break;
      case 7: x[i] = 0.0; break;
      default: x[i] = -usual; break;
    }
    if (!std::isfinite(x[i])) x[i] = std::isfinite(central) ? central : usual;
  }
  return x;
}

double BlockSolver::norm(const BlockCode& code, const Bases& bases, const Lane& lane) const {
  double largest = 0;
  for (std::size_t i = 0; i < code.residuals.size(); ++i) {
    const double r = std::abs(residual_at(bases, code.residuals[i], lane.lane)) / lane.scale[i];
    if (!(r <= largest)) largest = r;   // keeps a NaN
    if (std::isnan(r)) return std::numeric_limits<double>::infinity();
  }
  return largest;
}

void BlockSolver::careful(const BlockCode& code, const BlockTables& tables, int period, const Bases& bases) {
  const BlockInfo& info = body_.blocks[static_cast<std::size_t>(code.info)];
  const int block = static_cast<int>(&code - body_.block_codes.data());
  const std::size_t k = info.tears.size();
  std::vector<Lane> lanes;
  for (int i = 0; i < width_; ++i)
    if (active_[static_cast<std::size_t>(i)] > 0) {
      Lane lane;
      lane.lane = i;
      lanes.push_back(std::move(lane));
    }
  careful_count_ += static_cast<std::int64_t>(lanes.size());
  const auto put = [&](const Lane& lane, const std::vector<double>& x) {
    for (std::size_t i = 0; i < k; ++i) value_of(bases, info.tears[i], lane.lane) = x[i];
  };

  for (int attempt = 0; attempt < attempts; ++attempt) {
    for (Lane& lane : lanes) {
      if (lane.done) continue;
      lane.x = start(code, tables, period, bases, lane.lane, attempt);
      lane.stuck = false;
      put(lane, lane.x);
    }
    run_residuals(code, bases);
    for (Lane& lane : lanes) {
      if (lane.done) continue;
      lane.scale.assign(k, 1.0);
      for (std::size_t i = 0; i < k; ++i)
        lane.scale[i] = code.is_implicit[i]
                            ? std::max(std::abs(residual_at(bases, code.residuals[i], lane.lane)), 1e-300)
                            : std::max(std::abs(lane.x[i]), tables.reference[i]);
      lane.norm = norm(code, bases, lane);
      lane.stuck = !std::isfinite(lane.norm);
    }
    for (int iteration = 0; iteration < max_iterations_; ++iteration) {
      bool open = false;
      run_jacobian(code, bases);
      for (Lane& lane : lanes) {
        if (lane.done || lane.stuck) continue;
        std::vector<double> j = lane_jacobian(block, bases, lane.lane);
        lane.direction.resize(k);
        for (std::size_t i = 0; i < k; ++i) lane.direction[i] = residual_at(bases, code.residuals[i], lane.lane);
        lane.stuck = !solve_linear(j, lane.direction, static_cast<int>(k));
        open = open || !lane.stuck;
      }
      if (!open) break;
      // Halve each lane's step until its residuals shrink.
      std::vector<double> factor(lanes.size(), 1.0), before(lanes.size());
      std::vector<char> settled(lanes.size(), 0);
      for (std::size_t l = 0; l < lanes.size(); ++l) {
        before[l] = lanes[l].norm;
        settled[l] = lanes[l].done || lanes[l].stuck;
      }
      for (int halving = 0; halving <= max_halvings; ++halving) {
        if (std::all_of(settled.begin(), settled.end(), [](char s) { return s != 0; })) break;
        for (std::size_t l = 0; l < lanes.size(); ++l) {
          if (settled[l]) continue;
          std::vector<double> trial(k);
          for (std::size_t i = 0; i < k; ++i) trial[i] = lanes[l].x[i] - factor[l] * lanes[l].direction[i];
          put(lanes[l], trial);
        }
        run_residuals(code, bases);
        for (std::size_t l = 0; l < lanes.size(); ++l) {
          if (settled[l]) continue;
          Lane& lane = lanes[l];
          const double now = norm(code, bases, lane);
          // With an implicit equation the step decides: small against the variable, or against its usual size where
          // the residual has fallen as a Newton step near a solution makes it fall (next to a pole steps are small too).
          bool tiny = true, small = true;
          for (std::size_t i = 0; i < k; ++i) {
            const double step = std::abs(lane.direction[i]), size = std::abs(lane.x[i]);
            tiny = tiny && step <= tolerance_ * size;
            small = small && step <= tolerance_ * std::max(size, tables.reference[i]);
          }
          const bool by_step = code.any_implicit && std::isfinite(now) && (tiny || (small && now <= 0.1 * before[l]));
          if (now < before[l] || now == 0 || by_step) {
            for (std::size_t i = 0; i < k; ++i) lane.x[i] -= factor[l] * lane.direction[i];
            lane.norm = now;
            lane.best = std::min(lane.best, now);
            settled[l] = 1;
            lane.done = now == 0 || by_step || (!code.any_implicit && now <= tolerance_);
          } else {
            factor[l] *= 0.5;
          }
        }
      }
      for (std::size_t l = 0; l < lanes.size(); ++l)
        if (!settled[l]) lanes[l].stuck = true;
      // Lanes whose last trial was refused, or that are finished, go back to their accepted values before the next
      // evaluation of the derivatives.
      for (const Lane& lane : lanes) put(lane, lane.x);
      run_residuals(code, bases);
    }
    if (std::all_of(lanes.begin(), lanes.end(), [](const Lane& lane) { return lane.done; })) break;
  }
  for (Lane& lane : lanes) {
    // A lane without solution is left at its natural start, so that what fails there can be named.
    if (!lane.done) lane.x = start(code, tables, period, bases, lane.lane, 0);
    put(lane, lane.x);
    if (!lane.done) unsolved_.push_back({lane.lane, lane.best});
  }
}

}  // namespace jingchu::engine
