#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace jingchu::output::detail {

/// Puts `parts`, one after the other, into a new file `path`: written under a private name in the same folder, fsynced,
/// renamed, folder fsynced. Without `force` nothing is ever replaced; with it a plain file is, in one step.
/// Throws Error(io), or Error(cannot_create) when something stands at `path`; then the folder is as it was before.
void write_bytes(const std::filesystem::path& path, std::initializer_list<std::string_view> parts, bool force);

}  // namespace jingchu::output::detail
