#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"

namespace jingchu::output {

/// The disk, or this user's part of it, is full: exit code io. What was done so far is unharmed.
class NoSpace : public Error {
 public:
  /// Whether a system call's errno says so.
  static bool is(int error) noexcept;
  /// \param step  what was tried: "write", "sync"
  /// \param missing  bytes that found no room; 0: not known
  NoSpace(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing = 0);

  /// What was found, without what to do about it.
  const std::string& problem() const noexcept { return diagnostics().front().problem; }
  std::int64_t missing() const noexcept { return missing_; }
  /// Whether the disk takes no further file, however small: only a file that goes makes room.
  bool takes_no_file() const noexcept { return disk_.takes_no_file; }
  /// Where the full disk is mounted.
  const std::filesystem::path& mount() const noexcept { return disk_.mount; }

 private:
  struct Disk {
    std::filesystem::path mount;
    bool takes_no_file;
  };
  static Disk disk_of(const std::filesystem::path& path, std::int64_t missing);
  NoSpace(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing, Disk disk);

  Disk disk_;
  std::int64_t missing_;
};

/// The folder at which the disk of `path` is mounted; of a path that is not there, that of its nearest parent.
std::filesystem::path mount_of(const std::filesystem::path& path);

}  // namespace jingchu::output
