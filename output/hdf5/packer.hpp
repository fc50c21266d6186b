#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace jingchu::output::hdf5 {

/// Packs chunks as HDF5's filters shuffle and deflate would have, so that any HDF5 unpacks them. One owner thread each:
/// this is the work that is done in parallel, since HDF5 itself packs on one thread.
///
/// The lower bytes of a simulated value are noise. Shuffled they come first, and are stored as they are. Those above scatter over many values and get
/// a Huffman code, unless deflate makes them much shorter; what is left, from the first such row on, is searched for repetitions, where deflate spends most of its time.
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
  /// How a row, the first, second, ... bytes of all elements, is packed.
  enum class Way { store, code, deflate };
  Way way_of(std::span<const std::byte> row);
  /// \return bytes written; 0: `room` is too small
  std::size_t deflate(std::span<const std::byte> bytes, unsigned char* to, std::size_t room);

  std::unique_ptr<void, Free> compressor_;
  std::vector<std::byte> shuffled_;
  std::vector<unsigned char> trial_;
};

}  // namespace jingchu::output::hdf5
