#include "output/spool/file_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "engine/core/error.hpp"
#include "output/results/no_space.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output::detail {

namespace {

constexpr std::size_t largest_step = std::size_t{1} << 30;   // a system call takes a little less than 2 GiB at once

}  // namespace

void fail_io(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing) {
  if (NoSpace::is(error)) throw NoSpace(path, step, error, missing);
  throw Error(ExitCode::io, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), system_reason(error)));
}

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
