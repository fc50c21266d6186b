#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace jingchu::output::hdf5 {

/// Packs chunks as HDF5's filters shuffle and deflate would have, so that any HDF5 unpacks them. One owner thread each:
/// this is the work that is done in parallel, since HDF5 itself packs on one thread.
class Packer {
 public:
  /// Throws Error(io) when there is no memory.
  Packer();

  /// `values` packed, elements of `element_bytes` bytes.
  std::vector<unsigned char> pack(std::span<const std::byte> values, std::size_t element_bytes);

 private:
  struct Free {
    void operator()(void* compressor) const noexcept;
  };
  std::unique_ptr<void, Free> compressor_;
  std::vector<std::byte> shuffled_;
  std::vector<unsigned char> packed_;
};

}  // namespace jingchu::output::hdf5
