#include "output/results/check_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "engine/core/error.hpp"
#include "output/hdf5/unpacker.hpp"
#include "output/results/findings_text.hpp"
#include "output/results/layout.hpp"
#include "output/results/mean_tolerance.hpp"
#include "output/results/read_within.hpp"
#include "output/results/values_digest.hpp"

namespace jingchu::output::detail {

namespace {

constexpr double rounding = mean_tolerance;
// Values further out count in a mean as if they lay at a limit.
constexpr double far_range = 1000;   // in standard deviations
// Of the levels between these the widest bucket is known.
constexpr double first_level = 0.01, last_level = 0.99;

/// Paths that are looked at together: their values stay in the first-level cache.
constexpr std::size_t few_paths = 128;
/// Columns are filled up to a multiple of so many.
constexpr std::size_t lanes = 8;

/// The least number of the type that is not below `value`, and the largest not above: comparing with them is comparing with `value`.
template <class Real>
Real not_below(double value) {
  const auto near = static_cast<Real>(value);
  return static_cast<double>(near) < value ? std::nextafter(near, std::numeric_limits<Real>::infinity()) : near;
}
template <class Real>
Real not_above(double value) {
  const auto near = static_cast<Real>(value);
  return static_cast<double>(near) > value ? std::nextafter(near, -std::numeric_limits<Real>::infinity()) : near;
}

/// One scenario's values of one variable against its statistics.
template <class Real>
class Series {
 public:
  Series(const Content& content, std::size_t scenario, std::size_t variable)
      : content_(content), table_(content.scenarios[scenario].variables[variable]), resolution_(content.variables[variable].quantile_resolution),
        place_(fmt::format("/paths/{}, {}", content.variables[variable].name, content.scenarios[scenario].name)),
        expected_(content.scenarios[scenario].n_paths - content.scenarios[scenario].n_failed), periods_(static_cast<std::size_t>(content.time.count)) {
    for (std::size_t q = 0; q < content.levels.size() && !table_.quantiles.empty(); ++q)
      if (content.levels[q] >= first_level && content.levels[q] <= last_level) levels_.push_back(q);
    for (std::size_t t = 0; t < periods_; ++t) {
      Time& time = times_.emplace_back();
      const double margin = resolution_ + rounding * size_of(t);
      for (const std::size_t q : levels_) {
        const double value = table_.quantiles[q * periods_ + t];
        time.low.push_back(not_below<Real>(value - margin));
        time.high.push_back(not_above<Real>(value + margin));
      }
      time.below.assign(levels_.size(), 0);
      time.up_to.assign(levels_.size(), 0);
    }
  }

  /// Adds paths, `values` path by path. \param weights  one a path; empty: all weigh the same
  void add(std::span<Real> values, std::span<const double> weights) {
    for (std::size_t first = 0; first * periods_ < values.size(); first += few_paths) {
      const std::span<Real> some = values.subspan(first * periods_, std::min(few_paths * periods_, values.size() - first * periods_));
      const std::span<const double> of_some = weights.empty() ? weights : weights.subspan(first, some.size() / periods_);
      add_few(some, of_some);
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
    // As many paths of equal weight as tell as much.
    const bool has_means = weight_ * weight_ >= static_cast<double>(paths_for_means) * squares_;
    for (std::size_t t = 0; t < periods_; ++t) {
      const Time& time = times_[t];
      const double size = size_of(t), mean = time.sum / weight_;
      const bool far = table_.max[t] - table_.min[t] > far_range * table_.sd[t];
      if (!near(time.min, table_.min[t], size)) return say(t, fmt::format("the smallest value is {:.9g}, /moments says {:.9g}", time.min, table_.min[t]));
      if (!near(time.max, table_.max[t], size)) return say(t, fmt::format("the largest value is {:.9g}, /moments says {:.9g}", time.max, table_.max[t]));
      if (has_means && !far && !near(mean, table_.mean[t], size)) return say(t, fmt::format("the mean is {:.9g}, /moments says {:.9g}", mean, table_.mean[t]));
      for (std::size_t l = 0; l < levels_.size(); ++l) {
        // One path to each side: quantiles of samples are defined in several ways.
        const double level = content_.levels[levels_[l]], share = level * weight_;
        if (time.below[l] > share + largest_weight_ || time.up_to[l] < share - largest_weight_)
          return say(t, fmt::format("the quantile of level {} is not within its resolution, {:.3g}, of {:.9g}, which /quantiles says", level, resolution_, table_.quantiles[levels_[l] * periods_ + t]));
      }
    }
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  static constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
  struct Time {
    double sum = 0, min = std::numeric_limits<double>::infinity(), max = -min;
    std::vector<Real> low, high;           ///< where the quantile of each level must lie
    std::vector<double> below, up_to;      ///< weight of paths below the one, and not above the other
  };

  double size_of(std::size_t t) const { return std::max(std::abs(table_.min[t]), std::abs(table_.max[t])); }
  static bool near(double a, double b, double size) { return std::abs(a - b) <= rounding * size; }

  /// At most few_paths. Those that have failed, or have no weight, become undefined in all periods, so that no comparison holds for them.
  void add_few(std::span<Real> values, std::span<const double> weights) {
    const std::size_t paths = values.size() / periods_;
    for (std::size_t i = 0; i < paths; ++i) {
      const double weight = weights.empty() ? 1.0 : weights[i];
      Real* const path = &values[i * periods_];
      const Real* const undefined = std::find_if(path, path + periods_, [](Real v) { return std::isnan(v); });
      if (std::isnan(path[periods_ - 1])) {
        gaps_ += !std::all_of(undefined, static_cast<const Real*>(path + periods_), [](Real v) { return std::isnan(v); });
      } else {
        ++counted_;
        weight_ += weight;
        squares_ += weight * weight;
        largest_weight_ = std::max(largest_weight_, weight);
        gaps_ += undefined != path + periods_;
        if (weight > 0) continue;
      }
      std::fill_n(path, periods_, nan);
    }
    std::array<Real, few_paths> column;
    const std::size_t filled = (paths + lanes - 1) / lanes * lanes;
    for (std::size_t t = 0; t < periods_; ++t) {
      for (std::size_t i = 0; i < paths; ++i) column[i] = values[i * periods_ + t];
      std::fill(column.begin() + static_cast<std::ptrdiff_t>(paths), column.begin() + static_cast<std::ptrdiff_t>(filled), nan);
      const std::span<const Real> all(column.data(), filled);
      weights.empty() ? add_equal(times_[t], all) : add_weighted(times_[t], all.first(paths), weights);
      raise(times_[t], all);
    }
  }

  /// Sums and comparisons of several lanes at once: the compiler makes vectors of these loops.
  static void add_equal(Time& time, std::span<const Real> column) {
    std::array<double, lanes> sums{};
    for (std::size_t i = 0; i < column.size(); i += lanes)
      for (std::size_t k = 0; k < lanes; ++k) sums[k] += column[i + k] == column[i + k] ? static_cast<double>(column[i + k]) : 0.0;
    for (const double sum : sums) time.sum += sum;
    for (std::size_t l = 0; l < time.low.size(); ++l) {
      const Real low = time.low[l], high = time.high[l];
      std::uint32_t below = 0, up_to = 0;
      for (const Real value : column) {
        below += value < low;
        up_to += value <= high;
      }
      time.below[l] += below;
      time.up_to[l] += up_to;
    }
  }
  static void add_weighted(Time& time, std::span<const Real> column, std::span<const double> weights) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      const Real value = column[i];
      const double weight = weights[i];
      if (std::isnan(value)) continue;
      time.sum += weight * static_cast<double>(value);
      for (std::size_t l = 0; l < time.low.size(); ++l) {
        time.below[l] += value < time.low[l] ? weight : 0.0;
        time.up_to[l] += value <= time.high[l] ? weight : 0.0;
      }
    }
  }
  static void raise(Time& time, std::span<const Real> column) {
    constexpr Real infinity = std::numeric_limits<Real>::infinity();
    std::array<Real, lanes> least, most;
    least.fill(infinity);
    most.fill(-infinity);
    for (std::size_t i = 0; i < column.size(); i += lanes) {
      for (std::size_t k = 0; k < lanes; ++k) {
        least[k] = column[i + k] < least[k] ? column[i + k] : least[k];
        most[k] = column[i + k] > most[k] ? column[i + k] : most[k];
      }
    }
    time.min = std::min(time.min, static_cast<double>(*std::min_element(least.begin(), least.end())));
    time.max = std::max(time.max, static_cast<double>(*std::max_element(most.begin(), most.end())));
  }

  const Content& content_;
  const SeriesTable& table_;
  double resolution_;
  std::string place_;
  std::int64_t expected_, counted_ = 0, gaps_ = 0;
  double weight_ = 0, squares_ = 0, largest_weight_ = 0;
  std::size_t periods_;
  std::vector<std::size_t> levels_;   ///< positions of those that are looked at
  std::vector<Time> times_;
};

/// Reads /paths chunk by chunk.
class Chunks {
 public:
  Chunks(const hdf5::ReadGroup& group, const Content& content) : group_(group), chunk_(static_cast<std::size_t>(chunk_paths(content))), paths_(static_cast<std::size_t>(kept_paths(content))) {}

  /// Values of the paths in block `number` of a scenario; `width` values a path.
  template <class Real>
  std::span<Real> read(const std::string& name, std::size_t scenario, std::size_t number, std::size_t width, std::vector<Real>& values) {
    std::vector<hsize_t> first = {scenario, number * chunk_}, sizes = {1, chunk_};
    if (group_.shape(name).size() == 3) {
      first.push_back(0);
      sizes.push_back(width);
    }
    if (number == 0 && group_.chunk(name) != sizes) throw Error(ExitCode::io, fmt::format("'/paths/{}' does not have the chunks it should have", name));
    group_.packed_chunk(name, first, packed_);
    values.resize(chunk_ * width);
    if (!unpacker_.unpack(packed_, sizeof(Real), std::as_writable_bytes(std::span(values)))) throw Error(ExitCode::io, fmt::format("'/paths/{}' cannot be unpacked", name));
    return std::span(values).first(std::min(chunk_, paths_ - number * chunk_) * width);
  }

 private:
  const hdf5::ReadGroup& group_;
  std::size_t chunk_, paths_;
  hdf5::Unpacker unpacker_;
  std::vector<unsigned char> packed_;
};

template <class Real>
void check_values(const hdf5::ReadGroup& group, const Content& content, std::vector<Finding>& findings) {
  Chunks chunks(group, content);
  ValuesDigest digest(content);
  const std::size_t variables = content.kept.variables.size(), periods = static_cast<std::size_t>(content.time.count);
  std::vector<Real> values;
  std::vector<double> weights;
  for (std::size_t s = 0; s < content.kept.scenarios.size(); ++s) {
    for (std::size_t v = 0; v < variables; ++v) {
      const std::size_t variable = content.kept.variables[v];
      Series<Real> series(content, content.kept.scenarios[s], variable);
      for (std::size_t b = 0; b < digest.blocks(); ++b) {
        const std::span<Real> some = chunks.read(content.variables[variable].name, s, b, periods, values);
        const std::span<const double> of_some = has_weights(content) ? chunks.read("path_weight", s, b, 1, weights) : std::span<double>();
        digest.set(s, b, v, std::as_bytes(some));
        if (v == 0 && !of_some.empty()) digest.set(s, b, variables, std::as_bytes(of_some));
        series.add(some, of_some);
      }
      series.tell(findings);
    }
  }
  if (const std::string found = digest.hex(); found != content.kept_sha256)
    findings.push_back({"paths", fmt::format("/paths, attribute {}", values_digest_name), fmt::format("is {}, the values have {}", jingchu::quoted(content.kept_sha256), found)});
}

std::vector<Finding> check(const hdf5::ReadFile& file, const Content& content) {
  const hdf5::ReadGroup group(file, "paths");
  const auto paths = static_cast<hsize_t>(kept_paths(content));
  std::vector<Finding> findings;
  constexpr hsize_t some_numbers = 65536;
  for (hsize_t first = 0; first < paths; first += some_numbers) {
    std::vector<std::int32_t> numbers(static_cast<std::size_t>(std::min(some_numbers, paths - first)));
    group.part("path", {first}, {numbers.size()}, numbers);
    for (std::size_t i = 0; findings.empty() && i < numbers.size(); ++i)
      if (numbers[i] != static_cast<std::int32_t>(first + i)) findings.push_back({"paths", "/paths/path", fmt::format("path number {} stands where {} should", numbers[i], first + i)});
  }
  content.kept.f64 ? check_values<double>(group, content, findings) : check_values<float>(group, content, findings);
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
