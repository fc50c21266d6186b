#include "output/results/check_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "output/results/findings_text.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_within.hpp"

namespace jingchu::output::detail {

namespace {

// Relative: f32 rounds by 6e-8, means are whole steps of a fine grid.
constexpr double rounding = 1e-6;
// Values further out count in a mean as if they lay at a limit.
constexpr double far_range = 1000;   // in standard deviations
// Of the levels between these the widest bucket is known.
constexpr double first_level = 0.01, last_level = 0.99;

/// One scenario's values of one variable against its statistics.
class Series {
 public:
  Series(const Content& content, std::size_t scenario, std::size_t variable)
      : content_(content), table_(content.scenarios[scenario].variables[variable]), resolution_(content.variables[variable].quantile_resolution),
        place_(fmt::format("/paths/{}, {}", content.variables[variable].name, content.scenarios[scenario].name)),
        expected_(content.scenarios[scenario].n_paths - content.scenarios[scenario].n_failed), periods_(static_cast<std::size_t>(content.time.count)) {
    for (std::size_t t = 0; t < periods_; ++t) {
      times_.emplace_back();
      Time& time = times_.back();
      const double size = std::max(std::abs(table_.min[t]), std::abs(table_.max[t]));
      for (std::size_t q = 0; q < content.levels.size() && !table_.quantiles.empty(); ++q) {
        const double level = content.levels[q], value = table_.quantiles[q * periods_ + t], margin = resolution_ + rounding * size;
        if (level >= first_level && level <= last_level) time.levels.push_back({q, value - margin, value + margin, 0, 0});
      }
    }
  }

  /// Adds paths, `values` path by path. \param weights  one a path; empty: all weigh the same
  void add(const std::vector<double>& values, const std::vector<double>& weights) {
    for (std::size_t at = 0; at < values.size(); at += periods_) {
      const double weight = weights.empty() ? 1.0 : weights[at / periods_];
      const double* const path = &values[at];
      if (std::isnan(path[periods_ - 1])) {
        const double* const failed = std::find_if(path, path + periods_, [](double v) { return std::isnan(v); });
        gaps_ += !std::all_of(failed, path + periods_, [](double v) { return std::isnan(v); });
        continue;
      }
      ++counted_;
      weight_ += weight;
      largest_weight_ = std::max(largest_weight_, weight);
      for (std::size_t t = 0; t < periods_; ++t) {
        if (std::isnan(path[t])) ++gaps_;
        if (weight > 0) times_[t].add(path[t], weight);
      }
    }
  }

  void tell(std::vector<Finding>& findings) const {
    const auto say = [&](std::size_t t, std::string problem) {
      findings.push_back({"paths", place_ + (t == none ? "" : ", " + period_name(content_.time.per_year, content_.time.first + static_cast<int>(t))), std::move(problem)});
    };
    if (counted_ != expected_) return say(none, fmt::format("{} paths have a value in every period, {} count in the statistics", counted_, expected_));
    if (gaps_ > 0) return say(none, fmt::format("{} paths are undefined in a period before one in which they are defined", gaps_));
    if (counted_ == 0) return;
    if (!(weight_ > 0)) return say(none, "no path has weight");
    for (std::size_t t = 0; t < periods_; ++t) {
      const Time& time = times_[t];
      const double size = std::max(std::abs(table_.min[t]), std::abs(table_.max[t])), mean = time.sum / weight_;
      const bool far = table_.max[t] - table_.min[t] > far_range * table_.sd[t];
      if (!near(time.min, table_.min[t], size)) return say(t, fmt::format("the smallest value is {:.9g}, /moments says {:.9g}", time.min, table_.min[t]));
      if (!near(time.max, table_.max[t], size)) return say(t, fmt::format("the largest value is {:.9g}, /moments says {:.9g}", time.max, table_.max[t]));
      if (!far && !near(mean, table_.mean[t], size)) return say(t, fmt::format("the mean is {:.9g}, /moments says {:.9g}", mean, table_.mean[t]));
      for (const Level& level : time.levels) {
        // One path to each side: quantiles of samples are defined in several ways.
        const double share = content_.levels[level.index] * weight_;
        if (level.below > share + largest_weight_ || level.up_to < share - largest_weight_)
          return say(t, fmt::format("the quantile of level {} is not within its resolution, {:.3g}, of {:.9g}, which /quantiles says", content_.levels[level.index], resolution_, table_.quantiles[level.index * periods_ + t]));
      }
    }
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  struct Level {
    std::size_t index;
    double low, high;              ///< where the quantile of the paths must lie
    double below, up_to;           ///< weight of paths below the one, and not above the other
  };
  struct Time {
    double sum = 0, min = std::numeric_limits<double>::infinity(), max = -min;
    std::vector<Level> levels;
    void add(double value, double weight) {
      sum += weight * value;
      min = std::min(min, value);
      max = std::max(max, value);
      for (Level& level : levels) {
        if (value < level.low) level.below += weight;
        if (value <= level.high) level.up_to += weight;
      }
    }
  };
  static bool near(double a, double b, double size) { return std::abs(a - b) <= rounding * size; }

  const Content& content_;
  const SeriesTable& table_;
  double resolution_;
  std::string place_;
  std::int64_t expected_, counted_ = 0, gaps_ = 0;
  double weight_ = 0, largest_weight_ = 0;
  std::size_t periods_;
  std::vector<Time> times_;
};

std::vector<Finding> check(const hdf5::ReadFile& file, const Content& content) {
  const hdf5::ReadGroup group(file, "paths");
  const auto paths = static_cast<hsize_t>(kept_paths(content)), periods = static_cast<hsize_t>(content.time.count);
  std::vector<Finding> findings;
  const auto blocks = [&](hsize_t size, auto use) {
    for (hsize_t first = 0; first < paths; first += size) use(first, std::min(size, paths - first));
  };
  blocks(65536, [&](hsize_t first, hsize_t count) {
    std::vector<std::int32_t> numbers(static_cast<std::size_t>(count));
    group.part("path", {first}, {count}, numbers);
    for (std::size_t i = 0; findings.empty() && i < numbers.size(); ++i)
      if (numbers[i] != static_cast<std::int32_t>(first + i)) findings.push_back({"paths", "/paths/path", fmt::format("path number {} stands where {} should", numbers[i], first + i)});
  });
  for (std::size_t s = 0; s < content.kept.scenarios.size(); ++s) {
    for (const std::size_t v : content.kept.variables) {
      Series series(content, content.kept.scenarios[s], v);
      std::vector<double> values, weights;
      blocks(static_cast<hsize_t>(chunk_paths(content)), [&](hsize_t first, hsize_t count) {
        values.resize(static_cast<std::size_t>(count * periods));
        group.part(content.variables[v].name, {s, first, 0}, {1, count, periods}, values);
        if (has_weights(content)) {
          weights.resize(static_cast<std::size_t>(count));
          group.part("path_weight", {s, first}, {1, count}, weights);
        }
        series.add(values, weights);
      });
      series.tell(findings);
    }
  }
  return findings;
}

}  // namespace

std::vector<Finding> path_findings(const SealedFile& sealed, const Content& content, const ChildLimits& limits) {
  ChildLimits longer = limits;
  // As for the digest, time is allowed by the length of the file; a second for so much of it.
  constexpr std::int64_t bytes_a_second = 20'000'000;
  if (limits.time.count() > 0) longer.time += std::chrono::seconds(sealed.seal().bytes / bytes_a_second);
  return findings_of(answer_of_file(sealed, longer, [&](const hdf5::ReadFile& file) { return text_of(check(file, content)); }));
}

}  // namespace jingchu::output::detail
