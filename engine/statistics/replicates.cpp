#include "engine/statistics/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace jingchu::engine {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double total(std::span<const double> x) { return std::accumulate(x.begin(), x.end(), 0.0); }

/// Standard error of the share of values below the quantile of a level.
double error_below(const std::vector<std::vector<std::uint64_t>>& histograms, std::span<const double> n, double level) {
  const double all = total(n), wanted = level * all;
  std::vector<double> below(histograms.size(), 0.0);
  double passed = 0;
  for (std::size_t bin = 0; bin < histograms.front().size(); ++bin) {
    double inside = 0;
    for (const auto& histogram : histograms) inside += static_cast<double>(histogram[bin]);
    const bool last = passed + inside >= wanted;
    const double part = last ? std::clamp((wanted - passed) / std::max(inside, 1.0), 0.0, 1.0) : 1.0;
    for (std::size_t r = 0; r < histograms.size(); ++r) below[r] += part * static_cast<double>(histograms[r][bin]);
    if (last) {
      const double between = ratio_error(below, n), variance_inside = part * (1 - part) * inside / (all * all);
      return std::sqrt(between * between + variance_inside);
    }
    passed += inside;
  }
  return missing;
}

}  // namespace

double ratio_error(std::span<const double> x, std::span<const double> n) {
  const auto count = static_cast<double>(x.size());
  const double ratio = total(x) / total(n), mean = total(n) / count;
  double squares = 0;
  for (std::size_t r = 0; r < x.size(); ++r) {
    const double d = (x[r] - ratio * n[r]) / mean;
    squares += d * d;
  }
  return std::sqrt(squares / (count * (count - 1)));
}

double count_error(std::span<const double> x, std::span<const double> n) {
  // A whole number of paths stands for any within half a path of it, in each replicate.
  const auto count = static_cast<double>(n.size());
  return std::max(ratio_error(x, n), count / total(n) / std::sqrt(12 * count));
}

double share_error(std::span<const double> hits, std::span<const double> n) {
  const double all = total(n), hit = total(hits);
  if (all < 2) return missing;
  if (hit == 0 || hit == all) {
    const double p = (hit + 1) / (all + 2);
    return std::sqrt(p * (1 - p) / all);
  }
  return count_error(hits, n);
}

SeriesSummary summary_by_replicates(const Accumulator& all, std::span<const Accumulator* const> replicates, std::size_t series, std::span<const double> levels) {
  std::vector<double> sums, n;
  std::vector<std::vector<std::uint64_t>> histograms;
  const double centre = all.summary(series, {}).mean;
  for (const Accumulator* replicate : replicates) {
    const SeriesSummary part = replicate->summary(series, {});
    n.push_back(static_cast<double>(part.n));
    // About the common mean, so that no digits are lost.
    sums.push_back(part.n > 0 ? n.back() * (part.mean - centre) : 0.0);
    histograms.push_back(replicate->histogram(series));
  }
  std::vector<double> errors;
  if (!histograms.front().empty())
    for (const double level : levels) errors.push_back(error_below(histograms, n, level));
  SeriesSummary summary = all.summary(series, levels, errors);
  summary.mean_se = ratio_error(sums, n);
  return summary;
}

}  // namespace jingchu::engine
