#include "output/hdf5/packer.hpp"

#include <libdeflate.h>

#include "engine/core/error.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr int level = 1;  // levels 4 and 9 gain a percent

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

std::vector<unsigned char> Packer::pack(std::span<const std::byte> values, std::size_t element_bytes) {
  shuffled_.resize(values.size());
  const std::size_t count = values.size() / element_bytes;
  if (element_bytes == 4) shuffle<4>(values.data(), count, shuffled_.data());
  else shuffle<8>(values.data(), count, shuffled_.data());
  auto* const compressor = static_cast<libdeflate_compressor*>(compressor_.get());
  packed_.resize(libdeflate_zlib_compress_bound(compressor, shuffled_.size()));
  const std::size_t size = libdeflate_zlib_compress(compressor, shuffled_.data(), shuffled_.size(), packed_.data(), packed_.size());
  if (size == 0) throw Error(ExitCode::bug, "values cannot be packed");
  return {packed_.begin(), packed_.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace jingchu::output::hdf5
