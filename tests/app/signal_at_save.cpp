// Loaded before the C library: at its first fdatasync, which is the first time that it saves its work, a process gets the signals whose
// numbers are in SIGNALS_AT_SAVE, one after the other; or its parent gets the one in PARENT_SIGNAL_AT_SAVE, and the process waits for what
// the parent does. A test that waits some time in place of that meets, on a busy machine, a run that has not begun or is over.

#include <dlfcn.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

extern "C" int fdatasync(int file) {
  using Sync = int (*)(int);
  static const auto sync = reinterpret_cast<Sync>(dlsym(RTLD_NEXT, "fdatasync"));
  const int result = sync(file);
  static bool sent = false;
  const bool first = !sent;
  sent = true;
  const char* at = first ? std::getenv("SIGNALS_AT_SAVE") : nullptr;
  while (at != nullptr && *at != '\0') {
    char* end = nullptr;
    std::raise(static_cast<int>(std::strtol(at, &end, 10)));
    at = *end == ',' ? end + 1 : nullptr;
  }
  if (const char* parent = first ? std::getenv("PARENT_SIGNAL_AT_SAVE") : nullptr; parent != nullptr) {
    ::kill(::getppid(), static_cast<int>(std::strtol(parent, nullptr, 10)));
    ::sleep(60);   // until a signal comes
  }
  return result;
}
