#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace jingchu::output {

// What the system says against a file, as an error of the program: a full disk is NoSpace, whatever was tried.

/// A `step` of a file that is there failed. Throws NoSpace or Error(io).
/// \param missing  bytes that found no room where the disk is full; 0: not known
[[noreturn]] void fail_io(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing = 0);

/// A file could not be made. Throws NoSpace, Error(io) where the disk fails, Error(cannot_create) with `hint` where the place is at fault.
[[noreturn]] void fail_to_make(const std::filesystem::path& path, std::string_view step, int error, std::string hint = {});

}  // namespace jingchu::output
