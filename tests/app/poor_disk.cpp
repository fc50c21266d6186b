// Loaded before the C library: the disk knows less than others. LACKING names what it lacks: nameless files ("O_TMPFILE"), renames that
// never replace ("RENAME_NOREPLACE"), hard links ("link") and locks ("lock").

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

bool lacks(const char* what) {
  const char* all = std::getenv("LACKING");
  return all != nullptr && std::strstr(all, what) != nullptr;
}

int refuse(int reason) {
  errno = reason;
  return -1;
}

template <class Call>
Call original(const char* name) {
  return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int openat(int folder, const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
  va_end(more);
  if ((flags & O_TMPFILE) == O_TMPFILE && lacks("O_TMPFILE")) return refuse(EOPNOTSUPP);
  return original<int (*)(int, const char*, int, ...)>("openat")(folder, name, flags, mode);
}

extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  if ((flags & RENAME_NOREPLACE) != 0 && lacks("RENAME_NOREPLACE")) return refuse(EINVAL);
  return original<int (*)(int, const char*, int, const char*, unsigned)>("renameat2")(from_folder, from, to_folder, to, flags);
}

extern "C" int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  if (lacks("link")) return refuse(EPERM);
  return original<int (*)(int, const char*, int, const char*, int)>("linkat")(from_folder, from, to_folder, to, flags);
}

extern "C" int flock(int file, int what) noexcept {
  if (lacks("lock")) return refuse(ENOLCK);
  return original<int (*)(int, int)>("flock")(file, what);
}
