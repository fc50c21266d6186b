#include "engine/simulation/conditioned_contrast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jingchu::engine {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

void take_weights(std::span<const std::uint64_t> from, const double* alive, int width, std::vector<std::uint64_t>& to) {
  if (from.empty()) to.assign(static_cast<std::size_t>(width), most_weight);
  else to.assign(from.begin(), from.end());
  if (!alive) return;
  for (std::size_t i = 0; i < to.size(); ++i)
    if (!(alive[i] > 0)) to[i] = 0;
}

void take_lanes(std::span<const std::uint64_t> words, std::vector<char>& lanes) {
  for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = static_cast<char>((words[i / 64] >> (i % 64)) & 1);
}

}  // namespace

ConditionedContrast::ConditionedContrast(const Shape& shape, std::size_t targets)
    : both_(shape.base, shape.other, targets), differences_(shape.differences), differs_by_path_(shape.differences->size() == shape.base->size()),
      signs_(shape.base->size()) {}

void ConditionedContrast::begin(std::span<const std::uint64_t> base, std::span<const std::uint64_t> other, const double* alive, int width) {
  take_weights(base, alive, width, base_weights_);
  take_weights(other, alive, width, other_weights_);
  both_.begin(base_weights_, other_weights_, alive ? std::count_if(alive, alive + width, [](double one) { return one > 0; }) : width);
  if (differs_by_path_) lanes_.take(base_weights_);
  weighted_.resize(static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < weighted_.size(); ++i) weighted_[i] = base_weights_[i] > 0 && other_weights_[i] > 0 ? 1 : 0;
}

void ConditionedContrast::add(std::size_t series, const double* base, const double* other, const double* difference) {
  both_.add(series, base, other);
  if (!differs_by_path_) return;
  differences_.add(series, difference, lanes_);
  std::uint64_t greater = 0, less = 0;   // of at most max_tile_values lanes
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const double change = difference[lanes_.lane[i]];
    greater += change > 0 ? lanes_.weight[i] : 0;
    less += change < 0 ? lanes_.weight[i] : 0;
  }
  signs_[series].greater += greater;
  signs_[series].less += less;
}

void ConditionedContrast::add_target(std::size_t target, std::span<const std::uint64_t> base, std::span<const std::uint64_t> other) {
  in_base_.resize(base_weights_.size());
  in_other_.resize(base_weights_.size());
  take_lanes(base, in_base_);
  take_lanes(other, in_other_);
  both_.add_target(target, in_base_, in_other_);
}

void ConditionedContrast::merge(const ConditionedContrast& theirs) {
  both_.merge(theirs.both_);
  differences_.merge(theirs.differences_);
  for (std::size_t s = 0; s < signs_.size(); ++s) {
    signs_[s].greater += theirs.signs_[s].greater;
    signs_[s].less += theirs.signs_[s].less;
  }
}

void ConditionedContrast::serialise(detail::ByteWriter& out) const {
  both_.serialise(out);
  out.block(differences_.serialise());
  for (const Signs& signs : signs_) {
    out.u128(signs.greater);
    out.u128(signs.less);
  }
}

void ConditionedContrast::restore(detail::ByteReader& in) {
  both_.restore(in);
  differences_.restore(in.block(), both_.base_sums());
  for (Signs& signs : signs_) {
    signs.greater = in.u128();
    signs.less = in.u128();
    const Uint128 most = both_.base_sums().sum;
    if (signs.greater > most || signs.less > most - signs.greater) in.fail("contradict themselves");
  }
}

double ConditionedContrast::share(Uint128 weight) const {
  return is_pathwise() && both_.base_sums().sum != 0 ? static_cast<double>(weight) / static_cast<double>(both_.base_sums().sum) : missing;
}

SeriesSummary ConditionedContrast::difference(std::size_t series, std::span<const double> levels, double noise) const {
  if (is_pathwise()) return differences_.summary(series, levels, both_.base_sums());
  SeriesSummary summary;
  WeightedContrast::Change change = both_.difference(series);
  if (std::abs(change.value) <= noise * both_.size(series)) change.value = 0;
  summary.n = n();
  summary.mean = change.value;
  summary.mean_se = change.standard_error;
  summary.sd = summary.min = summary.max = missing;
  summary.quantiles.assign(levels.size(), missing);
  summary.quantile_errors.assign(levels.size(), missing);
  return summary;
}

}  // namespace jingchu::engine
