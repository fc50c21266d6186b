#pragma once

#include <string>

namespace jingchu::output::detail {

/// Owns a file descriptor; -1: none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
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
