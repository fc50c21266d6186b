#pragma once

#include <chrono>
#include <cstdint>

#include "app/session.hpp"

namespace jingchu::app {

/// A line on the terminal with the share done, paths a second and the time left; nothing where standard error is no
/// terminal. The line is gone when the object is.
class Progress {
 public:
  explicit Progress(const Session& session);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Redraws at most ten times a second.
  void show(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  bool on_terminal_;
  Language language_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_ - std::chrono::seconds(1);
};

}  // namespace jingchu::app
