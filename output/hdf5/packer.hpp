#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace jingchu::output::hdf5 {

/// Packs chunks as HDF5's filters shuffle and deflate would have, so that any HDF5 unpacks them. One owner thread each:
/// this is the work that is done in parallel, since HDF5 itself packs on one thread.
///
/// The lower bytes of a simulated value are noise. Shuffled they come first, and are stored as they are: deflate would spend most of its
/// time on them and gain nothing.
class Packer {
 public:
  /// Throws Error(io) when there is no memory.
  Packer();

  /// Replaces `packed` by `values` packed, elements of `element_bytes` bytes: 4 or 8. Memory that `packed` has is used again.
  void pack(std::span<const std::byte> values, std::size_t element_bytes, std::vector<unsigned char>& packed);

 private:
  struct Free {
    void operator()(void* compressor) const noexcept;
  };
  std::size_t noise_ahead(std::size_t element_bytes);
  std::size_t deflate(std::span<const std::byte> from, unsigned char* to, std::size_t room);

  std::unique_ptr<void, Free> compressor_;
  std::vector<std::byte> shuffled_;
  std::vector<unsigned char> trial_;
};

}  // namespace jingchu::output::hdf5
