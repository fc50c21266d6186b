#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/statistics/difference.hpp"
#include "tests/engine/accumulated.hpp"
#include "tests/engine/available_isas.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::accumulate;
using testing::add_range;
using testing::available_isas;
using testing::grid_of;
using testing::infinity;
using testing::mean_of;
using testing::mixed_values;
using testing::nan;
using testing::normals;
using testing::one;
using testing::sample;
using testing::usual_levels;
using ::testing::HasSubstr;

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
  for (const Isa isa : available_isas())
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
  for (const Isa isa : available_isas())
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
  for (const Isa isa : available_isas()) {
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

}  // namespace
}  // namespace jingchu::engine
