#include "engine/statistics/wide_sum.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

namespace jingchu::engine {
namespace {

TEST(WideSum, SumsAndProductsAreExactBeyond128Bits) {
  const Int128 big = static_cast<Int128>(1) << 120;
  WideSum sum = WideSum::of(big).times(std::int64_t{1} << 40);   // 2^160
  EXPECT_EQ(sum.to_double(), std::ldexp(1.0, 160));
  sum -= WideSum::of(1);
  sum -= WideSum::of(big).times(std::int64_t{1} << 40);
  EXPECT_EQ(sum, WideSum::of(-1));
  EXPECT_EQ(sum.to_double(), -1);
  EXPECT_EQ(sum.times(-7).low(), 7);
  detail::ByteWriter out;
  WideSum::of(-big).times(3).serialise(out);
  const auto bytes = std::move(out).take();
  detail::ByteReader in(bytes);
  EXPECT_EQ(WideSum::restore(in), WideSum::of(-big).times(3));
}

}  // namespace
}  // namespace jingchu::engine
