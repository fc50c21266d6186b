#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jingchu::output::hdf5 {

/// How often each byte occurs.
using ByteCounts = std::array<std::uint32_t, 256>;

/// Adds those of `bytes`.
void count_bytes(std::span<const std::byte> bytes, ByteCounts& counts);

/// A Huffman code of single bytes, and blocks of deflate written with it (RFC 1951, 3.2.7) that look for no repetitions.
///
/// Bytes that scatter over many values repeat by chance only: looking for repetitions takes most of deflate's time and saves nothing.
class LiteralCode {
 public:
  /// \param counts  of the bytes that will be written, none more than 2^31 in all; a byte that does not occur has no code
  explicit LiteralCode(const ByteCounts& counts);

  /// Length of a block with the bytes counted [bits].
  std::uint64_t bits() const noexcept { return bits_; }

  /// Appends a block with these bytes, which is not the last of a stream, and an empty one that ends at a whole byte.
  void write(std::span<const std::byte> bytes, std::vector<unsigned char>& to) const;

 private:
  struct Code {
    std::uint32_t bits = 0;      ///< the first bit is the lowest
    std::uint32_t length = 0;
  };
  static constexpr std::size_t end_of_block = 256;

  void set_lengths(const ByteCounts& counts);
  void set_codes();

  std::array<Code, 257> codes_{};
  std::uint64_t bits_ = 0;
};

}  // namespace jingchu::output::hdf5
