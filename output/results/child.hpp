#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace jingchu::output::detail {

/// What a child process may take.
struct ChildLimits {
  std::size_t memory_bytes = 0;        ///< address space beyond what the parent has already; 0: no limit
  std::size_t answer_bytes = 0;        ///< length of its answer; 0: no limit
  std::chrono::milliseconds time{0};   ///< on the clock; 0: no limit
};

/// What `work` returns, from a child process of its own: a crash, a hang or a hunger for memory inside a library does
/// not take this program down. The child writes no file, dumps no core and ends with its parent.
///
/// Throws Error(data) when the child did not come to an end of its own, with what happened ("it makes the HDF5 library
/// crash"); what `work` threw as Error, with its code and first problem; Error(io) when no process can be made.
std::string answer_of_child(const std::function<std::string()>& work, const ChildLimits& limits);

/// For `work`: from here on the process cannot open anything.
void forbid_opening_files();

}  // namespace jingchu::output::detail
