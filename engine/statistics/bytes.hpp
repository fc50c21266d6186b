#pragma once

// Little-endian writing and reading of the serialised statistics.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/statistics/wide_integer.hpp"

namespace jingchu::engine::detail {

class ByteWriter {
 public:
  void u64(std::uint64_t x) {
    std::byte* const at = room(8);
    for (int i = 0; i < 8; ++i) at[i] = static_cast<std::byte>(x >> (8 * i));
    size_ += 8;
  }
  void i64(std::int64_t x) { u64(static_cast<std::uint64_t>(x)); }
  void f64(double x) { u64(std::bit_cast<std::uint64_t>(x)); }
  void u128(Uint128 x) {
    u64(static_cast<std::uint64_t>(x));
    u64(static_cast<std::uint64_t>(x >> 64));
  }
  /// LEB128: seven bits a byte, lowest first. Most counts of a histogram are small.
  void count(std::uint64_t x) {
    std::byte* at = room(most_count_bytes);
    for (; x >= 0x80; x >>= 7) *at++ = static_cast<std::byte>(x | 0x80);
    *at++ = static_cast<std::byte>(x);
    size_ = static_cast<std::size_t>(at - bytes_.data());
  }
  /// The counts of a histogram from the first to the last that is not zero, with their place in front.
  void histogram(std::span<const std::uint64_t> counts) {
    const auto used = [](std::uint64_t c) { return c != 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), used);
    const auto end = std::find_if(counts.rbegin(), std::make_reverse_iterator(first), used).base();
    count(static_cast<std::uint64_t>(first - counts.begin()));
    count(static_cast<std::uint64_t>(end - first));
    for (auto c = first; c != end; ++c) count(*c);
  }
  /// Bytes with their number in front.
  void block(std::span<const std::byte> bytes) {
    u64(bytes.size());
    std::copy(bytes.begin(), bytes.end(), room(bytes.size()));
    size_ += bytes.size();
  }
  /// The same of what `write` writes here.
  template <class Write>
  void block_of(const Write& write) {
    const std::size_t at = size_;
    u64(0);
    write(*this);
    const std::uint64_t length = size_ - at - 8;
    for (std::size_t i = 0; i < 8; ++i) bytes_[at + i] = static_cast<std::byte>(length >> (8 * i));
  }
  std::vector<std::byte> take() && {
    bytes_.resize(size_);
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t most_count_bytes = 10;

  /// Where the next `count` bytes go. Millions of counts are written one by one: a vector that grows by a byte takes several times as long.
  std::byte* room(std::size_t count) {
    if (bytes_.size() - size_ < count) bytes_.resize(2 * bytes_.size() + count);
    return bytes_.data() + size_;
  }

  std::vector<std::byte> bytes_;
  std::size_t size_ = 0;
};

class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  std::uint64_t u64() {
    if (rest_.size() < 8) fail("end too early");
    std::uint64_t x = 0;
    for (std::size_t i = 0; i < 8; ++i) x |= std::to_integer<std::uint64_t>(rest_[i]) << (8 * i);
    rest_ = rest_.subspan(8);
    return x;
  }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
  double f64() { return std::bit_cast<double>(u64()); }
  Uint128 u128() {
    const std::uint64_t low = u64();
    return (static_cast<Uint128>(u64()) << 64) | low;
  }
  std::uint64_t count() {
    std::uint64_t x = 0;
    for (int shift = 0;; shift += 7) {
      if (rest_.empty()) fail("end too early");
      const auto part = std::to_integer<std::uint64_t>(rest_.front());
      rest_ = rest_.subspan(1);
      if (shift == 63 && part > 1) fail("hold a count that is too large");
      x |= (part & 0x7f) << shift;
      if (part < 0x80) return x;
    }
  }
  /// The place of a histogram's counts, which follow: the first of its `bins` bins that has one, and the one after the last.
  std::pair<std::uint64_t, std::uint64_t> histogram_place(std::uint64_t bins) {
    const std::uint64_t first = count(), used = count();
    if (first > bins || used > bins - first) fail("have more bins than their grid");
    return {first, first + used};
  }
  std::span<const std::byte> block() {
    const std::uint64_t size = u64();
    if (size > rest_.size()) fail("end too early");
    const auto bytes = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(static_cast<std::size_t>(size));
    return bytes;
  }
  void finish() const {
    if (!rest_.empty()) fail("go on after their end");
  }
  /// \param what  continues "the stored statistics ..."
  [[noreturn]] static void fail(const std::string& what) {
    throw Error(ExitCode::data, "the stored statistics " + what,
                "they belong to another run or are damaged; simulate again, or take the file of the same model, scenario and seed");
  }

 private:
  std::span<const std::byte> rest_;
};

/// FNV-1a over 64-bit words, to tell whether two sides mean the same thing. No protection against intent.
class Fingerprint {
 public:
  void add(std::uint64_t x) {
    for (int i = 0; i < 8; ++i) hash_ = (hash_ ^ ((x >> (8 * i)) & 0xff)) * 0x100000001b3u;
  }
  void add(double x) { add(std::bit_cast<std::uint64_t>(x)); }
  std::uint64_t value() const noexcept { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

}  // namespace jingchu::engine::detail
