#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/engine/accumulated.hpp"
#include "tests/engine/available_isas.hpp"

namespace jingchu::engine {
namespace {

using testing::accumulate;
using testing::available_isas;
using testing::grid_of;
using testing::infinity;
using testing::mixed_values;
using testing::normals;

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
  for (const Isa isa : available_isas()) {
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
    for (const Isa isa : available_isas()) {
      const Accumulator counted = accumulate(grid, {-1e18, inside, 1e18}, 8, isa);
      const double median = counted.summary(0, std::vector{0.5}).quantiles[0];
      EXPECT_EQ(median, range.low + 0.5 * (range.high - range.low)) << "bin " << b << ", " << isa_name(isa);
    }
  }
}

TEST(Bins, OneValueFallsWhereTheKernelsPutIt) {
  Grid grid;
  grid.centre = 3;
  grid.histogram = true;
  grid.bin_width = 0.125;
  Grid exact = grid;
  exact.exact = {-1, 0, 2};
  const auto grids = std::make_shared<const std::vector<Grid>>(std::vector<Grid>{grid, exact});
  const double values[] = {3, 2.9999, -1, 0, 2, 1.5, 35, 35.01, -29, -29.2, 1e3, -1e3, 1e6, 1e9, -1e12, std::numeric_limits<double>::infinity()};
  for (const double value : values) {
    alignas(64) double lanes[8];
    std::fill_n(lanes, 8, value);
    Accumulator accumulator(grids);
    for (std::size_t s = 0; s < 2; ++s) {
      accumulator.add(best_isa(), s, lanes, nullptr, 8);
      EXPECT_EQ(accumulator.histogram(s)[bin_of((*grids)[s], value)], 8u) << value << " in series " << s;
    }
  }
}

}  // namespace
}  // namespace jingchu::engine
