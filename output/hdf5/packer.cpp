#include "output/hdf5/packer.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "engine/core/error.hpp"
#include "output/hdf5/literal_code.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr int level = 1;  // levels 4 and 9 gain a percent
constexpr std::size_t largest_stored = 65535;   // its length has 16 bits

constexpr std::size_t sample_bytes = 4096;      // a row is judged by so many from its middle

/// First bytes of all elements, then their second ones, and so on: what HDF5's filter "shuffle" does.
template <class Element>
void shuffle(const std::byte* from, std::size_t count, std::byte* to) {
  constexpr std::size_t block = 2048;   // stays in the first-level cache for all of its rows
  for (std::size_t first = 0; first < count; first += block) {
    const std::size_t end = std::min(count, first + block);
    for (std::size_t b = 0; b < sizeof(Element); ++b) {
      std::byte* const row = to + b * count;
      for (std::size_t i = first; i < end; ++i) {
        Element element;
        std::memcpy(&element, from + i * sizeof element, sizeof element);
        row[i] = static_cast<std::byte>(element >> 8 * b);
      }
    }
  }
}

void append(std::span<const std::byte> bytes, std::vector<unsigned char>& to) {
  const auto* const from = reinterpret_cast<const unsigned char*>(bytes.data());
  to.insert(to.end(), from, from + bytes.size());
}

/// Appends blocks that are stored as they are (RFC 1951, 3.2.4); they begin and end at whole bytes.
void store(std::span<const std::byte> bytes, std::vector<unsigned char>& to) {
  for (std::size_t at = 0; at < bytes.size(); at += largest_stored) {
    const std::size_t size = std::min(largest_stored, bytes.size() - at);
    const auto low = static_cast<unsigned char>(size & 255), high = static_cast<unsigned char>(size >> 8);
    to.insert(to.end(), {0, low, high, static_cast<unsigned char>(~low), static_cast<unsigned char>(~high)});
    append(bytes.subspan(at, size), to);
  }
}

}  // namespace

void Packer::Free::operator()(void* compressor) const noexcept { libdeflate_free_compressor(static_cast<libdeflate_compressor*>(compressor)); }

Packer::Packer() : compressor_(libdeflate_alloc_compressor(level)) {
  if (!compressor_) throw Error(ExitCode::io, "not enough memory to pack values");
}

std::size_t Packer::deflate(std::span<const std::byte> bytes, unsigned char* to, std::size_t room) {
  return libdeflate_deflate_compress(static_cast<libdeflate_compressor*>(compressor_.get()), bytes.data(), bytes.size(), to, room);
}

Packer::Way Packer::way_of(std::span<const std::byte> row) {
  if (row.size() < 2 * sample_bytes) return Way::deflate;
  const std::span<const std::byte> sample = row.subspan((row.size() - sample_bytes) / 2, sample_bytes);
  ByteCounts counts{};
  count_bytes(sample, counts);
  const std::size_t coded = LiteralCode(counts).bits() / 8;
  trial_.resize(sample_bytes);
  // No room for what is hardly shorter: 0 is the answer then.
  constexpr std::size_t hardly_shorter = sample_bytes - sample_bytes / 64;
  const std::size_t deflated = deflate(sample, trial_.data(), hardly_shorter);
  if (deflated == 0 && coded >= hardly_shorter) return Way::store;
  // A fifth more of a row costs a hundredth of the file, and deflate six times the time.
  return deflated == 0 || coded < deflated + deflated / 5 ? Way::code : Way::deflate;
}

void Packer::pack(std::span<const std::byte> values, std::size_t element_bytes, std::vector<unsigned char>& packed) {
  shuffled_.resize(values.size());
  const std::size_t count = values.size() / element_bytes;
  if (element_bytes == 4) shuffle<std::uint32_t>(values.data(), count, shuffled_.data());
  else shuffle<std::uint64_t>(values.data(), count, shuffled_.data());
  // A stream of zlib (RFC 1950): two bytes, blocks of deflate, the checksum. libdeflate makes the last blocks, if only an empty one.
  packed.assign({0x78, 0x01});
  const std::span<const std::byte> all(shuffled_);
  std::size_t done = 0;
  for (; done < all.size(); done += count) {
    const std::span<const std::byte> row = all.subspan(done, count);
    const Way way = way_of(row);
    if (way == Way::deflate) break;
    if (way == Way::store) store(row, packed);
    else {
      ByteCounts counts{};
      count_bytes(row, counts);
      LiteralCode(counts).write(row, packed);
    }
  }
  const std::span<const std::byte> rest = all.subspan(done);
  const std::size_t ahead = packed.size(), room = libdeflate_deflate_compress_bound(static_cast<libdeflate_compressor*>(compressor_.get()), rest.size());
  packed.resize(ahead + room);
  const std::size_t size = deflate(rest, packed.data() + ahead, room);
  if (size == 0) throw Error(ExitCode::bug, "values cannot be packed");
  packed.resize(ahead + size);
  const std::uint32_t checksum = libdeflate_adler32(1, all.data(), all.size());
  for (int shift = 24; shift >= 0; shift -= 8) packed.push_back(static_cast<unsigned char>(checksum >> shift));
}

}  // namespace jingchu::output::hdf5
