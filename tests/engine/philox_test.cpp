#include <cstdint>

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include "engine/math/isa.hpp"
#include "engine/random/draw_kernels.hpp"
#include "tests/engine/available_isas.hpp"

namespace jingchu::engine {
namespace {

using testing::available_isas;

TEST(Philox, GivesThePublishedKnownAnswers) {
  struct Case {
    std::uint64_t path, key;
    std::uint32_t period, id;
    std::uint64_t first, second;
  };
  // kat_vectors of Random123, "philox4x32 10".
  const Case cases[] = {{0, 0, 0, 0, 0xe169c58d6627e8d5u, 0x9b00dbd8bc57ac4cu},
                        {~0ull, ~0ull, ~0u, ~0u, 0x41c83b0e408f276du, 0x6d5451fda20bc7c6u},
                        {0x85a308d3243f6a88u, 0x299f31d0a4093822u, 0x13198a2eu, 0x03707344u, 0x94fdccebd16cfe09u, 0x24126ea15001e420u}};
  for (const Case& c : cases) {
    std::uint64_t first[8], second[8];
    for (const Isa isa : available_isas()) {
      JINGCHU_DISPATCH(isa, draw_bits)(DrawKey{c.key, c.period, c.id}, static_cast<std::int64_t>(c.path), 8, first, second);
      EXPECT_EQ(first[0], c.first) << isa_name(isa);
      EXPECT_EQ(second[0], c.second) << isa_name(isa);
    }
  }
}

TEST(Philox, AgreesWithRandom123ForManyCountersAndKeys) {
  std::uint64_t first[8], second[8];
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::uint64_t key = i * 0x9e3779b97f4a7c15u;
    const std::int64_t path = static_cast<std::int64_t>(i * 0x2545f4914f6cdd1du >> 1);
    const auto period = static_cast<std::uint32_t>(i * 77), id = static_cast<std::uint32_t>(key >> 17);
    for (const Isa isa : available_isas()) {
      JINGCHU_DISPATCH(isa, draw_bits)(DrawKey{key, period, id}, path, 8, first, second);
      for (std::uint64_t lane = 0; lane < 8; ++lane) {
        const std::uint64_t p = static_cast<std::uint64_t>(path) + lane;
        philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(p >> 32), period, id}};
        philox4x32_key_t k = {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
        const auto expected = philox4x32_R(10, counter, k);
        ASSERT_EQ(first[lane], expected.v[0] | static_cast<std::uint64_t>(expected.v[1]) << 32);
        ASSERT_EQ(second[lane], expected.v[2] | static_cast<std::uint64_t>(expected.v[3]) << 32);
      }
    }
  }
}

}  // namespace
}  // namespace jingchu::engine
