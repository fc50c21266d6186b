#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/random/draws.hpp"
#include "engine/random/sobol.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tile.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

using testing::plan_for;
using testing::SystemBuilder;

constexpr int replicates = 4;

constexpr std::uint32_t stream = 0xfffffffe;

SobolPoints sobol_points(std::uint64_t seed, int replicate_count, int dimensions, const std::vector<std::uint32_t>& ids = {7}) {
  return {seed, stream, ids, replicate_count, dimensions};
}

/// The first `points` uniforms of a dimension of a source in a replicate.
std::vector<double> points_of(const SobolPoints& sobol, int dimension, int replicate, int points, std::size_t source = 0) {
  std::vector<double> result;
  AlignedDoubles row(64);
  for (std::int64_t path = replicate * points_in_a_row; static_cast<int>(result.size()) < points; path += replicates * points_in_a_row) {
    sobol.uniforms(best_isa(), source, dimension, path, 64, row.data());
    result.insert(result.end(), row.begin(), row.end());
  }
  return result;
}

TEST(Sobol, PathsGoThroughTheReplicatesInRowsAndDoNotDependOnTheirNumber) {
  EXPECT_EQ(replicate_point(0, 16).replicate, 0);
  EXPECT_EQ(replicate_point(64, 16).replicate, 1);
  EXPECT_EQ(replicate_point(64, 16).point, 0u);
  EXPECT_EQ(replicate_point(1023, 16).replicate, 15);
  EXPECT_EQ(replicate_point(1023, 16).point, 63u);
  EXPECT_EQ(replicate_point(1024 + 5, 16).replicate, 0);
  EXPECT_EQ(replicate_point(1024 + 5, 16).point, 69u);
}

TEST(Sobol, PathNumbersThatFillTheReplicatesArePowersOfTwoOfPointsInEach) {
  EXPECT_TRUE(fills_replicates(1024, 16));
  EXPECT_TRUE(fills_replicates(131072, 16));
  EXPECT_FALSE(fills_replicates(512, 16));
  EXPECT_FALSE(fills_replicates(100000, 16));
  EXPECT_FALSE(fills_replicates(3 * 1024, 16));
  EXPECT_EQ(filling_paths(100000, 16), 65536);
  EXPECT_EQ(filling_paths(65536, 16), 65536);
  EXPECT_EQ(filling_paths(1, 16), 1024);
}

TEST(Sobol, EveryDimensionHasOnePointInEachOfEqualIntervals) {
  constexpr int count = 1024;
  const SobolPoints sobol = sobol_points(7, replicates, sobol_dimensions);
  for (const int dimension : {0, 1, 2, 17, 500, 2200, sobol_dimensions - 1})
    for (int r = 0; r < replicates; ++r) {
      std::set<int> intervals;
      for (const double u : points_of(sobol, dimension, r, count)) intervals.insert(static_cast<int>(u * count));
      EXPECT_EQ(intervals.size(), static_cast<std::size_t>(count)) << "dimension " << dimension << ", replicate " << r;
      EXPECT_GE(*intervals.begin(), 0);
      EXPECT_LT(*intervals.rbegin(), count);
    }
}

TEST(Sobol, TheFirstTwoDimensionsHaveOnePointInEachElementaryRectangle) {
  constexpr int digits = 8, count = 1 << digits;
  const SobolPoints sobol = sobol_points(20240130, replicates, 2);
  for (int r = 0; r < replicates; ++r) {
    const auto x = points_of(sobol, 0, r, count), y = points_of(sobol, 1, r, count);
    for (int a = 0; a <= digits; ++a) {
      std::set<std::pair<int, int>> rectangles;
      for (std::size_t i = 0; i < x.size(); ++i) rectangles.insert({static_cast<int>(x[i] * (1 << a)), static_cast<int>(y[i] * (1 << (digits - a)))});
      EXPECT_EQ(rectangles.size(), static_cast<std::size_t>(count)) << a << " digits of the first, replicate " << r;
    }
  }
}

TEST(Sobol, OneSourceGoesThroughThePointsOfAnotherInAnotherOrder) {
  // Whatever the number of points: their set is that of the first points, and their order is not that of another source.
  for (const int count : {64, 128, 1024}) {
    const SobolPoints sobol = sobol_points(5, replicates, 1, {7, 8});
    const auto a = points_of(sobol, 0, 1, count, 0), b = points_of(sobol, 0, 1, count, 1);
    int alike = 0;
    for (std::size_t i = 0; i < a.size(); ++i) alike += static_cast<int>(a[i] * count) == static_cast<int>(b[i] * count);
    EXPECT_LT(alike, 10) << count;  // 1 is expected
  }
}

TEST(Sobol, SourcesAreToEachOtherLikeIndependentDraws) {
  // The mean of sqrt(12) (u - 1/2) sqrt(12) (v - 1/2) over n points has variance 1 / (n - 1) if v is in random order, over all pairs of
  // forty sources and eight seeds. A pair in a poor plane would have one of up to n times as much.
  constexpr int count = 256, seeds = 8;
  std::vector<std::uint32_t> ids;
  for (std::uint32_t i = 0; i < 40; ++i) ids.push_back(draw_id("shock" + std::to_string(i)));
  double squares = 0, largest = 0;
  int pairs = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const SobolPoints sobol = sobol_points(static_cast<std::uint64_t>(seed), replicates, 1, ids);
    std::vector<std::vector<double>> points;
    for (std::size_t source = 0; source < ids.size(); ++source) points.push_back(points_of(sobol, 0, 2, count, source));
    for (std::size_t a = 0; a < ids.size(); ++a)
      for (std::size_t b = 0; b < a; ++b, ++pairs) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += 12 * (points[a][i] - 0.5) * (points[b][i] - 0.5) / count;
        squares += sum * sum * (count - 1);
        largest = std::max(largest, std::abs(sum) * std::sqrt(count - 1.0));
      }
  }
  EXPECT_NEAR(squares / pairs, 1, 5 * std::sqrt(2.0 / pairs));
  EXPECT_LT(largest, 5);
}

TEST(Sobol, APointIsUniformOverScrambles) {
  // Mean and mean square of one point, and the mean product of two points next to each other, over independent keys.
  constexpr int keys = 4000;
  double sum = 0, squares = 0, low_digit = 0;
  AlignedDoubles row(8);
  for (int seed = 0; seed < keys / replicates; ++seed) {
    const SobolPoints sobol = sobol_points(static_cast<std::uint64_t>(seed), replicates, 3);
    for (int r = 0; r < replicates; ++r) {
      sobol.uniforms(best_isa(), 0, 2, r * points_in_a_row, 8, row.data());
      sum += row[5];
      squares += row[5] * row[5];
      low_digit += std::fmod(row[5] * 1024, 1.0);
    }
  }
  EXPECT_NEAR(sum / keys, 0.5, 5 * std::sqrt(1.0 / 12 / keys));
  EXPECT_NEAR(squares / keys, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / keys));
  EXPECT_NEAR(low_digit / keys, 0.5, 5 * std::sqrt(1.0 / 12 / keys));
}

TEST(Sobol, EveryInstructionSetGivesTheSameUniforms) {
  const SobolPoints sobol = sobol_points(3, 16, 40);
  AlignedDoubles expected(192), found(192);
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{1536 * 77}, std::int64_t{8}, std::int64_t{999'999'488}}) {
    sobol.uniforms(Isa::plain, 0, 39, first, 192, expected.data());
    for (const Isa isa : {Isa::avx2, Isa::avx512}) {
      if (isa > best_isa()) continue;
      sobol.uniforms(isa, 0, 39, first, 192, found.data());
      EXPECT_EQ(found, expected) << isa_name(isa) << " from path " << first;
    }
  }
}

/// x = 0.5 x[-1] + e over four periods; output its last value: normal with mean 0.5^4 and known spread.
struct Chain {
  static constexpr int periods = 4;
  static constexpr double sd = 0.3;
  Program program{[] {
    SystemBuilder b;
    const VariableId x = b.declare("x");
    b.define(x, b.add(b.mul(b.c(0.5), b.v(x, 1)), b.shock()));
    b.system.outputs.push_back({"last", b.system.graph.variable_at(x, periods - 1)});
    return std::move(b.system);
  }()};
  Plan plan;
  static constexpr double mean = 0.0625;
  static double spread() { return sd * std::sqrt((1 - std::pow(0.25, periods)) / 0.75); }

  explicit Chain(std::int64_t paths, std::uint64_t seed = 1, int count = 16) : plan(plan_for(program, periods, sd, paths)) {
    plan.seed = seed;
    plan.sampling = {Sampling::Kind::sobol, count};
    plan.variable_has_histogram = {1};
    plan.output_has_histogram = {1};
    plan.targets = {{0, Sense::at_least, mean + spread(), 0, 0}};
    plan.target_sets = {{"all", {0}}};
  }
};

RunControl control(int threads, int width) {
  RunControl c;
  c.threads = threads;
  c.tile_width = width;
  return c;
}

TEST(SobolSimulation, ErrorsAreThoseThatRepeatedRunsShow) {
  // The mean over seeds of (estimate - truth)^2 / error^2 is 1 where the errors are true (somewhat more for 15 degrees
  // of freedom: 15 / 13); with 200 seeds it scatters by a tenth.
  const double true_p = 0.15865525393145707, true_quantile = Chain::mean + 1.6448536269514722 * Chain::spread();
  constexpr int seeds = 200;
  double of_mean = 0, of_p = 0, of_quantile = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Chain chain(2048, static_cast<std::uint64_t>(seed));
    const Outcome outcome = simulate(chain.program, chain.plan, control(1, 64));
    const SeriesSummary last = outcome.summary(Chain::periods, std::vector{0.95});
    const Probability p = outcome.probability(0);
    of_mean += std::pow((last.mean - Chain::mean) / last.mean_se, 2) / seeds;
    of_p += std::pow((p.value - true_p) / p.standard_error, 2) / seeds;
    of_quantile += std::pow((last.quantiles[0] - true_quantile) / last.quantile_errors[0], 2) / seeds;
  }
  EXPECT_NEAR(of_mean, 15.0 / 13, 0.5);
  EXPECT_NEAR(of_p, 15.0 / 13, 0.5);
  EXPECT_NEAR(of_quantile, 15.0 / 13, 0.5);
}

TEST(SobolSimulation, MeansOfALinearModelAreFarMoreExactThanByRandomDraws) {
  Chain chain(16384);
  const SeriesSummary sobol = simulate(chain.program, chain.plan, control(1, 192)).summary(Chain::periods, {});
  chain.plan.sampling = {};
  const SeriesSummary random = simulate(chain.program, chain.plan, control(1, 192)).summary(Chain::periods, {});
  EXPECT_LT(std::abs(sobol.mean - Chain::mean), 5 * sobol.mean_se);
  EXPECT_LT(sobol.mean_se, random.mean_se / 20);
}

TEST(SobolSimulation, OneStateForAnyTileWidthThreadsAndOrderOfShards) {
  const Chain chain(8192);
  const auto whole = [&](int threads, int width) {
    const RunControl c = control(threads, width);
    const Simulation simulation({{&chain.program, &chain.plan}}, {}, c);
    Tally tally = simulation.empty_tally();
    simulation.advance(tally, {0, 8192}, c);
    return tally.serialise();
  };
  const auto expected = whole(1, 64);
  EXPECT_EQ(whole(3, 8), expected);
  EXPECT_EQ(whole(2, 192), expected);
  EXPECT_EQ(whole(2, 200), expected);

  const RunControl c = control(2, 72);
  const Simulation simulation({{&chain.program, &chain.plan}}, {}, c);
  Tally merged = simulation.empty_tally();
  for (const PathRange range : {PathRange{4608, 8192}, PathRange{0, 1536}, PathRange{1536, 4608}}) {
    Tally part = simulation.empty_tally();
    simulation.advance(part, range, c);
    Tally read = simulation.empty_tally();
    read.restore(part.serialise());
    merged.merge(read);
  }
  EXPECT_EQ(merged.serialise(), expected);
}

TEST(SobolSimulation, MorePathsContinueTheSamePoints) {
  const Chain chain(16384);
  const RunControl c = control(2, 192);
  const Simulation simulation({{&chain.program, &chain.plan}}, {}, c);
  Tally grown = simulation.empty_tally();
  simulation.advance(grown, {0, 4096}, c);
  const Chain small(4096);
  EXPECT_EQ(grown.cases[0].statistics.serialise(), simulate(small.program, small.plan, c).statistics.serialise());
  simulation.advance(grown, {0, 16384}, c);
  EXPECT_EQ(grown.cases[0].statistics.serialise(), simulate(chain.program, chain.plan, c).statistics.serialise());
}

TEST(SobolSimulation, AReplayedPathIsThatOfTheRun) {
  const Chain chain(4096);
  const RunTables tables = prepare(chain.program, chain.plan, best_isa());
  Tile tile(tables, 64);
  tile.simulate(1536, 64);
  for (const int lane : {0, 5, 63}) {
    const PathRecord record = replay(chain.program, chain.plan, 1536 + lane);
    for (int t = 0; t < Chain::periods; ++t) EXPECT_EQ(record.values[static_cast<std::size_t>(t)], tile.values(t, 0)[lane]);
    EXPECT_EQ(record.outputs[0], tile.output(0)[lane]);
  }
}

TEST(SobolSimulation, APairedDifferenceHasTheErrorOfItsReplicates) {
  Chain base(4096), other(4096);
  other.plan.history.assign(1, 1.3);
  ContrastPlan contrast;
  contrast.series = {{Chain::periods, Chain::periods}};
  contrast.targets = {{0, 0}};
  const RunControl c = control(1, 192);
  const Simulation simulation({{&base.program, &base.plan}, {&other.program, &other.plan}}, {contrast}, c);
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {0, 4096}, c);
  const Contrast& found = tally.contrasts[0];
  // The start moves every path by the same 0.3 / 16; the probability by about 8 % of that many sd.
  EXPECT_NEAR(found.difference(0, {}).mean, 0.3 / 16, 1e-9);
  EXPECT_LT(found.difference(0, {}).mean_se, 1e-9);
  const double spread = Chain::spread(), moved = 0.3 / 16 / spread;
  const double expected = 0.5 * std::erfc((1 - moved) / std::sqrt(2.0)) - 0.15865525393145707;
  const ProbabilityChange change = found.target_change(0);
  EXPECT_NEAR(change.value, expected, 5 * change.standard_error);
  EXPECT_GT(change.standard_error, 0);
  EXPECT_LT(change.standard_error, 2 * engine::change(found.target(0), found.n()).standard_error);
}

TEST(SobolDraws, PeriodsBeyondTheLastDimensionAreThoseOfRandomSampling) {
  const std::vector<DrawnQuantity> shocks{{"a", NormalLaw{}}, {"b", NormalLaw{}}};
  constexpr int last = sobol_dimensions - 1;  // an even number: the pair's second period has no dimension
  const DrawSource random(5, {}, {}, shocks, {});
  const DrawSource sobol(5, {}, {}, shocks, {}, {Sampling::Kind::sobol, 4}, sobol_dimensions + 3);
  AlignedDoubles expected(2 * 2 * 8), found(2 * 2 * 8);
  random.shocks(best_isa(), 64, 8, last / 2, expected.data());
  sobol.shocks(best_isa(), 64, 8, last / 2, found.data());
  for (std::size_t i = 0; i < 16; ++i) EXPECT_NE(expected[i], found[i]);
  for (std::size_t i = 16; i < 32; ++i) EXPECT_EQ(expected[i], found[i]);
}

TEST(SobolDraws, OtherShocksAndParametersDoNotChangeWhatOneIsGiven) {
  const DrawnQuantity a{"a", NormalLaw{}}, b{"b", NormalLaw{}}, p{"p", NormalLaw{}};
  const Sampling sampling{Sampling::Kind::sobol, 16};
  const DrawSource alone(5, {}, {}, {a}, {}, sampling, 4), among(5, {p}, {}, {b, a}, {}, sampling, 6);
  AlignedDoubles expected(2 * 64), found(2 * 2 * 64);
  alone.shocks(best_isa(), 128, 64, 1, expected.data());
  among.shocks(best_isa(), 128, 64, 1, found.data());
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_EQ(expected[i], found[64 + i]);
    EXPECT_EQ(expected[64 + i], found[3 * 64 + i]);
  }
}

TEST(SobolDraws, ColumnsOfOneTableShareTheirPoints) {
  const std::vector<DrawnQuantity> shocks{{"a", EmpiricalLaw{{1, 2, 3, 4}, "table"}}, {"b", EmpiricalLaw{{10, 20, 30, 40}, "table"}}, {"c", NormalLaw{}}};
  const DrawSource source(5, {}, {}, shocks, {}, {Sampling::Kind::sobol, 16}, 2);
  AlignedDoubles row(2 * 3 * 8);
  source.shocks(best_isa(), 0, 8, 0, row.data());
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(10 * row[i], row[8 + i]);
}

}  // namespace
}  // namespace jingchu::engine
