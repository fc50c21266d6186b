#include "engine/jit/executable_memory.hpp"

#include <sys/mman.h>

namespace jingchu::engine {

ExecutableMemory::~ExecutableMemory() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

std::byte* ExecutableMemory::reserve(std::size_t bytes) noexcept {
  void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return nullptr;
  data_ = static_cast<std::byte*>(pages);
  bytes_ = bytes;
  return data_;
}

bool ExecutableMemory::seal() noexcept { return ::mprotect(data_, bytes_, PROT_READ | PROT_EXEC) == 0; }

}  // namespace jingchu::engine
