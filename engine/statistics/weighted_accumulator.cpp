#include "engine/statistics/weighted_accumulator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "engine/statistics/bins.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/histogram_quantiles.hpp"

namespace jingchu::engine {

namespace {

constexpr std::uint64_t magic_and_version = 0x01'54'41'54'53'57'43'4a;  // "JCWSTAT", 1
constexpr std::uint64_t flags = 0;
constexpr int coarse_shift = 3;

std::uint64_t rounded_square(std::uint64_t weight) noexcept { return (weight * weight + most_weight / 2) >> weight_bits; }

void get_histogram(detail::ByteReader& in, std::span<std::uint64_t> counts) {
  const auto [first, end] = in.histogram_place(counts.size());
  for (std::uint64_t b = first; b < end; ++b) counts[b] = in.count();
}

}  // namespace

WeightedAccumulator::WeightedAccumulator(std::shared_ptr<const std::vector<Grid>> grids) : grids_(std::move(grids)), series_(grids_->size()) {
  std::size_t places = 0, coarse_places = 0;
  for (std::size_t s = 0; s < series_.size(); ++s) {
    Series& one = series_[s];
    one.shift = (*grids_)[s].exact.empty() ? coarse_shift : 0;
    one.bins = bin_count((*grids_)[s]);
    one.coarse = one.bins >> one.shift;
    one.first_bin = places;
    one.first_coarse = coarse_places;
    places += one.bins;
    coarse_places += one.coarse;
  }
  weights_.resize(places);
  squares_.resize(coarse_places);
}

void WeightedAccumulator::add(std::size_t series, const double* values, const WeightedLanes& lanes) noexcept {
  Series& s = series_[series];
  const Grid& grid = (*grids_)[series];
  s.moments.add(grid, values, lanes);
  if (s.bins == 0) return;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const std::size_t bin = bin_of(grid, values[lanes.lane[i]]);
    weights_[s.first_bin + bin] += lanes.weight[i];
    squares_[s.first_coarse + (bin >> s.shift)] += rounded_square(lanes.weight[i]);
  }
}

void WeightedAccumulator::merge(const WeightedAccumulator& other) {
  if (grids_ != other.grids_ && *grids_ != *other.grids_) throw std::logic_error("WeightedAccumulator::merge: the two sides were made for different grids");
  for (std::size_t s = 0; s < series_.size(); ++s) series_[s].moments.merge(other.series_[s].moments);
  std::transform(weights_.begin(), weights_.end(), other.weights_.begin(), weights_.begin(), std::plus<>());
  std::transform(squares_.begin(), squares_.end(), other.squares_.begin(), squares_.begin(), std::plus<>());
}

/// Standard error of the share of weight below the quantile of a level: that of sum w 1(x < Q) / sum w.
double WeightedAccumulator::error_below(const Series& s, double level, const WeightSums& sums) const {
  const auto total = static_cast<double>(sums.sum);
  const double wanted = level * total;
  const std::span<const std::uint64_t> weights(weights_.data() + s.first_bin, s.bins), squares(squares_.data() + s.first_coarse, s.coarse);
  const auto unit = static_cast<double>(most_weight);
  double passed = 0, below = 0;
  for (std::size_t c = 0; c < s.coarse; ++c) {
    const auto in_bin = weights.subspan(c << s.shift, std::size_t{1} << s.shift);
    const auto inside = static_cast<double>(std::accumulate(in_bin.begin(), in_bin.end(), std::uint64_t{0}));
    const bool last = passed + inside >= wanted;
    const double part = last && inside > 0 ? std::clamp((wanted - passed) / inside, 0.0, 1.0) : 1.0;
    below += part * unit * static_cast<double>(squares[c]);
    if (last) break;
    passed += inside;
  }
  const double variance = (1 - 2 * level) * below + level * level * static_cast<double>(sums.squares);
  return std::sqrt(std::max(0.0, variance)) / total;
}

SeriesSummary WeightedAccumulator::summary(std::size_t series, std::span<const double> levels, const WeightSums& sums) const {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  const Series& s = series_[series];
  const WeightedMoments& m = s.moments;
  const WeightedMoments::Summary moments = m.summary((*grids_)[series], sums);
  SeriesSummary summary;
  summary.n = sums.n;
  summary.saturated = static_cast<std::int64_t>(m.saturated);
  summary.mean = moments.mean;
  summary.sd = moments.sd;
  summary.mean_se = moments.mean_se;
  const bool any = m.min <= m.max;
  summary.min = any ? m.min : missing;
  summary.max = any ? m.max : missing;
  if (s.bins == 0) return summary;
  if (!any) {
    summary.quantiles.assign(levels.size(), missing);
    summary.quantile_errors.assign(levels.size(), missing);
    return summary;
  }
  const HistogramQuantiles quantiles((*grids_)[series], std::span(weights_).subspan(s.first_bin, s.bins), m.min, m.max);
  for (const double level : levels) {
    summary.quantiles.push_back(quantiles.quantile(level));
    summary.quantile_errors.push_back(std::isnan(moments.mean_se) ? missing : quantiles.standard_error(level, error_below(s, level, sums)));
  }
  summary.quantile_resolution = quantiles.resolution();
  return summary;
}

std::vector<std::byte> WeightedAccumulator::serialise() const {
  detail::ByteWriter out;
  out.u64(magic_and_version);
  out.u64(flags);
  out.u64(fingerprint(*grids_));
  out.u64(series_.size());
  for (const Series& s : series_) {
    s.moments.serialise(out);
    if (s.bins == 0) continue;
    out.histogram(std::span(weights_).subspan(s.first_bin, s.bins));
    out.histogram(std::span(squares_).subspan(s.first_coarse, s.coarse));
  }
  return std::move(out).take();
}

void WeightedAccumulator::restore(std::span<const std::byte> bytes, const WeightSums& sums) {
  detail::ByteReader in(bytes);
  WeightedAccumulator read(grids_);
  if (in.u64() != magic_and_version || in.u64() != flags) in.fail("are not of a form this version reads");
  if (in.u64() != fingerprint(*grids_) || in.u64() != series_.size()) in.fail("were counted on other grids");
  for (Series& s : read.series_) {
    s.moments = WeightedMoments::restore(in);
    if ((s.moments.min <= s.moments.max) && sums.sum == 0) in.fail("contradict themselves");
    if (s.bins == 0) continue;
    const auto weights = std::span(read.weights_).subspan(s.first_bin, s.bins);
    get_histogram(in, weights);
    get_histogram(in, std::span(read.squares_).subspan(s.first_coarse, s.coarse));
    Uint128 total = 0;
    for (const std::uint64_t w : weights) total += w;
    if (total != sums.sum) in.fail("contradict themselves");
  }
  in.finish();
  *this = std::move(read);
}

}  // namespace jingchu::engine
