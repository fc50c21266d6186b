#include "output/results/new_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "engine/core/error.hpp"
#include "output/results/file_errors.hpp"

namespace jingchu::output::detail {

namespace {

constexpr std::size_t largest_write = std::size_t{1} << 30;  // write(2) takes a little less than 2 GiB at once
constexpr int most_names = 1000;

constexpr std::string_view making = "make a file beside";

// The process number keeps two runs apart; the counter steps over what a killed run with that number left.
std::string private_name(int i) { return fmt::format(".jingchu-{}-{}.tmp", ::getpid(), i); }

[[noreturn]] void no_name(const std::filesystem::path& path) {
  throw Error(ExitCode::cannot_create, fmt::format("the folder of {} is full of unfinished files", jingchu::quoted(path.string())),
              "remove the files named .jingchu-*.tmp");
}

/// The name under which a file without one can be linked to.
std::string nameless(int file) { return fmt::format("/proc/self/fd/{}", file); }

int open_folder(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) throw Error(ExitCode::cannot_create, fmt::format("cannot open the folder of {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  return folder;
}

}  // namespace

NewFile::NewFile(const std::filesystem::path& path) : path_(path), folder_(open_folder(path)), file_(::openat(folder_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666)) {
  if (file_.get() >= 0) {
    if (::access(nameless(file_.get()).c_str(), F_OK) == 0) return;
    create_named();   // without /proc it could never be given a name
    return;
  }
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL) fail_to_make(path, making, errno);
  create_named();
}

NewFile::~NewFile() {
  if (!name_.empty()) ::unlinkat(folder_.get(), name_.c_str(), 0);
}

void NewFile::fail(std::string_view step, int error, std::int64_t missing) const { fail_io(path_, step, error, missing); }

void NewFile::check_naming() {
  if (name_.empty()) return;
  for (int i = 0; i < most_names; ++i) {
    const std::string name = private_name(i);
    if (name == name_) continue;
    const int trouble = link_to(name);
    if (trouble == EEXIST) continue;
    if (trouble != 0)
      throw Error(ExitCode::cannot_create, fmt::format("the disk of {} knows no way to name a file that never replaces another: {}", jingchu::quoted(path_.string()), system_reason(trouble)),
                  "choose another place with --output, or allow it to replace what has that name with --force");
    if (name_.empty()) name_ = name;                              // renamed
    else ::unlinkat(folder_.get(), name.c_str(), 0);              // linked: it has both
    return;
  }
  no_name(path_);
}

void NewFile::stay_nameless() noexcept {
  if (!name_.empty()) ::unlinkat(folder_.get(), name_.c_str(), 0);
  name_.clear();
}

void NewFile::append(std::string_view bytes) {
  // Others may have written through the descriptor: the end is where the file says.
  off_t at = ::lseek(file_.get(), 0, SEEK_END);
  if (at < 0) fail("write", errno);
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file_.get(), bytes.data(), std::min(bytes.size(), largest_write), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail("write", count < 0 ? errno : ENOSPC, static_cast<std::int64_t>(bytes.size()));
    bytes.remove_prefix(static_cast<std::size_t>(count));
    at += count;
  }
}

void NewFile::finish(bool force) {
  // A failed fsync is final: the kernel may have dropped the pages, a second call would report success.
  if (::fsync(file_.get()) != 0) fail("write", errno);
  const std::string name = path_.filename().string();
  if (force) {
    put_in_place_of(name);
  } else {
    const int trouble = link_to(name);
    if (trouble == EEXIST) {
      throw Error(ExitCode::cannot_create, fmt::format("{} exists now and was not there at the start", jingchu::quoted(path_.string())),
                  "use --force or another name");
    }
    if (trouble != 0) fail("name", trouble);
  }
  // On some file systems a failed write shows only here.
  if (file_.close() != 0) fail("write", errno);
  if (::fsync(folder_.get()) != 0 && errno != EINVAL) fail("make sure of the name of", errno);
}

void NewFile::create_named() {
  for (int i = 0; i < most_names; ++i) {
    const std::string name = private_name(i);
    file_ = FileDescriptor(::openat(folder_.get(), name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file_.get() >= 0) {
      name_ = name;
      return;
    }
    if (errno != EEXIST) fail_to_make(path_, making, errno);
  }
  no_name(path_);
}

int NewFile::link_to(const std::string& name) {
  if (name_.empty()) {
    return ::linkat(AT_FDCWD, nameless(file_.get()).c_str(), folder_.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  }
  if (::renameat2(folder_.get(), name_.c_str(), folder_.get(), name.c_str(), RENAME_NOREPLACE) == 0) {
    name_.clear();
    return 0;
  }
  if (errno != ENOSYS && errno != EINVAL) return errno;
  // File systems without that call: a hard link never replaces either; the private name is removed afterwards.
  return ::linkat(folder_.get(), name_.c_str(), folder_.get(), name.c_str(), 0) == 0 ? 0 : errno;
}

void NewFile::give_name() {
  for (int i = 0; i < most_names; ++i) {
    const std::string name = private_name(i);
    const int trouble = link_to(name);
    if (trouble == 0) {
      name_ = name;
      return;
    }
    if (trouble != EEXIST) fail_to_make(path_, making, trouble);
  }
  no_name(path_);
}

void NewFile::put_in_place_of(const std::string& name) {
  struct stat old {};
  if (::fstatat(folder_.get(), name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISREG(old.st_mode)) {
      throw Error(ExitCode::cannot_create, fmt::format("{} is no plain file and is not replaced", jingchu::quoted(path_.string())), "choose another name");
    }
  } else if (errno != ENOENT) {
    fail("look at", errno);
  }
  if (name_.empty()) give_name();
  if (::renameat(folder_.get(), name_.c_str(), folder_.get(), name.c_str()) != 0) fail("name", errno);
  name_.clear();
}

}  // namespace jingchu::output::detail
