#pragma once

#include <cstddef>

namespace jingchu::engine {

/// Pages that are first written and then executed.
class ExecutableMemory {
 public:
  ExecutableMemory() = default;
  ExecutableMemory(const ExecutableMemory&) = delete;
  ExecutableMemory& operator=(const ExecutableMemory&) = delete;
  ~ExecutableMemory();

  /// Pages to write to; nullptr when the system gives none.
  std::byte* reserve(std::size_t bytes) noexcept;
  /// Ends the writing. False when the system lets nothing that was written be executed.
  bool seal() noexcept;
  const std::byte* data() const noexcept { return data_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace jingchu::engine
