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

/// A new file in a folder that has no name until it is whole, so that a killed run leaves nothing. Where the file system
/// knows no such files it has a private name, and loses it unless it was renamed.
class TemporaryFile {
 public:
  TemporaryFile(int folder, const std::filesystem::path& path) : folder_(folder), fd_(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666)) {
    if (fd_.get() >= 0) return;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL) fail_to_make(path, errno);
    create_named(path);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
  }
  FileDescriptor& descriptor() noexcept { return fd_; }

  /// Gives the file a name in its folder, if nothing has it. Returns 0 or what is against it.
  int link_to(const std::string& name) {
    if (name_.empty()) {
      const std::string self = fmt::format("/proc/self/fd/{}", fd_.get());
      return ::linkat(AT_FDCWD, self.c_str(), folder_, name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    }
    if (::renameat2(folder_, name_.c_str(), folder_, name.c_str(), RENAME_NOREPLACE) == 0) {
      name_.clear();
      return 0;
    }
    if (errno != ENOSYS && errno != EINVAL) return errno;
    // File systems without that call: a hard link never replaces either; the private name is removed afterwards.
    return ::linkat(folder_, name_.c_str(), folder_, name.c_str(), 0) == 0 ? 0 : errno;
  }

  /// Puts the file in the place of another in one step.
  int rename_to(const std::string& name, const std::filesystem::path& path) {
    if (name_.empty()) give_name(path);
    if (::renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0) return errno;
    name_.clear();
    return 0;
  }

 private:
  [[noreturn]] static void fail_to_make(const std::filesystem::path& path, int error) {
    throw Error(error == ENOSPC || error == EDQUOT || error == EIO ? ExitCode::io : ExitCode::cannot_create,
                fmt::format("cannot make a file beside {}: {}", jingchu::quoted(path.string()), system_reason(error)));
  }

  // The process number keeps two runs apart; the counter steps over what a killed run with that number left.
  static std::string private_name(int i) { return fmt::format(".jingchu-{}-{}.tmp", ::getpid(), i); }

  [[noreturn]] static void no_name(const std::filesystem::path& path) {
    throw Error(ExitCode::cannot_create, fmt::format("the folder of {} is full of unfinished files", jingchu::quoted(path.string())),
                "remove the files named .jingchu-*.tmp");
  }

  void create_named(const std::filesystem::path& path) {
    for (int i = 0; i < most_names; ++i) {
      const std::string name = private_name(i);
      fd_ = FileDescriptor(::openat(folder_, name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0666));
      if (fd_.get() >= 0) {
        name_ = name;
        return;
      }
      if (errno != EEXIST) fail_to_make(path, errno);
    }
    no_name(path);
  }

  /// A file without a name cannot replace another; it gets a private one for the moment between.
  void give_name(const std::filesystem::path& path) {
    for (int i = 0; i < most_names; ++i) {
      const std::string name = private_name(i);
      const int trouble = link_to(name);
      if (trouble == 0) {
        name_ = name;
        return;
      }
      if (trouble != EEXIST) fail_to_make(path, trouble);
    }
    no_name(path);
  }

  int folder_;
  std::string name_;
  FileDescriptor fd_;
};

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), std::min(bytes.size(), largest_write));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(path, "write", count < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
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
  if (const int trouble = file.rename_to(name, path); trouble != 0) fail(path, "name", trouble);
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
  const std::string name = path.filename().string();
  if (force) {
    rename_over(folder.get(), file, name, path);
  } else {
    const int trouble = file.link_to(name);
    if (trouble == EEXIST) refuse_to_replace(path);
    if (trouble != 0) fail(path, "name", trouble);
  }
  // On some file systems a failed write shows only here.
  if (file.descriptor().close() != 0) fail(path, "write", errno);
  if (::fsync(folder.get()) != 0 && errno != EINVAL) fail(path, "make sure of the name of", errno);
}

}  // namespace jingchu::output::detail
