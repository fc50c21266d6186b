#pragma once

#include <atomic>

#include "engine/core/error.hpp"

namespace jingchu::engine {

/// Throws Error(come_back) when a stop is asked for while cases are made ready. \param stop  null: nobody can ask
inline void stop_if_asked(const std::atomic<bool>* stop) {
  if (stop && stop->load(std::memory_order_relaxed)) throw Error(ExitCode::come_back, "stopped by a signal", "repeat the command");
}

}  // namespace jingchu::engine
