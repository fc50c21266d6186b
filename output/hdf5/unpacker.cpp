#include "output/hdf5/unpacker.hpp"

#include <libdeflate.h>

#include <cstdint>
#include <cstring>

#include "engine/core/error.hpp"

namespace jingchu::output::hdf5 {

namespace {

/// Undoes HDF5's filter "shuffle".
template <class Element>
void unshuffle(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t i = 0; i < count; ++i) {
    Element element = 0;
    for (std::size_t b = 0; b < sizeof element; ++b) element |= std::to_integer<Element>(from[b * count + i]) << 8 * b;
    std::memcpy(to + i * sizeof element, &element, sizeof element);
  }
}

}  // namespace

void Unpacker::Free::operator()(void* decompressor) const noexcept { libdeflate_free_decompressor(static_cast<libdeflate_decompressor*>(decompressor)); }

Unpacker::Unpacker() : decompressor_(libdeflate_alloc_decompressor()) {
  if (!decompressor_) throw Error(ExitCode::io, "not enough memory to unpack values");
}

bool Unpacker::unpack(std::span<const unsigned char> packed, std::size_t element_bytes, std::span<std::byte> values) {
  shuffled_.resize(values.size());
  // Without a place for the number of bytes it is an error when they are not as many as there is room for.
  if (libdeflate_zlib_decompress(static_cast<libdeflate_decompressor*>(decompressor_.get()), packed.data(), packed.size(), shuffled_.data(), shuffled_.size(), nullptr) != LIBDEFLATE_SUCCESS)
    return false;
  const std::size_t count = values.size() / element_bytes;
  if (element_bytes == 4) unshuffle<std::uint32_t>(shuffled_.data(), count, values.data());
  else unshuffle<std::uint64_t>(shuffled_.data(), count, values.data());
  return true;
}

}  // namespace jingchu::output::hdf5
