#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/statistics/target_counts.hpp"

namespace jingchu::engine {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Hits of one rule on the output values given, without and with tolerance.
std::pair<std::int64_t, std::int64_t> hits(TargetRule rule, const std::vector<double>& values) {
  rule.output = 0;
  TargetCounts counts({rule}, {}, {});
  counts.add(values.data(), values.size(), nullptr, static_cast<int>(values.size()));
  return {counts.probability(0, 0).hits, counts.probability_with_tolerance(0, 0).hits};
}

/// Four rules over three outputs, two sets, three counted targets.
TargetCounts example() {
  return TargetCounts({{0, Sense::at_least, 0.0, 0, 0.5}, {1, Sense::at_most, 0.3, 0, 0}, {2, Sense::between, -1, 1, 0.2}, {0, Sense::at_most, 1, 0, 0}},
                      {{"two", {0, 1}}, {"all", {0, 1, 2, 3}}, {"none", {}}}, {0, 1, 2});
}

struct Paths {
  std::vector<double> outputs;
  std::vector<double> alive;
  int n;
};

Paths random_paths(int n) {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal;
  Paths paths{std::vector<double>(3 * static_cast<std::size_t>(n)), std::vector<double>(static_cast<std::size_t>(n)), n};
  for (double& x : paths.outputs) x = random() % 50 == 0 ? nan : normal(random);
  for (double& a : paths.alive) a = random() % 10 != 0;
  return paths;
}

void add_range(TargetCounts& to, const Paths& paths, int from, int end) {
  to.add(paths.outputs.data() + from, static_cast<std::size_t>(paths.n), paths.alive.data() + from, end - from);
}

TEST(TargetCounts, ThresholdsThemselvesHit) {
  const std::vector<double> values{0.9, 1.0, 1.1, 1.9, 2.0, 2.1};
  EXPECT_EQ(hits({0, Sense::at_least, 1.0, 0, 0}, values).first, 5);
  EXPECT_EQ(hits({0, Sense::at_most, 1.0, 0, 0}, values).first, 2);
  EXPECT_EQ(hits({0, Sense::between, 1.0, 2.0, 0}, values).first, 4);
}

TEST(TargetCounts, ToleranceWidensBothWays) {
  const std::vector<double> values{0.4, 0.5, 1.0, 2.0, 2.5, 2.6};
  EXPECT_EQ(hits({0, Sense::at_least, 1.0, 0, 0.5}, values), std::pair(std::int64_t{4}, std::int64_t{5}));
  EXPECT_EQ(hits({0, Sense::at_most, 2.0, 0, 0.5}, values), std::pair(std::int64_t{4}, std::int64_t{5}));
  EXPECT_EQ(hits({0, Sense::between, 1.0, 2.0, 0.5}, values), std::pair(std::int64_t{2}, std::int64_t{4}));
}

TEST(TargetCounts, NotANumberNeverHits) {
  const std::vector<double> values{nan, nan};
  for (const Sense sense : {Sense::at_least, Sense::at_most, Sense::between})
    EXPECT_EQ(hits({0, sense, -1e308, 1e308, 1}, values), std::pair(std::int64_t{0}, std::int64_t{0}));
}

TEST(TargetCounts, EqualsCountingPathByPath) {
  const Paths paths = random_paths(1000);
  TargetCounts counts = example();
  add_range(counts, paths, 0, paths.n);
  std::int64_t n = 0, h0 = 0, h0_tolerant = 0, two = 0, all = 0;
  std::vector<double> met(4);
  for (int i = 0; i < paths.n; ++i) {
    if (paths.alive[static_cast<std::size_t>(i)] == 0) continue;
    const double a = paths.outputs[static_cast<std::size_t>(i)], b = paths.outputs[static_cast<std::size_t>(paths.n + i)],
                 c = paths.outputs[static_cast<std::size_t>(2 * paths.n + i)];
    const bool t0 = a >= 0, t1 = b <= 0.3, t2 = c >= -1 && c <= 1, t3 = a <= 1;
    ++n;
    h0 += t0;
    h0_tolerant += a >= -0.5;
    two += t0 && t1;
    all += t0 && t1 && t2 && t3;
    ++met[static_cast<std::size_t>(t0 + t1 + t2)];
  }
  EXPECT_EQ(counts.n(), n);
  EXPECT_EQ(counts.probability(0, 0).hits, h0);
  EXPECT_EQ(counts.probability_with_tolerance(0, 0).hits, h0_tolerant);
  EXPECT_EQ(counts.joint(0, 0).hits, two);
  EXPECT_EQ(counts.joint(1, 0).hits, all);
  EXPECT_EQ(counts.joint(2, 0).hits, n);
  for (double& m : met) m /= static_cast<double>(n);
  EXPECT_EQ(counts.targets_met(), met);
}

TEST(TargetCounts, MergingTilesInAnyOrderEqualsAddingEveryPathToOne) {
  const Paths paths = random_paths(1000);
  TargetCounts whole = example();
  add_range(whole, paths, 0, paths.n);
  for (const int width : {8, 64, 72, 256}) {
    TargetCounts merged = example();
    for (int i = (paths.n - 1) / width * width; i >= 0; i -= width) {
      TargetCounts part = example();
      add_range(part, paths, i, std::min(i + width, paths.n));
      merged.merge(part);
    }
    EXPECT_EQ(merged.serialise(), whole.serialise()) << width;
  }
}

TEST(TargetCounts, ProbabilityHasErrorAndBoundsForFailedPaths) {
  TargetCounts counts({{0, Sense::at_least, 0, 0, 0}}, {}, {});
  std::vector<double> values(90, -1.0);
  std::fill_n(values.begin(), 30, 1.0);
  counts.add(values.data(), values.size(), nullptr, 90);
  const Probability p = counts.probability(0, 10);
  EXPECT_DOUBLE_EQ(p.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(p.standard_error, std::sqrt(2.0 / 9 / 90));
  EXPECT_DOUBLE_EQ(p.lower, 0.3);
  EXPECT_DOUBLE_EQ(p.upper, 0.4);
  EXPECT_EQ(p.n, 90);
}

TEST(TargetCounts, CertaintyStillHasAnError) {
  TargetCounts counts({{0, Sense::at_least, 0, 0, 0}, {0, Sense::at_most, 0, 0, 0}}, {}, {});
  const std::vector<double> values(98, 1.0);
  counts.add(values.data(), values.size(), nullptr, 98);
  EXPECT_EQ(counts.probability(0, 0).value, 1);
  EXPECT_DOUBLE_EQ(counts.probability(0, 0).standard_error, std::sqrt(0.99 * 0.01 / 98));
  EXPECT_EQ(counts.probability(1, 0).value, 0);
  EXPECT_DOUBLE_EQ(counts.probability(1, 0).standard_error, std::sqrt(0.99 * 0.01 / 98));
}

TEST(TargetCounts, OnePathTellsNothingOfTheSpread) {
  TargetCounts counts({{0, Sense::at_least, 0, 0, 0}}, {{"all", {0}}}, {});
  const double value = 1.0;
  counts.add(&value, 1, nullptr, 1);
  EXPECT_EQ(counts.probability(0, 0).value, 1);
  EXPECT_THAT(counts.probability(0, 0).standard_error, IsNan());
  EXPECT_THAT(counts.joint(0, 0).standard_error, IsNan());
}

TEST(TargetCounts, NoPathsLeaveEverythingOpen) {
  const TargetCounts counts = example();
  const Probability p = counts.probability(0, 5);
  EXPECT_THAT(p.value, IsNan());
  EXPECT_THAT(p.standard_error, IsNan());
  EXPECT_EQ(p.lower, 0);
  EXPECT_EQ(p.upper, 1);
  EXPECT_EQ(counts.probability(0, 0).upper, 1);
  EXPECT_THAT(counts.targets_met(), Each(IsNan()));
}

TEST(TargetCounts, WithoutTargetsPathsAreStillCounted) {
  TargetCounts counts;
  const std::vector<double> alive{1, 0, 1, 1, 0, 0, 0, 0};
  counts.add(nullptr, 0, alive.data(), 8);
  EXPECT_EQ(counts.n(), 3);
  EXPECT_THAT(counts.targets_met(), ElementsAre(1.0));
}

TEST(TargetCounts, WhatIsSerialisedIsRestored) {
  const Paths paths = random_paths(500);
  TargetCounts written = example(), read = example();
  add_range(written, paths, 0, paths.n);
  read.restore(written.serialise());
  EXPECT_EQ(read.serialise(), written.serialise());
  add_range(written, paths, 0, 8);
  add_range(read, paths, 0, 8);
  EXPECT_EQ(read.serialise(), written.serialise());
}

TEST(TargetCounts, StateThatDoesNotFitIsRefusedAndChangesNothing) {
  const Paths paths = random_paths(500);
  TargetCounts written = example(), read = example();
  add_range(written, paths, 0, paths.n);
  const auto good = written.serialise(), before = read.serialise();
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_THROW(read.restore(std::span(good).first(size)), Error) << size;
  auto longer = good;
  longer.push_back(std::byte{0});
  EXPECT_THROW(read.restore(longer), Error);
  auto negative = good;
  negative[39] = std::byte{0xff};
  EXPECT_THROW(read.restore(negative), Error);
  EXPECT_EQ(read.serialise(), before);
  TargetCounts other({{0, Sense::at_least, 0.1, 0, 0}}, {}, {});
  try {
    other.restore(good);
    FAIL() << "restored";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::data);
    EXPECT_THAT(e.what(), HasSubstr("count other targets"));
  }
  EXPECT_THROW(other.merge(written), std::logic_error);
}

}  // namespace
}  // namespace jingchu::engine
