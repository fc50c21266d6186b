#pragma once

#include <array>
#include <cstdint>

#include "engine/statistics/bytes.hpp"
#include "engine/statistics/wide_integer.hpp"

namespace jingchu::engine {

/// A signed integer of 192 bits, for sums that 128 bits cannot hold. It wraps around where it would overflow.
class WideSum {
 public:
  WideSum() = default;
  static WideSum of(Int128 x) noexcept { return WideSum(static_cast<Uint128>(x), x < 0 ? ~std::uint64_t{0} : 0); }
  static WideSum of_unsigned(Uint128 x) noexcept { return WideSum(x, 0); }

  WideSum& operator+=(const WideSum& other) noexcept;
  WideSum& operator-=(const WideSum& other) noexcept;
  WideSum times(std::int64_t factor) const noexcept;
  /// Rounded once where it fits 128 bits.
  double to_double() const noexcept;
  /// The lowest 128 bits.
  Int128 low() const noexcept { return static_cast<Int128>((static_cast<Uint128>(words_[1]) << 64) | words_[0]); }

  void serialise(detail::ByteWriter& out) const;
  static WideSum restore(detail::ByteReader& in);

  friend bool operator==(const WideSum&, const WideSum&) = default;

 private:
  WideSum(Uint128 low, std::uint64_t high) noexcept : words_{static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(low >> 64), high} {}
  bool is_negative() const noexcept { return words_[2] >> 63 != 0; }
  WideSum negated() const noexcept;

  std::array<std::uint64_t, 3> words_{};   ///< lowest first, two's complement
};

}  // namespace jingchu::engine
