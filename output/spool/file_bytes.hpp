#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace jingchu::output::detail {

// Whole reads and writes at a place of a file; what the system says against them is Error(io) with the file's name.

/// Up to `size` bytes from `at` on: fewer where the file ends.
std::string read_bytes(int file, std::int64_t at, std::size_t size, const std::filesystem::path& path);
void write_bytes_at(int file, std::int64_t at, std::string_view bytes, const std::filesystem::path& path);
/// Makes sure of the names in the folder of `path`.
void sync_folder_of(const std::filesystem::path& path);

}  // namespace jingchu::output::detail
