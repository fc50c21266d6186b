#pragma once

#include <cstdint>

namespace jingchu::output::detail {

/// Whether an open file is made of holes for the most part: more than half of its first `bytes` bytes, and more than any
/// run of zeros that this program writes. They stand for bytes that never were: what a crash or an interrupted copy leaves, or a file made
/// to keep a reader busy, since terabytes of them take no disk and hours to read. False where the file system cannot tell.
bool is_mostly_holes(int file, std::int64_t bytes);

}  // namespace jingchu::output::detail
