#pragma once

#include <filesystem>
#include <string_view>

namespace jingchu::app {

/// Puts a text into a file under the rules of results files: never through a link, never half, and over an existing
/// file only with `force`. Throws Error(cannot_create) or Error(io); an older file is intact then.
void write_file(const std::filesystem::path& file, std::string_view text, bool force);

}  // namespace jingchu::app
