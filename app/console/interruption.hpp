#pragma once

#include <atomic>

namespace jingchu::app {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGXCPU asks the run to stop, and the second ends the program
/// at once with 128 + its number. A signal that was ignored at the start (nohup) stays ignored. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// From here on a signal only asks, however often it comes: for a process whose parent ends it.
  static void only_ask() noexcept;
  /// Becomes true with the first signal.
  const std::atomic<bool>& asked() const noexcept;
};

}  // namespace jingchu::app
