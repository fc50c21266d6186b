#include "engine/statistics/histogram_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/statistics/bins.hpp"

namespace jingchu::engine {

HistogramQuantiles::HistogramQuantiles(const Grid& grid, std::span<const std::uint64_t> counts, double min, double max)
    : min_(min), max_(max) {
  for (std::size_t b = 0; b < counts.size(); ++b) {
    if (counts[b] == 0) continue;
    const BinRange range = bin_range(grid, b);
    bins_.push_back({std::clamp(range.low, min, max), std::clamp(range.high, min, max), n_, counts[b]});
    n_ += counts[b];
  }
}

const HistogramQuantiles::Bin& HistogramQuantiles::bin_of(std::uint64_t rank) const {
  return *std::prev(std::upper_bound(bins_.begin(), bins_.end(), rank, [](std::uint64_t r, const Bin& b) { return r < b.before; }));
}

double HistogramQuantiles::value(std::uint64_t rank) const {
  if (rank == 0) return min_;
  if (rank + 1 >= n_) return max_;
  const Bin& bin = bin_of(rank);
  const double share = (static_cast<double>(rank - bin.before) + 0.5) / static_cast<double>(bin.count);
  return std::min(bin.low + share * (bin.high - bin.low), bin.high);
}

double HistogramQuantiles::quantile(double level) const {
  const double position = std::clamp(level, 0.0, 1.0) * static_cast<double>(n_ - 1);
  const auto rank = std::min(static_cast<std::uint64_t>(position), n_ - 1);
  const double low = value(rank), high = value(std::min(rank + 1, n_ - 1));
  return std::min(low + (position - static_cast<double>(rank)) * (high - low), high);
}

double HistogramQuantiles::standard_error(double level) const {
  return standard_error(level, std::sqrt(level * (1 - level) / static_cast<double>(n_)));
}

double HistogramQuantiles::standard_error(double level, double d) const {
  if (n_ < 2 || !(d > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double low = std::max(level - d, 0.0), high = std::min(level + d, 1.0);
  return (quantile(high) - quantile(low)) * (d / (high - low));
}

double HistogramQuantiles::resolution() const {
  const auto last = n_ - 1;
  const auto first_rank = static_cast<std::uint64_t>(0.01 * static_cast<double>(last));
  const auto last_rank = std::min(static_cast<std::uint64_t>(0.99 * static_cast<double>(last)) + 1, last);
  const Bin* const end = &bin_of(last_rank) + 1;
  double widest = 0;
  for (const Bin* bin = &bin_of(first_rank); bin != end; ++bin) widest = std::max(widest, bin->high - bin->low);
  return widest;
}

}  // namespace jingchu::engine
