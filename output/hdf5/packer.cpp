#include "output/hdf5/packer.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>

#include "engine/core/error.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr int level = 1;  // levels 4 and 9 gain a percent
constexpr std::size_t trial_bytes = 8192;
constexpr std::size_t largest_stored = 65535;   // its length has 16 bits

/// First bytes of all elements, then their second ones, and so on: what HDF5's filter "shuffle" does.
template <std::size_t bytes>
void shuffle(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t b = 0; b < bytes; ++b) to[b * count + i] = from[i * bytes + b];
}

}  // namespace

void Packer::Free::operator()(void* compressor) const noexcept { libdeflate_free_compressor(static_cast<libdeflate_compressor*>(compressor)); }

Packer::Packer() : compressor_(libdeflate_alloc_compressor(level)) {
  if (!compressor_) throw Error(ExitCode::io, "not enough memory to pack values");
}

std::size_t Packer::deflate(std::span<const std::byte> from, unsigned char* to, std::size_t room) {
  return libdeflate_deflate_compress(static_cast<libdeflate_compressor*>(compressor_.get()), from.data(), from.size(), to, room);
}

/// Bytes of shuffled_ that deflate would not shorten: whole rows of first, second, ... bytes, judged by how each begins.
std::size_t Packer::noise_ahead(std::size_t element_bytes) {
  const std::size_t count = shuffled_.size() / element_bytes, sample = std::min(count, trial_bytes);
  trial_.resize(sample);
  std::size_t rows = 0;
  // No room for what is hardly shorter: 0 is the answer then.
  while (rows < element_bytes && sample == trial_bytes && deflate(std::span(shuffled_).subspan(rows * count, sample), trial_.data(), sample - sample / 64) == 0) ++rows;
  return rows * count;
}

void Packer::pack(std::span<const std::byte> values, std::size_t element_bytes, std::vector<unsigned char>& packed) {
  shuffled_.resize(values.size());
  const std::size_t count = values.size() / element_bytes;
  if (element_bytes == 4) shuffle<4>(values.data(), count, shuffled_.data());
  else shuffle<8>(values.data(), count, shuffled_.data());
  // A stream of zlib (RFC 1950): two bytes, blocks of deflate, the checksum. Stored blocks (RFC 1951, 3.2.4) begin and end at whole bytes, so that
  // those of libdeflate can follow them.
  packed.assign({0x78, 0x01});
  const std::span<const std::byte> all(shuffled_);
  const std::size_t stored = noise_ahead(element_bytes);
  for (std::size_t at = 0; at < stored; at += largest_stored) {
    const std::size_t size = std::min(largest_stored, stored - at);
    const auto low = static_cast<unsigned char>(size & 255), high = static_cast<unsigned char>(size >> 8);
    packed.insert(packed.end(), {0, low, high, static_cast<unsigned char>(~low), static_cast<unsigned char>(~high)});
    const auto* const from = reinterpret_cast<const unsigned char*>(all.data() + at);
    packed.insert(packed.end(), from, from + size);
  }
  const std::span<const std::byte> rest = all.subspan(stored);
  const std::size_t ahead = packed.size(), room = libdeflate_deflate_compress_bound(static_cast<libdeflate_compressor*>(compressor_.get()), rest.size());
  packed.resize(ahead + room);
  const std::size_t size = deflate(rest, packed.data() + ahead, room);
  if (size == 0) throw Error(ExitCode::bug, "values cannot be packed");
  packed.resize(ahead + size);
  const std::uint32_t checksum = libdeflate_adler32(1, all.data(), all.size());
  for (int shift = 24; shift >= 0; shift -= 8) packed.push_back(static_cast<unsigned char>(checksum >> shift));
}

}  // namespace jingchu::output::hdf5
