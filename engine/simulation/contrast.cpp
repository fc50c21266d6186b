#include "engine/simulation/contrast.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/random/sampling.hpp"
#include "engine/statistics/difference.hpp"
#include "engine/statistics/replicates.hpp"
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

Contrast::Contrast(const ContrastPlan& plan, const ContrastGrids& grids, double noise, int replicates)
    : plan_(&plan), noise_(noise),
      all_{Accumulator(grids.conditioned ? std::make_shared<const std::vector<Grid>>() : grids.differences), std::vector<Switches>(plan.targets.size()), std::vector<Switches>(plan.target_sets.size()), 0},
      greater_(plan.series.size()), less_(plan.series.size()) {
  for (std::size_t s = 0; s < plan.series.size(); ++s) {
    const auto other = static_cast<std::size_t>(plan.series[s].other);
    if (other >= of_other_.size()) of_other_.resize(other + 1, -1);
    if (of_other_[other] >= 0) throw std::logic_error("Contrast: a series of the other case is compared twice");
    of_other_[other] = static_cast<std::int32_t>(s);
  }
  if (grids.conditioned) conditioned_.emplace(*grids.conditioned, plan.targets.size() + plan.target_sets.size());
  for (int r = 0; r < replicates; ++r) replicates_.push_back({Accumulator(grids.differences, Resolution::coarse), all_.targets, all_.target_sets, 0});
}

void Contrast::add(const ContrastTiles& tiles) {
  begin(tiles);
  for (std::size_t s = 0; s < plan_->series.size(); ++s) add_series(s);
}

void Contrast::begin(const ContrastTiles& tiles) {
  const Tile &base = *tiles.base, &other = *tiles.other;
  base_ = &base;
  other_ = &other;
  const auto width = static_cast<std::size_t>(base.width());
  difference_.resize(width);
  living_ = nullptr;
  if (base.alive() || other.alive()) {
    alive_.resize(width);
    for (std::size_t i = 0; i < width; ++i) alive_[i] = base.is_alive(static_cast<int>(i)) && other.is_alive(static_cast<int>(i)) ? 1.0 : 0.0;
    living_ = alive_.data();
  }
  if (conditioned_) {
    conditioned_->begin(tiles.base_weights, tiles.other_weights, living_, base.width());
    add_weighted_targets(base, other);
  }
  add_targets(all_, base, other, conditioned_ ? conditioned_->weighted().data() : living_, 0, base.width());
  if (replicates_.empty()) return;
  for_each_replicate(base.first_path(), base.width(), static_cast<int>(replicates_.size()),
                     [&](int r, int lane, int lanes) { add_targets(replicates_[static_cast<std::size_t>(r)], base, other, living_, lane, lane + lanes); });
}

void Contrast::add_series_of(std::size_t other_series) {
  if (other_series < of_other_.size() && of_other_[other_series] >= 0) add_series(static_cast<std::size_t>(of_other_[other_series]));
}

void Contrast::add_series(std::size_t s) {
  const int width = base_->width();
  const Isa isa = base_->tables().isa();
  const double *const base = base_->series(plan_->series[s].base), *const other = other_->series(plan_->series[s].other);
  if (conditioned_) {
    tile_difference(isa, base, other, living_, width, noise_, difference_.data());
    return conditioned_->add(s, base, other, difference_.data());
  }
  const TileDifference found = all_.differences.add_difference(isa, s, base, other, living_, width, noise_, difference_.data());
  greater_[s] += found.greater;
  less_[s] += found.less;
  if (replicates_.empty()) return;
  for_each_replicate(base_->first_path(), width, static_cast<int>(replicates_.size()), [&](int r, int lane, int lanes) {
    replicates_[static_cast<std::size_t>(r)].differences.add(isa, s, difference_.data() + lane, living_ ? living_ + lane : nullptr, lanes);
  });
}

void Contrast::add_targets(Part& part, const Tile& base, const Tile& other, const double* alive, int begin, int end) const {
  for (int first = begin; first < end; first += 64) {
    const int lanes = std::min(64, end - first);
    const std::uint64_t living = living_lanes(alive ? alive + first : nullptr, lanes);
    part.n += std::popcount(living);
    for (std::size_t t = 0; t < part.targets.size(); ++t)
      count_switches(part.targets[t], target_lanes(base, plan_->targets[t].base, first, lanes), target_lanes(other, plan_->targets[t].other, first, lanes), living);
    for (std::size_t s = 0; s < part.target_sets.size(); ++s)
      count_switches(part.target_sets[s], set_lanes(base, plan_->target_sets[s].base, first, lanes), set_lanes(other, plan_->target_sets[s].other, first, lanes), living);
  }
}

void Contrast::add_weighted_targets(const Tile& base, const Tile& other) {
  std::vector<std::uint64_t> in_base, in_other;
  const auto add = [&](std::size_t number, auto lanes_of, const ContrastPlan::Pair& pair) {
    in_base.clear();
    in_other.clear();
    for (int first = 0; first < base.width(); first += 64) {
      const int lanes = std::min(64, base.width() - first);
      in_base.push_back(lanes_of(base, pair.base, first, lanes));
      in_other.push_back(lanes_of(other, pair.other, first, lanes));
    }
    conditioned_->add_target(number, in_base, in_other);
  };
  for (std::size_t t = 0; t < plan_->targets.size(); ++t) add(t, target_lanes, plan_->targets[t]);
  for (std::size_t s = 0; s < plan_->target_sets.size(); ++s) add(plan_->targets.size() + s, set_lanes, plan_->target_sets[s]);
}

double Contrast::share(std::int64_t paths) const { return all_.n > 0 ? static_cast<double>(paths) / static_cast<double>(all_.n) : std::numeric_limits<double>::quiet_NaN(); }

SeriesSummary Contrast::difference(std::size_t series, std::span<const double> levels) const {
  if (conditioned_) return conditioned_->difference(series, levels, noise_);
  if (replicates_.empty()) return all_.differences.summary(series, levels);
  std::vector<const Accumulator*> parts;
  for (const Part& part : replicates_) parts.push_back(&part.differences);
  return summary_by_replicates(all_.differences, parts, series, levels);
}

/// \param switches  those of a part
template <class Of>
ProbabilityChange Contrast::change_of(Of switches) const {
  ProbabilityChange result = change(switches(all_), all_.n);
  if (replicates_.empty()) return result;
  const Switches& moved = switches(all_);
  if (moved.gained + moved.lost == 0) return result;
  std::vector<double> net, n;
  for (const Part& part : replicates_) {
    net.push_back(static_cast<double>(switches(part).gained - switches(part).lost));
    n.push_back(static_cast<double>(part.n));
  }
  result.standard_error = count_error(net, n);
  return result;
}

ProbabilityChange Contrast::weighted_change(const Switches& switches, std::size_t target) const {
  const WeightedContrast::Change change = conditioned_->change(target);
  // Without any switch that of one path having switched, as where none has a weight.
  if (conditioned_->is_pathwise() && switches.gained + switches.lost == 0) return {0 * change.value, 1 / conditioned_->base_effective()};
  return {change.value, change.standard_error};
}

ProbabilityChange Contrast::target_change(std::size_t i) const {
  if (conditioned_) return weighted_change(all_.targets.at(i), i);
  return change_of([i](const Part& part) -> const Switches& { return part.targets.at(i); });
}

ProbabilityChange Contrast::target_set_change(std::size_t i) const {
  if (conditioned_) return weighted_change(all_.target_sets.at(i), all_.targets.size() + i);
  return change_of([i](const Part& part) -> const Switches& { return part.target_sets.at(i); });
}

void Contrast::Part::merge(const Part& theirs) {
  differences.merge(theirs.differences);
  n += theirs.n;
  const auto add = [](std::vector<Switches>& to, const std::vector<Switches>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i].gained += from[i].gained;
      to[i].lost += from[i].lost;
    }
  };
  add(targets, theirs.targets);
  add(target_sets, theirs.target_sets);
}

void Contrast::make_room() {
  all_.differences.make_room();
  for (Part& part : replicates_) part.differences.make_room();
}

void Contrast::merge(const Contrast& theirs) {
  all_.merge(theirs.all_);
  if (conditioned_) conditioned_->merge(*theirs.conditioned_);
  for (std::size_t r = 0; r < replicates_.size(); ++r) replicates_[r].merge(theirs.replicates_[r]);
  for (std::size_t s = 0; s < greater_.size(); ++s) {
    greater_[s] += theirs.greater_[s];
    less_[s] += theirs.less_[s];
  }
}

void Contrast::Part::serialise(detail::ByteWriter& out) const {
  out.block_of([&](detail::ByteWriter& to) { differences.serialise(to); });
  out.i64(n);
  for (const auto* list : {&targets, &target_sets})
    for (const Switches& switches : *list) {
      out.i64(switches.gained);
      out.i64(switches.lost);
    }
}

void Contrast::serialise(detail::ByteWriter& out) const {
  all_.serialise(out);
  if (conditioned_) conditioned_->serialise(out);
  for (std::size_t s = 0; s < greater_.size(); ++s) {
    out.i64(greater_[s]);
    out.i64(less_[s]);
  }
  for (const Part& part : replicates_) part.serialise(out);
}

namespace {

/// Two counts of different paths among n.
void restore_pair(detail::ByteReader& in, std::int64_t n, std::int64_t& a, std::int64_t& b) {
  a = in.i64();
  b = in.i64();
  if (a < 0 || b < 0 || a > n || b > n - a) in.fail("contradict themselves");
}

}  // namespace

void Contrast::Part::restore(detail::ByteReader& in) {
  differences.restore(in.block());
  n = in.i64();
  if (n < 0) in.fail("contradict themselves");
  for (auto* list : {&targets, &target_sets})
    for (Switches& switches : *list) restore_pair(in, n, switches.gained, switches.lost);
}

void Contrast::restore(detail::ByteReader& in) {
  all_.restore(in);
  if (conditioned_) conditioned_->restore(in);
  for (std::size_t s = 0; s < greater_.size(); ++s) restore_pair(in, all_.n, greater_[s], less_[s]);
  std::int64_t in_replicates = 0;
  for (Part& part : replicates_) {
    part.restore(in);
    if (part.n > all_.n - in_replicates) in.fail("contradict themselves");
    in_replicates += part.n;
  }
  if (!replicates_.empty() && in_replicates != all_.n) in.fail("contradict themselves");
}

}  // namespace jingchu::engine
