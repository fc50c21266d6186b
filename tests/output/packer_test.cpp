#include "output/hdf5/packer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "output/hdf5/literal_code.hpp"
#include "output/hdf5/unpacker.hpp"

namespace jingchu::output::hdf5 {
namespace {

template <class Real>
std::vector<unsigned char> packed_of(const std::vector<Real>& values) {
  std::vector<unsigned char> packed;
  Packer().pack(std::as_bytes(std::span(values)), sizeof(Real), packed);
  return packed;
}

template <class Real>
::testing::AssertionResult comes_back(const std::vector<Real>& values) {
  std::vector<Real> back(values.size());
  if (!Unpacker().unpack(packed_of(values), sizeof(Real), std::as_writable_bytes(std::span(back)))) return ::testing::AssertionFailure() << "cannot be unpacked";
  if (!values.empty() && std::memcmp(values.data(), back.data(), values.size() * sizeof(Real)) != 0) return ::testing::AssertionFailure() << "other values come back";
  return ::testing::AssertionSuccess();
}

template <class Real>
std::vector<Real> made(std::size_t count, const std::function<double(std::mt19937_64&)>& draw) {
  std::mt19937_64 random(7);
  std::vector<Real> values(count);
  for (Real& value : values) value = static_cast<Real>(draw(random));
  return values;
}

template <class Real>
void every_kind_comes_back() {
  const auto normal = [](std::mt19937_64& random) { return std::normal_distribution<double>()(random); };
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{16383}, std::size_t{16384}, std::size_t{114688}}) {
    SCOPED_TRACE(count);
    EXPECT_TRUE(comes_back(made<Real>(count, normal)));
    EXPECT_TRUE(comes_back(made<Real>(count, [&](auto& random) { return 15000 * std::exp(0.02 * normal(random)); })));
    EXPECT_TRUE(comes_back(made<Real>(count, [&](auto& random) { return std::exp(40 * normal(random)); })));
    EXPECT_TRUE(comes_back(made<Real>(count, [&](auto& random) { return std::floor(10 * normal(random)); })));
    EXPECT_TRUE(comes_back(made<Real>(count, [](auto&) { return 1.0; })));
    EXPECT_TRUE(comes_back(made<Real>(count, [](auto&) { return std::numeric_limits<double>::quiet_NaN(); })));
  }
}

TEST(Packer, FloatsOfEveryKindComeBack) { every_kind_comes_back<float>(); }
TEST(Packer, DoublesOfEveryKindComeBack) { every_kind_comes_back<double>(); }

TEST(Packer, ValuesOfOneSizeTakeAboutTheirRandomBits) {
  const auto values = made<float>(114688, [](auto& random) { return 15000 * std::exp(0.02 * std::normal_distribution<double>()(random)); });
  // Two bytes are noise; of the third a Huffman code needs what its distribution leaves, some 3.5 bits; the last is nearly constant.
  EXPECT_LT(static_cast<double>(packed_of(values).size()), 0.65 * 4 * 114688);
}

TEST(Packer, DamageIsNoticed) {
  auto packed = packed_of(made<float>(50000, [](auto& random) { return std::normal_distribution<double>()(random); }));
  std::vector<float> back(50000);
  const auto unpacks = [&] { return Unpacker().unpack(packed, sizeof(float), std::as_writable_bytes(std::span(back))); };
  ASSERT_TRUE(unpacks());
  packed[packed.size() / 2] ^= 1;
  EXPECT_FALSE(unpacks());
  packed[packed.size() / 2] ^= 1;
  packed.resize(packed.size() - 1);
  EXPECT_FALSE(unpacks());
  back.resize(49999);
  EXPECT_FALSE(unpacks()) << "it holds more values than that";
}

/// Bytes whose Huffman code has words of up to n bits: each is as frequent as all rarer ones together.
ByteCounts fibonacci(std::size_t n) {
  ByteCounts counts{};
  std::uint32_t a = 1, b = 1;
  for (std::size_t i = 0; i < n; ++i, b += std::exchange(a, b)) counts[i] = a;
  return counts;
}

TEST(LiteralCode, LengthIsThatOfTheBestCode) {
  ByteCounts counts{};
  for (std::size_t i = 0; i < 4; ++i) counts[i] = 1000;
  // Four bytes of 1,000 each and the end of the block: two bits for three of them, three for the fourth.
  const std::uint64_t few = LiteralCode(counts).bits();
  for (std::size_t i = 0; i < 4; ++i) counts[i] = 2000;
  EXPECT_EQ(LiteralCode(counts).bits() - few, 3 * 1000 * 2 + 1000 * 3);
}

TEST(LiteralCode, VeryUnequalBytesGetNoWordsThatAreTooLong) {
  ByteCounts counts = fibonacci(28);
  while (std::accumulate(counts.begin(), counts.end(), 0U) % 4 != 0) ++counts[0];
  std::vector<std::byte> bytes;
  for (std::size_t b = 0; b < counts.size(); ++b) bytes.insert(bytes.end(), counts[b], static_cast<std::byte>(b));
  std::shuffle(bytes.begin(), bytes.end(), std::mt19937_64(1));
  const LiteralCode code(counts);
  std::vector<unsigned char> stream = {0x78, 0x01};
  code.write(bytes, stream);
  EXPECT_LE(stream.size() - 2, code.bits() / 8 + 1);
  // An empty last block, and the checksum: Adler-32 of RFC 1950.
  stream.insert(stream.end(), {1, 0, 0, 0xff, 0xff});
  std::uint32_t a = 1, b = 0;
  for (const std::byte byte : bytes) {
    a = (a + std::to_integer<std::uint32_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  for (int shift = 24; shift >= 0; shift -= 8) stream.push_back(static_cast<unsigned char>((b << 16 | a) >> shift));
  // Four rows of bytes come back as elements of four bytes.
  std::vector<std::byte> elements(bytes.size());
  ASSERT_TRUE(Unpacker().unpack(stream, 4, elements));
  for (std::size_t i = 0; i < elements.size(); ++i) ASSERT_EQ(elements[i], bytes[i % 4 * (elements.size() / 4) + i / 4]) << i;
}

}  // namespace
}  // namespace jingchu::output::hdf5
