#include "engine/statistics/accumulator.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

#include "engine/core/aligned.hpp"
#include "engine/statistics/bins.hpp"
#include "engine/statistics/bytes.hpp"
#include "engine/statistics/histogram_quantiles.hpp"
#include "engine/statistics/moments.hpp"
#include "engine/statistics/tile_kernels.hpp"

namespace jingchu::engine {

namespace {

constexpr std::uint64_t magic_and_version = 0x01'53'54'41'54'53'43'4a;  // "JCSTATS", 1
constexpr std::uint64_t coarse_flag = 1;
constexpr int many_waiting = 1024, few_waiting = 128;
constexpr std::uint64_t most_in_32_bits = std::numeric_limits<std::uint32_t>::max();

}  // namespace

/// Bins of thousands of series do not stay in a core's own caches. So numbers of bins wait, series by series, until there are so
/// many of one series that reading its bins pays; then they are counted together, in the first-level cache. Of joined bins so few are in use
/// that waiting would move more memory than they do.
///
/// Counts are 32 bits wide, which halves the memory the path loop moves; they are moved into 64-bit ones before they
/// could overflow, so most runs never have those.
struct Accumulator::State {
  struct Series {
    Moments moments;
    double inverse_step = 1;
    double inverse_bin_width = 1;
    std::size_t first_bin = 0;       ///< in recent and settled
    std::size_t bins = 0;
    int shift = 0;                   ///< a bin joins two to this power of the linear ones
    std::uint64_t recent_n = 0;      ///< values counted in `recent`
    std::uint16_t* waiting = nullptr;  ///< numbers of bins not counted yet; nullptr: they are counted at once
    int waiting_n = 0;
  };

  std::shared_ptr<const std::vector<Grid>> grids;
  std::vector<Series> series;
  std::vector<std::uint32_t, AlignedAllocator<std::uint32_t>> recent;   ///< for each series its bins, and one more for values that are left out; empty until the first is counted
  std::vector<std::uint64_t> settled;  ///< the same places; empty until needed
  Resolution resolution;
  int most_waiting;                    ///< of one series; a multiple of 8
  std::size_t places = 0;              ///< bins of all series
  UnsetArray<std::uint16_t> waiting;   ///< a tally that only merges never touches it
  std::uint16_t* at_once;              ///< numbers of bins of one tile, at its end

  State(std::shared_ptr<const std::vector<Grid>> with, Resolution how)
      : grids(std::move(with)), series(grids->size()), resolution(how), most_waiting(how == Resolution::coarse ? few_waiting : many_waiting),
        waiting(static_cast<std::size_t>(std::count_if(grids->begin(), grids->end(), [&](const Grid& g) { return waits(g); })) * static_cast<std::size_t>(most_waiting) + max_tile_values) {
    std::uint16_t* next = waiting.data();
    for (std::size_t s = 0; s < series.size(); ++s) {
      series[s].inverse_step = 1 / (*grids)[s].step;
      series[s].inverse_bin_width = 1 / (*grids)[s].bin_width;
      series[s].first_bin = places;
      const Grid& grid = (*grids)[s];
      series[s].shift = resolution == Resolution::coarse && grid.exact.empty() ? coarse_bin_bits : grid.joined;
      series[s].bins = bin_count(grid) >> (series[s].shift - grid.joined);
      if (series[s].bins == 0) continue;
      places += series[s].bins + 1;
      if (waits(grid)) series[s].waiting = std::exchange(next, next + most_waiting);
    }
    at_once = next;
  }

  bool waits(const Grid& grid) const noexcept { return grid.histogram && (grid.joined == 0 || resolution == Resolution::coarse); }

  /// A tally that nothing is ever added to, as that of a run before its first worker is done, takes no memory for bins.
  void make_bins() {
    if (recent.empty()) recent.resize(places);
  }

  /// Where `n` more values of a series are counted.
  std::uint32_t* bins_for(Series& s, int n) {
    make_bins();
    if (s.recent_n + static_cast<std::uint64_t>(n) > most_in_32_bits) settle(s);
    s.recent_n += static_cast<std::uint64_t>(n);
    return recent.data() + s.first_bin;
  }

  /// Counts n numbers of bins, always whole eights.
  void count(Series& s, const std::uint16_t* numbers, int n) {
    std::uint32_t* const bins = bins_for(s, n);
    for (int i = 0; i < n; i += 4) {
      const std::size_t a = numbers[i], b = numbers[i + 1], c = numbers[i + 2], d = numbers[i + 3];
      ++bins[a];
      ++bins[b];
      ++bins[c];
      ++bins[d];
    }
  }

  /// Where the bins of `n` more values of a series go.
  std::uint16_t* room(Series& s, int n) {
    if (s.waiting == nullptr) return at_once;
    if (s.waiting_n + n > most_waiting) {
      count(s, s.waiting, s.waiting_n);
      s.waiting_n = 0;
    }
    return s.waiting + std::exchange(s.waiting_n, s.waiting_n + n);
  }

  void settle(Series& s) {
    make_bins();
    if (settled.empty()) settled.resize(places);
    for (std::size_t b = s.first_bin; b < s.first_bin + s.bins; ++b) {
      settled[b] += recent[b];
      recent[b] = 0;
    }
    s.recent_n = 0;
  }

  std::uint64_t flags() const noexcept { return resolution == Resolution::coarse ? coarse_flag : 0; }

  /// Puts the bins of a series into `result`, one after the other: millions are asked for in turn.
  void counts(const Series& s, std::vector<std::uint64_t>& result) const {
    result.resize(s.bins + 1);
    const auto place = static_cast<std::ptrdiff_t>(s.first_bin), count = static_cast<std::ptrdiff_t>(result.size());
    if (recent.empty()) std::fill(result.begin(), result.end(), 0);
    else std::copy_n(recent.begin() + place, count, result.begin());
    if (!settled.empty()) std::transform(result.begin(), result.end(), settled.begin() + place, result.begin(), std::plus<>());
    for (int i = 0; i < s.waiting_n; ++i) ++result[s.waiting[i]];
    result.pop_back();  // values that are left out
  }
  std::vector<std::uint64_t> counts(const Series& s) const {
    std::vector<std::uint64_t> result;
    counts(s, result);
    return result;
  }
};

Accumulator::Accumulator(std::shared_ptr<const std::vector<Grid>> grids, Resolution resolution) : state_(std::make_unique<State>(std::move(grids), resolution)) {}
Accumulator::~Accumulator() = default;
Accumulator::Accumulator(Accumulator&&) noexcept = default;
Accumulator& Accumulator::operator=(Accumulator&&) noexcept = default;

std::size_t Accumulator::series_count() const noexcept { return state_->series.size(); }

void Accumulator::add(Isa isa, std::size_t series, const double* values, const double* alive, int width) noexcept {
  State::Series& s = state_->series[series];
  const Grid& grid = (*state_->grids)[series];
  while (width > 0) {
    const int n = std::min({width, max_tile_values, state_->most_waiting});
    std::uint16_t* const bins = s.bins > 0 ? state_->room(s, n) : nullptr;
    const bool linear = bins && grid.exact.empty();
    const TileMoments tile = linear ? JINGCHU_DISPATCH(isa, tile_moments_and_bins)(values, alive, n, grid.centre, s.inverse_step, s.inverse_bin_width, s.shift, bins)
                                    : JINGCHU_DISPATCH(isa, tile_moments)(values, alive, n, grid.centre, s.inverse_step);
    if (bins && !linear) JINGCHU_DISPATCH(isa, exact_bins_of)(values, alive, n, grid.exact.data(), static_cast<int>(grid.exact.size()), bins);
    if (bins && !s.waiting) state_->count(s, bins, n);
    if (tile.near)
      s.moments.add(tile);
    else
      s.moments.add_far(grid, values, alive, n);
    width -= n;
    values += n;
    if (alive) alive += n;
  }
}

void Accumulator::add_equal(Isa isa, std::size_t series, double value, int width) noexcept {
  constexpr int eight = 8;
  State::Series& s = state_->series[series];
  const Grid& grid = (*state_->grids)[series];
  alignas(64) double values[eight];
  alignas(64) std::uint16_t bins[eight] = {};
  std::fill_n(values, eight, value);
  const bool linear = s.bins > 0 && grid.exact.empty();
  TileMoments tile = linear ? JINGCHU_DISPATCH(isa, tile_moments_and_bins)(values, nullptr, eight, grid.centre, s.inverse_step, s.inverse_bin_width, s.shift, bins)
                            : JINGCHU_DISPATCH(isa, tile_moments)(values, nullptr, eight, grid.centre, s.inverse_step);
  if (s.bins > 0 && !linear) JINGCHU_DISPATCH(isa, exact_bins_of)(values, nullptr, eight, grid.exact.data(), static_cast<int>(grid.exact.size()), bins);
  if (tile.near) {
    tile.n = width;
    tile.sum *= width / eight;
    tile.squares *= static_cast<std::uint64_t>(width / eight);
    s.moments.add(tile);
  } else {
    for (int i = 0; i < width; i += eight) s.moments.add_far(grid, values, nullptr, eight);
  }
  if (s.bins == 0) return;
  state_->bins_for(s, width)[bins[0]] += static_cast<std::uint32_t>(width);
}

TileDifference Accumulator::add_difference(Isa isa, std::size_t series, const double* base, const double* other, const double* alive, int width, double noise, double* difference) noexcept {
  State::Series& s = state_->series[series];
  const Grid& grid = (*state_->grids)[series];
  if (s.bins == 0 || !grid.exact.empty()) {
    const TileDifference found = tile_difference(isa, base, other, alive, width, noise, difference);
    if (found.greater == 0 && found.less == 0 && !alive) add_equal(isa, series, 0.0, width);
    else add(isa, series, difference, alive, width);
    return found;
  }
  TileDifference all;
  while (width > 0) {
    const int n = std::min({width, max_tile_values, state_->most_waiting});
    std::uint16_t* const bins = state_->room(s, n);
    const auto [tile, found] = JINGCHU_DISPATCH(isa, tile_changes)(base, other, alive, n, noise, grid.centre, s.inverse_step, s.inverse_bin_width, s.shift, difference, bins);
    if (found.greater == 0 && found.less == 0 && !alive) {
      // Much of what a change is compared in comes before it, or out of its reach: all values are 0.
      if (s.waiting) s.waiting_n -= n;
      state_->bins_for(s, n)[bins[0]] += static_cast<std::uint32_t>(n);
    } else if (!s.waiting) {
      state_->count(s, bins, n);
    }
    if (tile.near) s.moments.add(tile);
    else s.moments.add_far(grid, difference, alive, n);
    all.greater += found.greater;
    all.less += found.less;
    width -= n;
    base += n;
    other += n;
    difference += n;
    if (alive) alive += n;
  }
  return all;
}

void Accumulator::make_room() { state_->make_bins(); }

void Accumulator::merge(const Accumulator& other) {
  State& mine = *state_;
  const State& theirs = *other.state_;
  if (mine.resolution != theirs.resolution || (mine.grids != theirs.grids && *mine.grids != *theirs.grids))
    throw std::logic_error("Accumulator::merge: the two sides were made for different grids");
  mine.make_bins();
  if (mine.settled.empty() && !theirs.settled.empty()) mine.settled.resize(mine.places);
  for (std::size_t i = 0; i < mine.series.size(); ++i) {
    State::Series& s = mine.series[i];
    s.moments.merge(theirs.series[i].moments);
    if (s.recent_n + theirs.series[i].recent_n > most_in_32_bits) mine.settle(s);
    const std::size_t end = s.first_bin + s.bins;
    if (!theirs.recent.empty())
      for (std::size_t b = s.first_bin; b < end; ++b) mine.recent[b] += theirs.recent[b];
    s.recent_n += theirs.series[i].recent_n;
    mine.count(s, theirs.series[i].waiting, theirs.series[i].waiting_n);
    if (!theirs.settled.empty())
      for (std::size_t b = s.first_bin; b < end; ++b) mine.settled[b] += theirs.settled[b];
  }
}

std::vector<std::uint64_t> Accumulator::histogram(std::size_t series) const { return state_->counts(state_->series[series]); }

SeriesSummary Accumulator::summary(std::size_t series, std::span<const double> levels, std::span<const double> share_errors) const {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  const State::Series& s = state_->series[series];
  const Grid& grid = (*state_->grids)[series];
  const Moments& m = s.moments;
  SeriesSummary summary;
  summary.n = static_cast<std::int64_t>(m.n);
  summary.saturated = static_cast<std::int64_t>(m.saturated);
  summary.mean = m.mean(grid);
  summary.sd = m.sd(grid);
  summary.mean_se = summary.sd / std::sqrt(static_cast<double>(m.n));
  const bool any = m.min <= m.max;
  summary.min = any ? m.min : missing;
  summary.max = any ? m.max : missing;
  if (s.bins == 0) return summary;
  if (!any || state_->resolution == Resolution::coarse) {
    summary.quantiles.assign(levels.size(), missing);
    summary.quantile_errors.assign(levels.size(), missing);
    return summary;
  }
  const HistogramQuantiles quantiles(grid, state_->counts(s), m.min, m.max);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    summary.quantiles.push_back(quantiles.quantile(levels[i]));
    summary.quantile_errors.push_back(share_errors.empty() ? quantiles.standard_error(levels[i]) : quantiles.standard_error(levels[i], share_errors[i]));
  }
  summary.quantile_resolution = quantiles.resolution();
  return summary;
}

std::vector<std::byte> Accumulator::serialise() const {
  detail::ByteWriter out;
  serialise(out);
  return std::move(out).take();
}

void Accumulator::serialise(detail::ByteWriter& out) const {
  std::vector<std::uint64_t> counts;
  out.u64(magic_and_version);
  out.u64(state_->flags());
  out.u64(fingerprint(*state_->grids));
  out.u64(state_->series.size());
  for (const State::Series& s : state_->series) {
    const Moments& m = s.moments;
    out.u64(m.n);
    out.u64(m.saturated);
    out.f64(m.min);
    out.f64(m.max);
    out.u128(static_cast<Uint128>(m.sum));
    out.u128(m.squares);
    if (s.bins == 0) continue;
    state_->counts(s, counts);
    out.histogram(counts);
  }
}

void Accumulator::restore(std::span<const std::byte> bytes) {
  detail::ByteReader in(bytes);
  auto state = std::make_unique<State>(state_->grids, state_->resolution);
  if (in.u64() != magic_and_version || in.u64() != state->flags()) in.fail("are not of a form this version reads");
  if (in.u64() != fingerprint(*state->grids) || in.u64() != state->series.size())
    in.fail("were counted on other grids");
  state->make_bins();
  for (State::Series& s : state->series) {
    Moments& m = s.moments;
    m.n = in.u64();
    m.saturated = in.u64();
    m.min = in.f64();
    m.max = in.f64();
    m.sum = static_cast<Int128>(in.u128());
    m.squares = in.u128();
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    if (m.n > most || m.saturated > m.n || std::isnan(m.min) || std::isnan(m.max) || (m.min <= m.max && m.n == 0) ||
        (m.min > m.max && m.saturated < m.n))
      in.fail("contradict themselves");
    if (s.bins == 0) continue;
    const auto [first, end] = in.histogram_place(s.bins);
    const bool wide = m.n > most_in_32_bits;
    if (wide && state->settled.empty()) state->settled.resize(state->places);
    std::uint64_t left = m.n;
    for (std::uint64_t b = s.first_bin + first; b < s.first_bin + end; ++b) {
      const std::uint64_t c = in.count();
      if (c > left) in.fail("contradict themselves");
      left -= c;
      if (wide)
        state->settled[b] = c;
      else
        state->recent[b] = static_cast<std::uint32_t>(c);
    }
    if (left != 0) in.fail("contradict themselves");
    s.recent_n = wide ? 0 : m.n;
  }
  in.finish();
  state_ = std::move(state);
}

}  // namespace jingchu::engine
