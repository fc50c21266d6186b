#pragma once

#include <hdf5.h>

#include <cstdint>

#include "output/hdf5/handle.hpp"

namespace jingchu::output::hdf5 {

/// Reads and writes of HDF5 on a file descriptor, by which no failure is lost.
///
/// HDF5's own report of a failed write cannot be trusted: a full disk may show in no return value at all, and the close
/// that comes later crashes. Here the first failure is remembered, and to HDF5 every later write succeeds: it can be
/// closed in order, and the file is thrown away. Ask trouble() after each step and after the close.
class DescriptorIo {
 public:
  /// \param descriptor  open for reading and writing, and as long as the file is
  explicit DescriptorIo(int descriptor) noexcept : descriptor_(descriptor) {}
  DescriptorIo(const DescriptorIo&) = delete;
  DescriptorIo& operator=(const DescriptorIo&) = delete;

  /// errno of the first read, write or cut that failed; 0: none did.
  int trouble() const noexcept { return trouble_; }

  // For the driver.
  int descriptor() const noexcept { return descriptor_; }
  void note(int error) noexcept {
    if (trouble_ == 0) trouble_ = error;
  }

 private:
  int descriptor_;
  int trouble_ = 0;
};

/// Opens the HDF5 file behind `io` to add to it. `io` outlives it. Throws Error(io).
Handle open_for_adding(DescriptorIo& io);

}  // namespace jingchu::output::hdf5
