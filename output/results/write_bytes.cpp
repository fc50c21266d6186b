#include "output/results/write_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "engine/core/error.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output::detail {

namespace {

constexpr std::size_t largest_write = std::size_t{1} << 30;  // write(2) takes a little less than 2 GiB at once
constexpr int most_names = 1000;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view step, int error) {
  std::string hint;
  if (error == ENOSPC || error == EDQUOT) hint = "free some space and repeat the command";
  throw Error(ExitCode::io, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), system_reason(error)), hint);
}

[[noreturn]] void refuse_to_replace(const std::filesystem::path& path) {
  throw Error(ExitCode::cannot_create, fmt::format("{} exists now and was not there at the start", jingchu::quoted(path.string())),
              "use --force or another name");
}

/// A new file of a private name in a folder, gone again unless it was renamed.
class TemporaryFile {
 public:
  TemporaryFile(int folder, const std::filesystem::path& path) : folder_(folder), fd_(create(folder, path, name_)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!renamed_) ::unlinkat(folder_, name_.c_str(), 0);
  }
  FileDescriptor& descriptor() noexcept { return fd_; }
  const std::string& name() const noexcept { return name_; }
  void set_renamed() noexcept { renamed_ = true; }

 private:
  static int create(int folder, const std::filesystem::path& path, std::string& name) {
    // The process number keeps two runs apart; the counter steps over what a killed run with that number left.
    for (int i = 0; i < most_names; ++i) {
      name = fmt::format(".jingchu-{}-{}.tmp", ::getpid(), i);
      const int fd = ::openat(folder, name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0666);
      if (fd >= 0) return fd;
      if (errno != EEXIST) {
        throw Error(errno == ENOSPC || errno == EDQUOT || errno == EIO ? ExitCode::io : ExitCode::cannot_create,
                    fmt::format("cannot make a file beside {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
      }
    }
    throw Error(ExitCode::cannot_create, fmt::format("the folder of {} is full of unfinished files", jingchu::quoted(path.string())),
                "remove the files named .jingchu-*.tmp");
  }
  int folder_;
  std::string name_;
  FileDescriptor fd_;
  bool renamed_ = false;
};

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), std::min(bytes.size(), largest_write));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(path, "write", count < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// Gives the file its name only if nothing has it.
void rename_to_new(int folder, TemporaryFile& file, const std::string& name, const std::filesystem::path& path) {
  if (::renameat2(folder, file.name().c_str(), folder, name.c_str(), RENAME_NOREPLACE) == 0) {
    file.set_renamed();
    return;
  }
  if (errno == EEXIST) refuse_to_replace(path);
  if (errno != ENOSYS && errno != EINVAL) fail(path, "name", errno);
  // File systems without that call: a hard link never replaces either; the temporary name is removed afterwards.
  if (::linkat(folder, file.name().c_str(), folder, name.c_str(), 0) == 0) return;
  if (errno == EEXIST) refuse_to_replace(path);
  fail(path, "name", errno);
}

void rename_over(int folder, TemporaryFile& file, const std::string& name, const std::filesystem::path& path) {
  struct stat old {};
  if (::fstatat(folder, name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISREG(old.st_mode)) {
      throw Error(ExitCode::cannot_create, fmt::format("{} is no plain file and is not replaced", jingchu::quoted(path.string())), "choose another name");
    }
  } else if (errno != ENOENT) {
    fail(path, "look at", errno);
  }
  if (::renameat(folder, file.name().c_str(), folder, name.c_str()) != 0) fail(path, "name", errno);
  file.set_renamed();
}

}  // namespace

void write_bytes(const std::filesystem::path& path, std::initializer_list<std::string_view> parts, bool force) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const FileDescriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) {
    throw Error(ExitCode::cannot_create, fmt::format("cannot open the folder of {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  }
  TemporaryFile file(folder.get(), path);
  for (const std::string_view part : parts) write_all(file.descriptor().get(), part, path);
  // A failed fsync is final: the kernel may have dropped the pages, a second call would report success.
  if (::fsync(file.descriptor().get()) != 0) fail(path, "write", errno);
  if (file.descriptor().close() != 0) fail(path, "write", errno);
  const std::string name = path.filename().string();
  if (force) {
    rename_over(folder.get(), file, name, path);
  } else {
    rename_to_new(folder.get(), file, name, path);
  }
  if (::fsync(folder.get()) != 0 && errno != EINVAL) fail(path, "make sure of the name of", errno);
}

}  // namespace jingchu::output::detail
