#include "engine/random/draws.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <Random123/philox.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/available_isas.hpp"
#include "tests/engine/drawn.hpp"
#include "tests/engine/sample_moments.hpp"

namespace jingchu::engine {
namespace {

using testing::available_isas;
using testing::correlation_of;
using testing::drawn;
using testing::ks_distance;
using testing::message_of;
using testing::seed;
using testing::shocks_only;
using testing::Tile;
using ::testing::HasSubstr;

std::vector<DrawnQuantity> one_of_each() {
  return {{"normal", NormalLaw{1, 2}},
          {"bounded", NormalLaw{0, 1, -0.5, 2}},
          {"far_tail", NormalLaw{0, 1, 6, unbounded}},
          {"t", StudentTLaw{5, 0, 0.006}},
          {"bounded_t", StudentTLaw{3, 1, 2, 0, 4}},
          {"lognormal", LognormalLaw{2, 0.3}},
          {"uniform", UniformLaw{-1, 3}},
          {"triangular", TriangularLaw{0, 1, 4}},
          {"pert", PertLaw{0, 1, 4}},
          {"bernoulli", BernoulliLaw{0.3}},
          {"discrete", DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}},
          {"row_a", EmpiricalLaw{{1, 2, 3, 4, 5}, "residuals.csv"}},
          {"row_b", EmpiricalLaw{{10, 20, 30, 40, 50}, "residuals.csv"}}};
}

std::vector<Correlation> some_correlations() { return {{0, 3, 0.5}, {3, 6, -0.3}, {4, 5, 0.4}, {8, 9, 0.7}, {1, 10, 0.2}, {2, 7, 0.1}}; }

TEST(DrawSource, GivesTheSameBitsOnEveryInstructionSetAndTileWidth) {
  for (const auto& correlations : {std::vector<Correlation>{}, some_correlations()}) {
    const auto source = shocks_only(one_of_each(), correlations);
    const auto expected = drawn(source, 3, 2048, 5, 2048, Isa::plain);
    for (const Isa isa : available_isas())
      for (const int width : {8, 24, 128, 136, 1024}) EXPECT_EQ(drawn(source, 3, 2048, 5, width, isa), expected) << isa_name(isa) << " width " << width;
    const auto later = drawn(source, 3, 1000, 5 + 1003, 256);
    for (std::size_t i = 0; i < later.size(); ++i)
      EXPECT_TRUE(std::equal(later[i].begin(), later[i].end(), expected[i].begin() + 1003)) << one_of_each()[i].name;
  }
}

TEST(DrawSource, ParametersHaveTheSameBitsOnEveryInstructionSet) {
  const DrawSource source(seed, one_of_each(), some_correlations(), {}, {});
  const std::size_t size = source.parameter_count() * 64;
  Tile expected(size), found(size);
  source.parameters(Isa::plain, 1'000'000'007, 64, expected.data());
  for (const Isa isa : available_isas()) {
    source.parameters(isa, 1'000'000'007, 64, found.data());
    EXPECT_EQ(std::memcmp(expected.data(), found.data(), size * sizeof(double)), 0) << isa_name(isa);
  }
}

TEST(DrawSource, UniformsComeFromTheHighBitsOfTheCounterOfPathPeriodAndName) {
  const std::int64_t path = (std::int64_t{3} << 32) + 8;
  philox4x32_key_t key = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto expected = [&](std::int64_t lane, std::uint32_t period_word, std::size_t half) {
    philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(path + lane), 3, period_word, draw_id("e")}};
    const auto words = philox4x32_R(10, counter, key);
    const std::uint64_t bits = words.v[2 * half] | static_cast<std::uint64_t>(words.v[2 * half + 1]) << 32;
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
  };
  const DrawSource source(seed, {{"e", UniformLaw{0, 1}}}, {}, {{"e", UniformLaw{0, 1}}}, {});
  const auto even = drawn(source, 22, 64, path), odd = drawn(source, 23, 64, path);
  Tile once(64);
  source.parameters(best_isa(), path, 64, once.data());
  for (std::size_t i = 0; i < 64; ++i) {
    const auto lane = static_cast<std::int64_t>(i);
    ASSERT_EQ(even[0][i], expected(lane, 11, 0));
    ASSERT_EQ(odd[0][i], expected(lane, 11, 1));
    ASSERT_EQ(once.data()[i], expected(lane, 0xffffffffu, 0));
  }
}

TEST(DrawSource, OtherShocksDoNotMoveAShock) {
  const auto alone = drawn(shocks_only({{"e_c", NormalLaw{}}, {"e_w", StudentTLaw{}}}, {{0, 1, 0.4}}), 7, 512);
  const auto reordered = drawn(shocks_only({{"z", UniformLaw{}}, {"e_w", StudentTLaw{}}, {"a", NormalLaw{}}, {"e_c", NormalLaw{}}}, {{3, 1, 0.4}, {0, 2, 0.9}}), 7, 512);
  EXPECT_EQ(alone[0], reordered[3]);
  EXPECT_EQ(alone[1], reordered[1]);
}

TEST(DrawSource, SeedPathPeriodAndNameEachChangeTheDraw) {
  const auto base = drawn(shocks_only({{"e", NormalLaw{}}}), 0, 64);
  EXPECT_NE(base, drawn(DrawSource(seed + 1, {}, {}, {{"e", NormalLaw{}}}, {}), 0, 64));
  EXPECT_NE(base, drawn(shocks_only({{"f", NormalLaw{}}}), 0, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 1, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 2, 64));
  EXPECT_NE(base, drawn(shocks_only({{"e", NormalLaw{}}}), 0, 64, std::int64_t{1} << 32));
  EXPECT_EQ(std::set<double>(base[0].begin(), base[0].end()).size(), 64u);
}

TEST(DrawSource, SuccessiveDrawsAreUncorrelated) {
  const auto source = shocks_only({{"e", NormalLaw{}}, {"f", NormalLaw{}}});
  const int n = 1 << 16;
  const auto now = drawn(source, 4, n), next = drawn(source, 5, n), after = drawn(source, 6, n), shifted = drawn(source, 4, n, 1);
  const double bound = 4 / std::sqrt(n);
  EXPECT_NEAR(correlation_of(now[0], now[1]), 0, bound);
  EXPECT_NEAR(correlation_of(now[0], next[0]), 0, bound);
  EXPECT_NEAR(correlation_of(next[0], after[0]), 0, bound);
  EXPECT_NEAR(correlation_of(now[0], shifted[0]), 0, bound);
}

TEST(DrawSource, RefusesTwoNamesWithTheSameId) {
  // Found by search; FNV-1a is one to one on the last four letters only.
  std::map<std::uint32_t, std::string> seen;
  std::string first, second;
  for (int i = 0; first.empty(); ++i) {
    const std::string name = "e_" + std::to_string(i * 7919LL);
    const auto [found, added] = seen.try_emplace(draw_id(name), name);
    if (!added) first = found->second, second = name;
  }
  const auto text = message_of([&] { shocks_only({{first, NormalLaw{}}, {second, NormalLaw{}}}); });
  EXPECT_THAT(text, ::testing::AllOf(HasSubstr(first), HasSubstr(second), HasSubstr("same random numbers")));
  EXPECT_THAT(message_of([&] { shocks_only({{"a", NormalLaw{}}, {"a", NormalLaw{}}}); }), HasSubstr("'a' is drawn twice"));
}

TEST(DrawSource, CentralValuesAreStatedMeansOrMedians) {
  const std::vector<DrawnQuantity> all = {{"n", NormalLaw{1, 2}}, {"t", StudentTLaw{5, 3, 0.5}}, {"l", LognormalLaw{2, 0.3}}, {"u", UniformLaw{-1, 3}},
                                          {"b", BernoulliLaw{0.6}}, {"d", DiscreteLaw{{5, 1, 9}, {0.2, 0.5, 0.3}}}, {"p", PertLaw{0, 0.5, 1}}};
  const DrawSource source(seed, all, {}, all, {});
  const auto near = [](std::vector<double> v) { return ::testing::Pointwise(::testing::DoubleNear(1e-12), v); };
  EXPECT_THAT(source.central_parameters(), near({1, 3, 2, 1, 1, 1, 0.5}));
  EXPECT_THAT(source.central_shocks(), near({1, 3, 2 / std::sqrt(1.09), 1, 1, 1, 0.5}));
}

TEST(DrawSource, AnotherStreamChangesOneQuantityAndLeavesTheOthers) {
  const int n = 1 << 16;
  const std::vector<DrawnQuantity> quantities = {{"a", NormalLaw{}}, {"b", NormalLaw{}}};
  std::vector<DrawnQuantity> moved = quantities;
  moved[1].stream = 1;
  const DrawSource source(seed, quantities, {}, quantities, {}), other(seed, moved, {}, moved, {});
  const auto base = drawn(source, 3, n), apart = drawn(other, 3, n);
  EXPECT_EQ(apart[0], base[0]);
  EXPECT_NEAR(correlation_of(apart[1], base[1]), 0, 4 / std::sqrt(n));
  EXPECT_LT(ks_distance(apart[1], [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }), 1.95);
  Tile own(2 * 64), theirs(2 * 64);
  source.parameters(best_isa(), 0, 64, own.data());
  other.parameters(best_isa(), 0, 64, theirs.data());
  EXPECT_TRUE(std::equal(own.data(), own.data() + 64, theirs.data()));
  EXPECT_FALSE(std::equal(own.data() + 64, own.data() + 128, theirs.data() + 64));
}

TEST(DrawSource, RefusesStreamsWithSobolPoints) {
  const DrawnQuantity moved{"a", NormalLaw{}, 1};
  EXPECT_THROW(DrawSource(seed, {}, {}, {moved}, {}, {Sampling::Kind::sobol, 4}, 2), std::logic_error);
}

TEST(DrawId, KeepsItsValues) {
  // A change here would change every stored result.
  EXPECT_EQ(draw_id("e_c"), 0x1890288eu);
  EXPECT_EQ(draw_id("residuals.csv"), 0x356839ffu);
}

}  // namespace
}  // namespace jingchu::engine
