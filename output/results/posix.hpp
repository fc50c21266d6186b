#pragma once

#include <string>
#include <utility>

namespace jingchu::output::detail {

/// Owns a file descriptor; -1: none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  FileDescriptor(FileDescriptor&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& from) noexcept {
    if (this != &from) {
      static_cast<void>(close());
      fd_ = std::exchange(from.fd_, -1);
    }
    return *this;
  }
  ~FileDescriptor();
  int get() const noexcept { return fd_; }
  /// What close(2) returned: on some file systems a failed write shows only here.
  int close() noexcept;

 private:
  int fd_;
};

/// The system's words for an errno value, never translated.
std::string system_reason(int error);

}  // namespace jingchu::output::detail
