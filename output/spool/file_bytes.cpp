#include "output/spool/file_bytes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "output/results/file_errors.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output::detail {

namespace {

constexpr std::size_t largest_step = std::size_t{1} << 30;   // a system call takes a little less than 2 GiB at once

}  // namespace

std::string read_bytes(int file, std::int64_t at, std::size_t size, const std::filesystem::path& path) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::pread(file, bytes.data() + filled, std::min(size - filled, largest_step), at + static_cast<std::int64_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_io(path, "read", errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

void write_bytes_at(int file, std::int64_t at, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file, bytes.data(), std::min(bytes.size(), largest_step), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail_io(path, "write", count < 0 ? errno : ENOSPC, static_cast<std::int64_t>(bytes.size()));
    bytes.remove_prefix(static_cast<std::size_t>(count));
    at += count;
  }
}

void sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const FileDescriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) fail_io(parent, "open", errno);
  if (::fsync(folder.get()) != 0 && errno != EINVAL) fail_io(parent, "make sure of the names in", errno);
}

}  // namespace jingchu::output::detail
