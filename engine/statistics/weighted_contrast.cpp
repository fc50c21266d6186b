#include "engine/statistics/weighted_contrast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "engine/statistics/bins.hpp"
#include "engine/statistics/tile_kernels.hpp"

namespace jingchu::engine {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double number(Uint128 x) { return static_cast<double>(x); }

std::int64_t whole_steps(const Grid& grid, double x) noexcept {
  const double y = (x - grid.centre) / grid.step;
  return static_cast<std::int64_t>(std::nearbyint(std::isnan(y) ? 0 : std::clamp(y, -far_limit, far_limit)));
}

/// Sum of v^2 (h - p)^2 over all paths, h being 1 where something holds.
double scatter(double p, Uint128 squares_held, Uint128 squares) { return (1 - 2 * p) * number(squares_held) + p * p * number(squares); }

/// Mean of a series less the centre of its grid, in steps.
double mean_steps(const WeightedMoments& moments, const WeightSums& sums) { return moments.wq.to_double() / number(sums.sum); }

}  // namespace

WeightedContrast::WeightedContrast(std::shared_ptr<const std::vector<Grid>> base, std::shared_ptr<const std::vector<Grid>> other, std::size_t targets)
    : base_grids_(std::move(base)), other_grids_(std::move(other)), series_(base_grids_->size()), targets_(targets) {
  if (base_grids_->size() != other_grids_->size()) throw std::logic_error("WeightedContrast: series have no counterpart");
}

void WeightedContrast::begin(std::span<const std::uint64_t> base, std::span<const std::uint64_t> other, std::int64_t n) {
  base_weights_.assign(base.begin(), base.end());
  other_weights_.assign(other.begin(), other.end());
  base_lanes_.take(base);
  other_lanes_.take(other);
  base_sums_.add(base);
  other_sums_.add(other);
  base_sums_.n += n;
  other_sums_.n += n;
  common_.clear();
  for (std::size_t i = 0; i < base.size(); ++i) {
    unlike_ += base[i] != other[i];
    if (base[i] == 0 || other[i] == 0) continue;
    common_.push_back({static_cast<std::uint32_t>(i), static_cast<std::int64_t>(base[i] * other[i])});
    products_ += static_cast<Uint128>(base[i] * other[i]);
  }
}

void WeightedContrast::add(std::size_t series, const double* base, const double* other) noexcept {
  Series& s = series_[series];
  const Grid &base_grid = (*base_grids_)[series], &other_grid = (*other_grids_)[series];
  s.base.add(base_grid, base, base_lanes_);
  s.other.add(other_grid, other, other_lanes_);
  // Of near values the largest sum, of v w p q over 2048 lanes, takes 125 bits.
  constexpr auto near = static_cast<std::int64_t>(near_limit);
  Int128 vwp = 0, vwq = 0, vwpq = 0;
  for (const Common& common : common_) {
    const std::int64_t p = whole_steps(base_grid, base[common.lane]), q = whole_steps(other_grid, other[common.lane]);
    if (std::abs(p) > near || std::abs(q) > near) {
      s.add_far(common.product, p, q);
      continue;
    }
    const Int128 first = static_cast<Int128>(common.product) * p;
    vwp += first;
    vwq += static_cast<Int128>(common.product) * q;
    vwpq += first * q;
  }
  s.vwp += WideSum::of(vwp);
  s.vwq += WideSum::of(vwq);
  s.vwpq += WideSum::of(vwpq);
}

void WeightedContrast::Series::add_far(std::int64_t product, std::int64_t p, std::int64_t q) noexcept {
  const WideSum weight = WideSum::of(product), first = weight.times(p);
  vwp += first;
  vwq += weight.times(q);
  vwpq += first.times(q);
}

void WeightedContrast::add_target(std::size_t target, std::span<const char> base, std::span<const char> other) noexcept {
  Target& t = targets_[target];
  for (std::size_t i = 0; i < base_weights_.size(); ++i) {
    const Uint128 v = base_weights_[i], w = other_weights_[i];
    const bool in_base = base[i] != 0, in_other = other[i] != 0;
    if (in_base) {
      t.base += v;
      t.base_squares += v * v;
      t.products_base += v * w;
    }
    if (in_other) {
      t.other += w;
      t.other_squares += w * w;
      t.products_other += v * w;
    }
    if (in_base && in_other) t.products_both += v * w;
  }
}

void WeightedContrast::merge(const WeightedContrast& theirs) {
  if (series_.size() != theirs.series_.size() || targets_.size() != theirs.targets_.size() || *base_grids_ != *theirs.base_grids_ || *other_grids_ != *theirs.other_grids_)
    throw std::logic_error("WeightedContrast::merge: the two sides compare different things");
  for (std::size_t s = 0; s < series_.size(); ++s) {
    series_[s].base.merge(theirs.series_[s].base);
    series_[s].other.merge(theirs.series_[s].other);
    series_[s].vwp += theirs.series_[s].vwp;
    series_[s].vwq += theirs.series_[s].vwq;
    series_[s].vwpq += theirs.series_[s].vwpq;
  }
  for (std::size_t t = 0; t < targets_.size(); ++t)
    for (const auto member : {&Target::base, &Target::base_squares, &Target::other, &Target::other_squares, &Target::products_base, &Target::products_other, &Target::products_both})
      targets_[t].*member += theirs.targets_[t].*member;
  base_sums_.merge(theirs.base_sums_);
  other_sums_.merge(theirs.other_sums_);
  products_ += theirs.products_;
  unlike_ += theirs.unlike_;
}

WeightedContrast::Change WeightedContrast::difference(std::size_t series) const {
  if (base_sums_.sum == 0 || other_sums_.sum == 0) return {missing, missing};
  const Series& s = series_.at(series);
  const Grid &base_grid = (*base_grids_)[series], &other_grid = (*other_grids_)[series];
  const WeightedMoments::Summary base = s.base.summary(base_grid, base_sums_), other = s.other.summary(other_grid, other_sums_);
  const double p = mean_steps(s.base, base_sums_), q = mean_steps(s.other, other_sums_);
  const double together = s.vwpq.to_double() - p * s.vwq.to_double() - q * s.vwp.to_double() + p * q * number(products_);
  // The errors of the means hold a factor for small samples; it takes part in what they have in common.
  const auto small_sample = [](const WeightSums& sums) { return std::sqrt(sums.effective() / (sums.effective() - 1)); };
  const double covariance = together / number(base_sums_.sum) / number(other_sums_.sum) * base_grid.step * other_grid.step * small_sample(base_sums_) * small_sample(other_sums_);
  const double variance = base.mean_se * base.mean_se + other.mean_se * other.mean_se - 2 * covariance;
  // Of one path with all the weight there is no error: not 0.
  return {other.mean - base.mean, std::isnan(variance) ? missing : std::sqrt(std::max(0.0, variance))};
}

WeightedContrast::Change WeightedContrast::change(std::size_t target) const {
  if (base_sums_.sum == 0 || other_sums_.sum == 0) return {missing, missing};
  const Target& t = targets_.at(target);
  const double v = number(base_sums_.sum), w = number(other_sums_.sum), p = number(t.base) / v, q = number(t.other) / w;
  const double together = number(t.products_both) - p * number(t.products_other) - q * number(t.products_base) + p * q * number(products_);
  const double variance = scatter(p, t.base_squares, base_sums_.squares) / (v * v) + scatter(q, t.other_squares, other_sums_.squares) / (w * w) - 2 * together / (v * w);
  const auto is_sure = [](Uint128 held, Uint128 all) { return held == 0 || held == all; };
  if (!is_sure(t.base, base_sums_.sum) || !is_sure(t.other, other_sums_.sum)) return {q - p, std::sqrt(std::max(0.0, variance))};
  // As TargetCounts has it for paths that weigh the same: of the Laplace estimate.
  const double effective = std::min(base_sums_.effective(), other_sums_.effective()), spread = 1 / (effective + 2);
  return {q - p, std::sqrt(spread * (1 - spread) / effective)};
}

double WeightedContrast::size(std::size_t series) const {
  const Series& s = series_.at(series);
  const auto mean = [](const WeightedMoments& moments, const Grid& grid, const WeightSums& sums) { return std::abs(moments.summary(grid, sums).mean); };
  return std::max(mean(s.base, (*base_grids_)[series], base_sums_), mean(s.other, (*other_grids_)[series], other_sums_));
}

void WeightedContrast::serialise(detail::ByteWriter& out) const {
  base_sums_.serialise(out);
  other_sums_.serialise(out);
  out.u128(products_);
  out.i64(unlike_);
  for (const Series& s : series_) {
    s.base.serialise(out);
    s.other.serialise(out);
    for (const WideSum* sum : {&s.vwp, &s.vwq, &s.vwpq}) sum->serialise(out);
  }
  for (const Target& t : targets_)
    for (const Uint128 x : {t.base, t.base_squares, t.other, t.other_squares, t.products_base, t.products_other, t.products_both}) out.u128(x);
}

void WeightedContrast::restore(detail::ByteReader& in) {
  base_sums_ = WeightSums::restore(in);
  other_sums_ = WeightSums::restore(in);
  products_ = in.u128();
  unlike_ = in.i64();
  if (base_sums_.n != other_sums_.n || unlike_ < 0) in.fail("contradict themselves");
  for (Series& s : series_) {
    s.base = WeightedMoments::restore(in);
    s.other = WeightedMoments::restore(in);
    for (WideSum* sum : {&s.vwp, &s.vwq, &s.vwpq}) *sum = WideSum::restore(in);
  }
  for (Target& t : targets_) {
    for (Uint128* x : {&t.base, &t.base_squares, &t.other, &t.other_squares, &t.products_base, &t.products_other, &t.products_both}) *x = in.u128();
    if (t.base > base_sums_.sum || t.other > other_sums_.sum || t.products_both > std::min(t.products_base, t.products_other) || std::max(t.products_base, t.products_other) > products_)
      in.fail("contradict themselves");
  }
}

}  // namespace jingchu::engine
