#include "engine/statistics/wide_sum.hpp"

#include <cmath>

namespace jingchu::engine {

WideSum& WideSum::operator+=(const WideSum& other) noexcept {
  Uint128 carry = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    carry += static_cast<Uint128>(words_[i]) + other.words_[i];
    words_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return *this;
}

WideSum WideSum::negated() const noexcept {
  WideSum result;
  Uint128 carry = 1;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    carry += ~words_[i];
    result.words_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return result;
}

WideSum& WideSum::operator-=(const WideSum& other) noexcept { return *this += other.negated(); }

WideSum WideSum::times(std::int64_t factor) const noexcept {
  const bool negative = factor < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(factor) : static_cast<std::uint64_t>(factor);
  WideSum result;
  Uint128 carry = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    carry += static_cast<Uint128>(words_[i]) * size;
    result.words_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return negative ? result.negated() : result;
}

double WideSum::to_double() const noexcept {
  if (is_negative()) return -negated().to_double();
  if (words_[2] == 0) return static_cast<double>((static_cast<Uint128>(words_[1]) << 64) | words_[0]);
  return std::ldexp(static_cast<double>(words_[2]), 128) + static_cast<double>((static_cast<Uint128>(words_[1]) << 64) | words_[0]);
}

void WideSum::serialise(detail::ByteWriter& out) const {
  for (const std::uint64_t word : words_) out.u64(word);
}

WideSum WideSum::restore(detail::ByteReader& in) {
  WideSum sum;
  for (std::uint64_t& word : sum.words_) word = in.u64();
  return sum;
}

}  // namespace jingchu::engine
