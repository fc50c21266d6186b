#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace jingchu::engine {

/// Allocates on 64-byte boundaries, as the SIMD kernels expect of every row. Large memory is asked for in pages of 2 MiB, where the system gives them.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) noexcept {}
  T* allocate(std::size_t n) {
    void* const memory = ::operator new(n * sizeof(T), alignment(n));
    if (is_large(n)) madvise(memory, n * sizeof(T), MADV_HUGEPAGE);  // advice: nothing depends on it
    return static_cast<T*>(memory);
  }
  void deallocate(T* p, std::size_t n) noexcept { ::operator delete(p, alignment(n)); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }

 private:
  static constexpr std::size_t large_page = std::size_t{1} << 21;
  static bool is_large(std::size_t n) noexcept { return n * sizeof(T) >= large_page / 2; }
  static std::align_val_t alignment(std::size_t n) noexcept { return std::align_val_t{is_large(n) ? large_page : 64}; }
};

/// Numbers that are not set at first: of memory that is never written to the system gives none.
template <class T>
class UnsetArray {
 public:
  explicit UnsetArray(std::size_t n) : size_(n), data_(AlignedAllocator<T>{}.allocate(n)) {}
  ~UnsetArray() { AlignedAllocator<T>{}.deallocate(data_, size_); }
  UnsetArray(const UnsetArray&) = delete;
  UnsetArray& operator=(const UnsetArray&) = delete;
  T* data() noexcept { return data_; }

 private:
  std::size_t size_;
  T* data_;
};

using AlignedDoubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace jingchu::engine
