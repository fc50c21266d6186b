#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/core/error.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/bins.hpp"
#include "engine/statistics/difference.hpp"

namespace jingchu::engine {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsNan;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> usual_levels{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

std::vector<Isa> available() {
  std::vector<Isa> list{Isa::plain};
  if (best_isa() >= Isa::avx2) list.push_back(Isa::avx2);
  if (best_isa() >= Isa::avx512) list.push_back(Isa::avx512);
  return list;
}

std::shared_ptr<const std::vector<Grid>> one(Grid grid) { return std::make_shared<const std::vector<Grid>>(1, std::move(grid)); }

/// A grid from the first 1024 values.
Grid grid_of(const std::vector<double>& values, bool histogram = true) {
  return make_grid(std::span(values).first(std::min<std::size_t>(values.size(), 1024)), histogram);
}

/// Adds values [from, to) in tiles of `width`; lanes of the last tile that have no value are not alive and hold NaN.
void add_range(Accumulator& to, const std::vector<double>& values, std::size_t from, std::size_t end, int width, Isa isa,
               std::size_t series = 0) {
  const auto lanes = static_cast<std::size_t>(width);
  AlignedDoubles tile(lanes), alive(lanes);
  for (std::size_t i = from; i < end; i += lanes) {
    const std::size_t n = std::min(lanes, end - i);
    std::fill(tile.begin(), tile.end(), nan);
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i), n, tile.begin());
    for (std::size_t k = 0; k < lanes; ++k) alive[k] = k < n;
    to.add(isa, series, tile.data(), n == lanes ? nullptr : alive.data(), width);
  }
}

Accumulator accumulate(const Grid& grid, const std::vector<double>& values, int width = 64, Isa isa = best_isa()) {
  Accumulator result(one(grid));
  add_range(result, values, 0, values.size(), width, isa);
  return result;
}

template <class Law>
std::vector<double> sample(std::size_t n, Law law, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<double> values(n);
  for (double& x : values) x = law(random);
  return values;
}

std::vector<double> normals(std::size_t n, std::uint64_t seed = 1, double mean = 0, double sd = 1) {
  return sample(n, std::normal_distribution<double>(mean, sd), seed);
}

// Shifted by the first value, so that the rounding of the sum is that of the spread.
double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x - v.front();
  return v.front() + sum / static_cast<double>(v.size());
}

double sd_of(const std::vector<double>& v) {
  const double m = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - m) * (x - m);
  return std::sqrt(sum / static_cast<double>(v.size() - 1));
}

/// Type 7, on the values themselves.
double quantile_of(std::vector<double> v, double level) {
  std::sort(v.begin(), v.end());
  const double position = level * static_cast<double>(v.size() - 1);
  const auto k = static_cast<std::size_t>(position);
  return k + 1 < v.size() ? v[k] + (position - static_cast<double>(k)) * (v[k + 1] - v[k]) : v[k];
}

/// Values of every kind a series may meet: the middle, far tails, both zeros, the centre, bin ends, exact values.
std::vector<double> mixed_values(const Grid& grid) {
  std::vector<double> values = sample(3000, std::student_t_distribution<double>(2.0), 5);
  for (const double far : {1e3, 1e6, 1e9, 1e15, 1e300}) {
    values.push_back(far);
    values.push_back(-far);
  }
  for (const double x : {0.0, -0.0, 5e-324, -5e-324, grid.centre}) values.push_back(x);
  for (std::size_t b = 0; b < bin_count(grid); b += 7)
    if (std::isfinite(bin_range(grid, b).low)) values.push_back(bin_range(grid, b).low);
  values.insert(values.end(), grid.exact.begin(), grid.exact.end());
  std::shuffle(values.begin(), values.end(), std::mt19937_64(3));
  return values;
}

TEST(MakeGrid, ConstantPilotHasItsValueAsCentre) {
  const std::vector<double> pilot(1024, 0.1);
  EXPECT_EQ(make_grid(pilot, true).centre, 0.1);
  EXPECT_THAT(make_grid(pilot, true).exact, ElementsAre(0.1));
}

TEST(MakeGrid, FewDistinctValuesAreExact) {
  std::vector<double> pilot(1024, 2.0);
  std::fill_n(pilot.begin(), 300, -1.0);
  std::fill_n(pilot.begin() + 300, 2, 7.5);
  EXPECT_THAT(make_grid(pilot, true).exact, ElementsAre(-1.0, 2.0, 7.5));
  EXPECT_THAT(make_grid(pilot, false).exact, IsEmpty());
}

TEST(MakeGrid, ValuesThatAreMostlySeenOnceAreNotTakenForDiscrete) {
  std::vector<double> pilot(1024, 0.0);
  for (std::size_t i = 0; i < 10; ++i) pilot[i] = 1.0 + 0.1 * static_cast<double>(i);
  EXPECT_THAT(make_grid(pilot, true).exact, IsEmpty());
  EXPECT_THAT(make_grid(std::vector<double>{1, 2, 3}, true).exact, IsEmpty());
}

TEST(MakeGrid, CentreAndStepDoNotDependOnTheHistogram) {
  const auto pilot = normals(1024, 2, 100, 3);
  const Grid with = make_grid(pilot, true), without = make_grid(pilot, false);
  EXPECT_EQ(with.centre, without.centre);
  EXPECT_EQ(with.step, without.step);
}

TEST(MakeGrid, OutliersDoNotCoarsenTheBins) {
  auto pilot = normals(1024, 2);
  const double width = make_grid(pilot, true).bin_width;
  pilot[17] = 5e5;
  // One value more in a tail moves the 1 % quantile of 1024 values a little.
  EXPECT_NEAR(make_grid(pilot, true).bin_width / width, 1, 0.25);
}

TEST(MakeGrid, BinsOfANormalSeriesAreA64thOfItsSdAndOfASkewedOneNarrower) {
  // Quantiles of 1024 values: the 1 % one has a standard error of 12 % of the sd, a 20th of its distance.
  EXPECT_NEAR(make_grid(normals(1024, 3, 7, 2), true).bin_width * 64, 2, 0.3);
  std::vector<double> powers;
  for (int i = 0; i < 1024; ++i) powers.push_back(std::exp2(i / 100.0));
  const double to_one_percent = (std::exp2(5.11) - std::exp2(0.1)) / 2.326;
  EXPECT_NEAR(make_grid(powers, true).bin_width * 64, to_one_percent, 1e-9);
}

TEST(MakeGrid, AnyPilotGivesUsableNumbers) {
  for (const auto& pilot : std::vector<std::vector<double>>{
           {}, {0}, {-0.0}, {5e-324}, {5e-324, 0}, {1e308, -1e308}, {1e308, -1e308, 3}, {nan, infinity}, {nan, 1, 2, 3, 4}, {1, 1, 1, 2}}) {
    const Grid grid = make_grid(pilot, true);
    for (const double x : {grid.step, 1 / grid.step, grid.bin_width, 1 / grid.bin_width})
      EXPECT_TRUE(std::isnormal(x) && x > 0) << x << " for a pilot of " << pilot.size();
    EXPECT_TRUE(std::isfinite(grid.centre));
    const std::vector<double> values{1, -1, 0, 1e308, -1e308, 5e-324, 2, 3};
    EXPECT_EQ(accumulate(grid, values).summary(0, usual_levels).n, 8);
  }
}

TEST(Bins, CoverTheLineWithoutGapOrOverlap) {
  Grid grid;
  grid.histogram = true;
  grid.centre = 3;
  grid.bin_width = 0.25;
  for (const auto& exact : {std::vector<double>{}, std::vector<double>{-1, 0, 5}}) {
    grid.exact = exact;
    EXPECT_EQ(bin_range(grid, 0).low, -infinity);
    EXPECT_EQ(bin_range(grid, bin_count(grid) - 1).high, infinity);
    for (std::size_t b = 1; b < bin_count(grid); ++b) EXPECT_EQ(bin_range(grid, b - 1).high, bin_range(grid, b).low) << b;
  }
}

TEST(Bins, JoinedOnesHoldWhatFourOthersHold) {
  const Grid fine = grid_of(normals(1024, 4));
  Grid joined = fine;
  joined.joined = joined_bin_bits;
  ASSERT_EQ(bin_count(joined) * 4, bin_count(fine));
  EXPECT_NE(fingerprint({joined}), fingerprint({fine}));
  const auto values = mixed_values(fine);
  const auto counts = accumulate(fine, values).histogram(0);
  for (const Isa isa : available()) {
    const auto in_fours = accumulate(joined, values, 64, isa).histogram(0);
    for (std::size_t b = 0; b < bin_count(joined); ++b) {
      EXPECT_EQ(in_fours[b], counts[4 * b] + counts[4 * b + 1] + counts[4 * b + 2] + counts[4 * b + 3]) << b << ", " << isa_name(isa);
      EXPECT_EQ(bin_range(joined, b).low, bin_range(fine, 4 * b).low);
      EXPECT_EQ(bin_range(joined, b).high, bin_range(fine, 4 * b + 3).high);
    }
  }
  for (const double value : values) {
    EXPECT_EQ(bin_of(joined, value), bin_of(fine, value) / 4) << value;
  }
}

TEST(Bins, JoinedOnesMoveQuantilesOfANormalSeriesByNoMoreThanTheMethodsSay) {
  // By width^2 |f'| / (8 f), which is 1.1e-3 sd at the 1 % quantile; the two histograms are of the same values, whose own error cancels but for what
  // lies in one bin.
  const auto values = normals(4'000'000, 12);
  const Grid fine = grid_of(values);
  Grid joined = fine;
  joined.joined = joined_bin_bits;
  const std::vector<double> levels{0.01, 0.05, 0.5, 0.95, 0.99};
  const auto near = accumulate(fine, values, 1024).summary(0, levels), wide = accumulate(joined, values, 1024).summary(0, levels);
  EXPECT_EQ(wide.mean, near.mean);
  EXPECT_EQ(wide.sd, near.sd);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    EXPECT_NEAR(wide.quantiles[i], near.quantiles[i], 1.6e-3) << levels[i];
    EXPECT_NEAR(wide.quantile_errors[i] / near.quantile_errors[i], 1, 0.1) << levels[i];
  }
  // The wider bins tell so.
  EXPECT_NEAR(wide.quantile_resolution / near.quantile_resolution, 4, 1e-9);
}

TEST(Bins, EveryValueIsCountedInTheBinThatHoldsIt) {
  Grid grid;
  grid.histogram = true;
  grid.bin_width = 1;
  // One value below the middle of a bin and a far one above: the median is then inside that bin.
  for (std::size_t b = 1; b + 1 < bin_count(grid); b += 13) {
    const BinRange range = bin_range(grid, b);
    const double inside = range.low + 0.7 * (range.high - range.low);
    for (const Isa isa : available()) {
      const Accumulator counted = accumulate(grid, {-1e18, inside, 1e18}, 8, isa);
      const double median = counted.summary(0, std::vector{0.5}).quantiles[0];
      EXPECT_EQ(median, range.low + 0.5 * (range.high - range.low)) << "bin " << b << ", " << isa_name(isa);
    }
  }
}

class AllGrids : public ::testing::TestWithParam<int> {
 protected:
  static Grid grid() {
    const auto pilot = normals(1024, 4);
    switch (GetParam()) {
      case 0: return make_grid(pilot, false);
      case 1: return make_grid(pilot, true);
      case 2: {
        Grid joined = make_grid(pilot, true);
        joined.joined = joined_bin_bits;
        return joined;
      }
      default: {
        std::vector<double> discrete(1024);
        for (std::size_t i = 0; i < discrete.size(); ++i) discrete[i] = static_cast<double>(i % 11) - 5;
        return make_grid(discrete, true);
      }
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Kinds, AllGrids, ::testing::Values(0, 1, 2, 3));

TEST_P(AllGrids, TilesOfAnyWidthMergedInAnyOrderEqualAddingEveryPathToOne) {
  const Grid g = grid();
  const auto values = mixed_values(g);
  const auto expected = accumulate(g, values, 64, Isa::plain).serialise();
  for (const Isa isa : available())
    for (const int width : {8, 64, 256, 4096}) {
      std::vector<Accumulator> parts;
      const std::size_t cut[] = {0, 40, 41, 1777, values.size()};
      for (std::size_t i = 0; i + 1 < std::size(cut); ++i) {
        parts.emplace_back(one(g));
        add_range(parts.back(), values, cut[i], cut[i + 1], width, isa);
      }
      Accumulator merged(one(g));
      for (const std::size_t i : {2u, 0u, 3u, 1u}) merged.merge(parts[i]);
      EXPECT_EQ(merged.serialise(), expected) << isa_name(isa) << ", width " << width;
    }
}

TEST_P(AllGrids, DifferencesTakenAndCountedInOnePassAreThoseTakenBefore) {
  const Grid g = grid();
  constexpr double noise = 1e-9;
  constexpr std::size_t n = 3072;
  AlignedDoubles base(n), other(n), alive(n), difference(n), again(n);
  const auto around = normals(n, 6, 100, 3), moved = sample(n, std::student_t_distribution<double>(2.0), 5);
  std::mt19937_64 random(8);
  for (std::size_t i = 0; i < n; ++i) {
    base[i] = around[i];
    // Some are equal, some but for noise, all of the last third; some are far out.
    other[i] = i >= n / 3 * 2 || i % 7 == 0 ? base[i] : i % 11 == 0 ? base[i] * (1 + 1e-12) : i % 501 == 0 ? 1e12 : g.exact.empty() ? base[i] + moved[i] : base[i] + static_cast<double>(i % 11) - 5;
    alive[i] = random() % 3 != 0;
  }
  for (const Isa isa : available())
    for (const std::size_t width : {8u, 192u, 1024u}) {
      for (const bool masked : {false, true}) {
        Accumulator one_pass(one(g)), two(one(g));
        TileDifference found, expected;
        for (std::size_t i = 0; i + width <= n; i += width) {
          const double* const living = masked ? alive.data() + i : nullptr;
          const TileDifference a = one_pass.add_difference(isa, 0, base.data() + i, other.data() + i, living, static_cast<int>(width), noise, difference.data() + i);
          const TileDifference b = tile_difference(isa, base.data() + i, other.data() + i, living, static_cast<int>(width), noise, again.data() + i);
          two.add(isa, 0, again.data() + i, living, static_cast<int>(width));
          found.greater += a.greater;
          found.less += a.less;
          expected.greater += b.greater;
          expected.less += b.less;
        }
        EXPECT_EQ(one_pass.serialise(), two.serialise()) << isa_name(isa) << ", width " << width << (masked ? ", masked" : "");
        EXPECT_EQ(found.greater, expected.greater);
        EXPECT_EQ(found.less, expected.less);
        EXPECT_EQ(difference, again);
      }
    }
}

TEST_P(AllGrids, PathsThatAreLeftOutChangeNothing) {
  const Grid g = grid();
  const auto values = mixed_values(g);
  const auto expected = accumulate(g, values).serialise();
  for (const Isa isa : available()) {
    Accumulator result(one(g));
    AlignedDoubles tile(8), alive(8);
    const double junk[] = {nan, infinity, -infinity, 1e300, std::numeric_limits<double>::signaling_NaN(), -1e9};
    std::mt19937_64 random(8);
    std::size_t next = 0, lane = 0;
    while (next < values.size() || lane != 0) {
      alive[lane] = next < values.size() && random() % 3 != 0;
      tile[lane] = alive[lane] > 0 ? values[next++] : junk[random() % std::size(junk)];
      lane = (lane + 1) % 8;
      if (lane == 0) result.add(isa, 0, tile.data(), alive.data(), 8);
    }
    EXPECT_EQ(result.serialise(), expected) << isa_name(isa);
  }
}

TEST_P(AllGrids, WhatIsSerialisedIsRestoredToTheLastBit) {
  const Grid g = grid();
  const Accumulator written = accumulate(g, mixed_values(g));
  Accumulator read(one(g));
  read.restore(written.serialise());
  EXPECT_EQ(read.serialise(), written.serialise());
  EXPECT_EQ(read.summary(0, usual_levels).quantiles, written.summary(0, usual_levels).quantiles);
  add_range(read, {1, 2, 3}, 0, 3, 8, best_isa());
  EXPECT_EQ(read.summary(0, {}).n, written.summary(0, {}).n + 3);
}

TEST_P(AllGrids, DamagedStateIsRefusedAndChangesNothing) {
  const Grid g = grid();
  const auto good = accumulate(g, mixed_values(g)).serialise();
  Accumulator read(one(g));
  add_range(read, {1, 2, 3}, 0, 3, 8, best_isa());
  const auto before = read.serialise();
  for (std::size_t size = 0; size < good.size(); size += 5)
    EXPECT_THROW(read.restore(std::span(good).first(size)), Error) << size;
  auto longer = good;
  longer.push_back(std::byte{0});
  EXPECT_THROW(read.restore(longer), Error);
  for (std::size_t i = 0; i < 32; ++i) {
    auto changed = good;
    changed[i] ^= std::byte{1};
    EXPECT_THROW(read.restore(changed), Error) << i;
  }
  EXPECT_EQ(read.serialise(), before);
}

TEST(Accumulator, CountsThatDoNotAddUpAreRefused) {
  const auto values = normals(2000);
  const Grid grid = grid_of(values);
  auto changed = accumulate(grid, values).serialise();
  changed[32] ^= std::byte{1};  // the number of values
  EXPECT_THROW(Accumulator(one(grid)).restore(changed), Error);
}

TEST_P(AllGrids, NoDamageMakesRestoreCrash) {
  const Grid g = grid();
  const auto good = accumulate(g, mixed_values(g)).serialise();
  std::mt19937_64 random(2);
  for (int i = 0; i < 3000; ++i) {
    auto changed = good;
    changed[32 + random() % (good.size() - 32)] = static_cast<std::byte>(random());
    Accumulator read(one(g));
    try {
      read.restore(changed);
      read.summary(0, usual_levels);
    } catch (const Error&) {
    }
  }
}

TEST(Accumulator, StateOfAnotherGridIsRefused) {
  const auto values = normals(2000);
  Accumulator other(one(grid_of(normals(1024, 99))));
  try {
    other.restore(accumulate(grid_of(values), values).serialise());
    FAIL() << "restored";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    EXPECT_THAT(e.what(), HasSubstr("were counted on other grids"));
  }
  EXPECT_THROW(other.merge(accumulate(grid_of(values), values)), std::logic_error);
}

TEST(Accumulator, SeriesAreKeptApart) {
  const auto a = normals(500, 1), b = normals(500, 2, 10, 3);
  Accumulator both(std::make_shared<const std::vector<Grid>>(std::vector<Grid>{grid_of(a), grid_of(b, false), grid_of(b)}));
  add_range(both, a, 0, a.size(), 64, best_isa(), 0);
  add_range(both, b, 0, b.size(), 64, best_isa(), 2);
  EXPECT_EQ(both.series_count(), 3u);
  EXPECT_NEAR(both.summary(0, {}).mean, mean_of(a), 1e-6);
  EXPECT_EQ(both.summary(1, {}).n, 0);
  EXPECT_EQ(both.summary(2, usual_levels).quantiles, accumulate(grid_of(b), b).summary(0, usual_levels).quantiles);
}

TEST(Moments, AgreeWithDirectComputation) {
  for (const auto& [mean, sd] : {std::pair{0.0, 1.0}, {1e6, 1e-3}, {-3e-9, 1e-10}, {55803.0, 900.0}}) {
    const auto values = normals(20000, 7, mean, sd);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, {});
    EXPECT_EQ(s.n, 20000);
    // Rounding to steps of at most sd / 2^20, in random directions.
    EXPECT_NEAR(s.mean, mean_of(values), 1e-8 * sd + 1e-15 * std::abs(mean));
    EXPECT_NEAR(s.sd, sd_of(values), 1e-7 * sd);
    EXPECT_DOUBLE_EQ(s.mean_se, s.sd / std::sqrt(20000.0));
    EXPECT_EQ(s.min, *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(s.max, *std::max_element(values.begin(), values.end()));
    EXPECT_EQ(s.saturated, 0);
  }
}

TEST(Moments, SpreadOfASingleStepIsKept) {
  Grid grid;
  grid.step = 0.25;
  EXPECT_DOUBLE_EQ(accumulate(grid, {0, 0.25, 0, 0.25}).summary(0, {}).sd, 0.125 * std::sqrt(4.0 / 3));
  EXPECT_DOUBLE_EQ(accumulate(grid, {-7.25, -7.5, -7.5, -7.5}).summary(0, {}).sd, 0.125);
}

TEST(Moments, ConstantSeriesIsExact) {
  for (const double value : {0.1, -1e-300, 3.7e17, 0.0, 1.0 / 3}) {
    const std::vector<double> values(5000, value);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
    EXPECT_EQ(s.mean, value);
    EXPECT_EQ(s.sd, 0);
    EXPECT_EQ(s.min, value);
    EXPECT_EQ(s.max, value);
    EXPECT_THAT(s.quantiles, Each(value));
    EXPECT_THAT(s.quantile_errors, Each(0.0));
    EXPECT_EQ(s.quantile_resolution, 0);
  }
}

TEST(Moments, NegativeZeroIsZeroInMinimumAndMaximum) {
  const std::vector<double> values(16, -0.0);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, {});
  EXPECT_FALSE(std::signbit(s.min));
  EXPECT_FALSE(std::signbit(s.max));
  EXPECT_FALSE(std::signbit(s.mean));
}

TEST(Moments, HeavyTailsDoNotOverflow) {
  auto values = sample(50000, std::cauchy_distribution<double>(), 3);
  const Grid grid = grid_of(normals(1024));
  const SeriesSummary s = accumulate(grid, values).summary(0, {});
  EXPECT_EQ(s.saturated, 0);
  EXPECT_NEAR(s.mean, mean_of(values), 1e-7);  // steps of 1e-6
  EXPECT_NEAR(s.sd / sd_of(values), 1, 1e-9);
}

TEST(Moments, ValuesBeyondTheLimitAreCountedAsSaturated) {
  const Grid grid = grid_of(normals(1024));
  Accumulator all(one(grid));
  add_range(all, {1e300, -1e300, 1e12, 0.5}, 0, 4, 8, best_isa());
  for (int i = 0; i < 30; ++i) all.merge(all);  // 2^32 paths
  const SeriesSummary s = all.summary(0, usual_levels);
  EXPECT_EQ(s.n, std::int64_t{1} << 32);
  EXPECT_EQ(s.saturated, std::int64_t{3} << 30);
  EXPECT_EQ(s.max, 1e300);
  const double limit = grid.step * 0x1p48;
  EXPECT_NEAR(s.mean / limit, 0.25, 1e-3);
  EXPECT_NEAR(s.sd / limit, std::sqrt(0.75 - 0.0625), 1e-3);
}

TEST(Moments, ValuesThatAreNotFiniteOnLivingPathsAreSaturatedAndOutsideTheRange) {
  const Grid grid = grid_of(normals(1024));
  for (const Isa isa : available()) {
    const SeriesSummary s = accumulate(grid, {1, nan, infinity, -infinity, 2}, 8, isa).summary(0, {});
    EXPECT_EQ(s.n, 5);
    EXPECT_EQ(s.saturated, 3);
    EXPECT_EQ(s.min, 1);
    EXPECT_EQ(s.max, 2);
  }
}

TEST(Moments, TooFewValuesGiveNaN) {
  const Grid grid = grid_of(normals(1024));
  const SeriesSummary none = Accumulator(one(grid)).summary(0, usual_levels);
  for (const double x : {none.mean, none.sd, none.min, none.max, none.mean_se}) EXPECT_THAT(x, IsNan());
  EXPECT_THAT(none.quantiles, Each(IsNan()));
  EXPECT_THAT(none.quantile_errors, Each(IsNan()));
  const SeriesSummary single = accumulate(grid, {0.3}).summary(0, usual_levels);
  EXPECT_NEAR(single.mean, 0.3, grid.step);
  EXPECT_THAT(single.sd, IsNan());
  EXPECT_THAT(single.mean_se, IsNan());
  EXPECT_THAT(single.quantiles, Each(0.3));
  EXPECT_THAT(single.quantile_errors, Each(IsNan()));
}

TEST(Quantiles, LieWithinTheResolutionOfThoseOfTheValues) {
  const std::vector<std::pair<const char*, std::vector<double>>> samples = {
      {"normal", normals(30000, 11, 5, 2)},
      {"few", normals(37, 12)},
      {"lognormal", sample(30000, std::lognormal_distribution<double>(0.0, 2.0), 13)},
      {"cauchy", sample(30000, std::cauchy_distribution<double>(), 14)},
      {"uniform", sample(30000, std::uniform_real_distribution<double>(-1, 1), 15)},
      {"clamped", sample(30000, [n = std::normal_distribution<double>()](auto& r) mutable { return std::max(n(r), 0.5); }, 16)},
      {"two humps", sample(30000, [n = std::normal_distribution<double>()](auto& r) mutable { return n(r) + (r() % 2 ? 1e4 : 0); }, 17)},
  };
  for (const auto& [name, values] : samples) {
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
    EXPECT_GT(s.quantile_resolution, 0) << name;
    for (std::size_t i = 0; i < usual_levels.size(); ++i)
      EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), s.quantile_resolution) << name << ", level " << usual_levels[i];
  }
}

TEST(Quantiles, InterpolationErrorIsSmallAgainstTheSamplingError) {
  const auto values = normals(400000, 21);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
  EXPECT_LT(s.quantile_resolution, 0.05);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) {
    // The values of a bin do not lie evenly: with k of them that is 1 / sqrt(12 k) of a bin, whatever its width.
    EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), 0.25 * s.quantile_errors[i]) << usual_levels[i];
  }
}

TEST(Quantiles, ShortSideOfASkewedSeriesHasFineBins) {
  const auto values = sample(100000, std::lognormal_distribution<double>(0.0, 2.0), 22);
  const SeriesSummary s = accumulate(grid_of(values), values).summary(0, usual_levels);
  for (std::size_t i = 0; i < usual_levels.size(); ++i)
    EXPECT_NEAR(s.quantiles[i], quantile_of(values, usual_levels[i]), 0.25 * s.quantile_errors[i]) << usual_levels[i];
}

TEST(Quantiles, RiseWithTheirLevelAndStayBetweenMinimumAndMaximum) {
  std::vector<double> levels;
  for (int i = 0; i <= 2000; ++i) levels.push_back(i / 2000.0);
  for (const double df : {1.0, 3.0, 50.0}) {
    const auto values = sample(3000, std::student_t_distribution<double>(df), 31);
    const SeriesSummary s = accumulate(grid_of(values), values).summary(0, levels);
    EXPECT_TRUE(std::is_sorted(s.quantiles.begin(), s.quantiles.end()));
    EXPECT_EQ(s.quantiles.front(), s.min);
    EXPECT_EQ(s.quantiles.back(), s.max);
  }
}

TEST(Quantiles, OfDiscreteValuesAreExact) {
  auto values = sample(5000, std::poisson_distribution<int>(2.0), 41);
  for (double& x : values) x /= 10;
  const Grid grid = grid_of(values);
  ASSERT_FALSE(grid.exact.empty());
  const SeriesSummary s = accumulate(grid, values).summary(0, usual_levels);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_EQ(s.quantiles[i], quantile_of(values, usual_levels[i]));
  EXPECT_EQ(s.quantile_resolution, 0);
}

TEST(Quantiles, ValuesThePilotOfADiscreteSeriesMissedAreCountedBetween) {
  std::vector<double> values(10000, 1.0);
  std::fill(values.begin() + 4000, values.end(), 3.0);
  std::fill(values.begin() + 1024, values.begin() + 3024, 2.0);
  for (std::size_t i = 0; i < 1024; i += 2) values[i] = 3.0;
  const Grid grid = grid_of(values);
  ASSERT_THAT(grid.exact, ElementsAre(1.0, 3.0));
  const SeriesSummary s = accumulate(grid, values).summary(0, std::vector{0.05, 0.2, 0.9});
  EXPECT_THAT(s.quantiles, ElementsAre(1.0, ::testing::AllOf(::testing::Gt(1.0), ::testing::Lt(3.0)), 3.0));
  EXPECT_EQ(s.quantile_resolution, 2);
}

TEST(Quantiles, CountsBeyond32BitsAreKept) {
  const auto values = normals(3000, 51);
  const Grid grid = grid_of(values);
  Accumulator wide = accumulate(grid, values);
  const SeriesSummary before = wide.summary(0, usual_levels);
  for (int i = 0; i < 34; ++i) wide.merge(wide);  // 2e11 in the fullest bin
  const SeriesSummary after = wide.summary(0, usual_levels);
  EXPECT_EQ(after.n, std::int64_t{3000} << 34);
  EXPECT_EQ(after.mean, before.mean);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_NEAR(after.quantiles[i], before.quantiles[i], before.quantile_resolution);
  Accumulator read(one(grid));
  read.restore(wide.serialise());
  read.merge(accumulate(grid, values));
  wide.merge(accumulate(grid, values));
  EXPECT_EQ(read.serialise(), wide.serialise());
}

TEST(StandardErrors, EqualTheSpreadOverRepeatedSamples) {
  constexpr int repetitions = 200;
  constexpr std::size_t n = 2000;
  const Grid grid = grid_of(normals(1024, 1000));
  std::vector<double> means, mean_errors;
  std::vector<std::vector<double>> quantiles(usual_levels.size()), errors(usual_levels.size());
  for (int r = 0; r < repetitions; ++r) {
    const SeriesSummary s = accumulate(grid, normals(n, 2000 + static_cast<std::uint64_t>(r))).summary(0, usual_levels);
    means.push_back(s.mean);
    mean_errors.push_back(s.mean_se);
    for (std::size_t i = 0; i < usual_levels.size(); ++i) {
      quantiles[i].push_back(s.quantiles[i]);
      errors[i].push_back(s.quantile_errors[i]);
    }
  }
  // A spread over 200 samples has itself a relative error of 1 / sqrt(400) = 5 %: four of these.
  EXPECT_NEAR(mean_of(mean_errors) / sd_of(means), 1, 0.2);
  for (std::size_t i = 0; i < usual_levels.size(); ++i) EXPECT_NEAR(mean_of(errors[i]) / sd_of(quantiles[i]), 1, 0.2) << usual_levels[i];
}

}  // namespace
}  // namespace jingchu::engine
