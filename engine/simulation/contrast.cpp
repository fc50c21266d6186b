#include "engine/simulation/contrast.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/statistics/target_hits.hpp"

namespace jingchu::engine {

namespace {

/// Lanes first .. first + lanes - 1 of a tile on which a target of its plan holds.
std::uint64_t target_lanes(const Tile& tile, int target, int first, int lanes) {
  const TargetRule& rule = tile.tables().plan().targets[static_cast<std::size_t>(target)];
  return hit_lanes(rule, 0, tile.output(rule.output) + first, lanes);
}

std::uint64_t set_lanes(const Tile& tile, int set, int first, int lanes) {
  std::uint64_t all = ~std::uint64_t{0};
  for (const int target : tile.tables().plan().target_sets[static_cast<std::size_t>(set)].targets) all &= target_lanes(tile, target, first, lanes);
  return all;
}

void count_switches(Switches& switches, std::uint64_t base, std::uint64_t other, std::uint64_t living) {
  switches.gained += std::popcount(~base & other & living);
  switches.lost += std::popcount(base & ~other & living);
}

}  // namespace

ProbabilityChange change(const Switches& switches, std::int64_t n) {
  ProbabilityChange result;
  const auto paths = static_cast<double>(n);
  if (n < 1) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double gained = static_cast<double>(switches.gained) / paths, lost = static_cast<double>(switches.lost) / paths;
  result.value = gained - lost;
  const double moved = std::max(gained + lost, 1 / paths);
  result.standard_error = std::sqrt(std::max(0.0, moved - result.value * result.value) / paths);
  return result;
}

Contrast::Contrast(const ContrastPlan& plan, std::shared_ptr<const std::vector<Grid>> grids, double noise)
    : plan_(&plan), noise_(noise), differences_(std::move(grids)), greater_(plan.series.size()), less_(plan.series.size()),
      targets_(plan.targets.size()), target_sets_(plan.target_sets.size()) {}

void Contrast::add(const Tile& base, const Tile& other) {
  const auto width = static_cast<std::size_t>(base.width());
  difference_.resize(width);
  const double* alive = nullptr;
  if (base.alive() || other.alive()) {
    alive_.resize(width);
    for (std::size_t i = 0; i < width; ++i) alive_[i] = base.is_alive(static_cast<int>(i)) && other.is_alive(static_cast<int>(i)) ? 1.0 : 0.0;
    alive = alive_.data();
  }
  add_series(base, other, alive);
  add_targets(base, other, alive);
}

void Contrast::add_series(const Tile& base, const Tile& other, const double* alive) {
  const int width = base.width();
  for (std::size_t s = 0; s < plan_->series.size(); ++s) {
    const double* x = base.series(plan_->series[s].base);
    const double* y = other.series(plan_->series[s].other);
    std::int64_t greater = 0, less = 0;
    for (int i = 0; i < width; ++i) {
      const double noise = noise_ * std::max(std::abs(x[i]), std::abs(y[i]));
      const double difference = std::abs(y[i] - x[i]) > noise ? y[i] - x[i] : 0.0;
      const bool counts = !alive || alive[i] > 0;
      difference_[static_cast<std::size_t>(i)] = difference;
      greater += counts && difference > 0;
      less += counts && difference < 0;
    }
    greater_[s] += greater;
    less_[s] += less;
    differences_.add(base.tables().isa(), s, difference_.data(), alive, width);
  }
}

void Contrast::add_targets(const Tile& base, const Tile& other, const double* alive) {
  for (int first = 0; first < base.width(); first += 64) {
    const int lanes = std::min(64, base.width() - first);
    const std::uint64_t living = living_lanes(alive ? alive + first : nullptr, lanes);
    n_ += std::popcount(living);
    for (std::size_t t = 0; t < targets_.size(); ++t)
      count_switches(targets_[t], target_lanes(base, plan_->targets[t].base, first, lanes), target_lanes(other, plan_->targets[t].other, first, lanes), living);
    for (std::size_t s = 0; s < target_sets_.size(); ++s)
      count_switches(target_sets_[s], set_lanes(base, plan_->target_sets[s].base, first, lanes), set_lanes(other, plan_->target_sets[s].other, first, lanes), living);
  }
}

void Contrast::merge(const Contrast& theirs) {
  differences_.merge(theirs.differences_);
  n_ += theirs.n_;
  for (std::size_t s = 0; s < greater_.size(); ++s) {
    greater_[s] += theirs.greater_[s];
    less_[s] += theirs.less_[s];
  }
  const auto add = [](std::vector<Switches>& to, const std::vector<Switches>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i].gained += from[i].gained;
      to[i].lost += from[i].lost;
    }
  };
  add(targets_, theirs.targets_);
  add(target_sets_, theirs.target_sets_);
}

void Contrast::serialise(detail::ByteWriter& out) const {
  out.block(differences_.serialise());
  out.i64(n_);
  for (std::size_t s = 0; s < greater_.size(); ++s) {
    out.i64(greater_[s]);
    out.i64(less_[s]);
  }
  for (const auto* list : {&targets_, &target_sets_})
    for (const Switches& switches : *list) {
      out.i64(switches.gained);
      out.i64(switches.lost);
    }
}

void Contrast::restore(detail::ByteReader& in) {
  differences_.restore(in.block());
  n_ = in.i64();
  const auto pair = [&](std::int64_t& a, std::int64_t& b) {
    a = in.i64();
    b = in.i64();
    if (a < 0 || b < 0 || a > n_ || b > n_ - a) in.fail("contradict themselves");
  };
  if (n_ < 0) in.fail("contradict themselves");
  for (std::size_t s = 0; s < greater_.size(); ++s) pair(greater_[s], less_[s]);
  for (auto* list : {&targets_, &target_sets_})
    for (Switches& switches : *list) pair(switches.gained, switches.lost);
}

}  // namespace jingchu::engine
