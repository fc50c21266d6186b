#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace jingchu::app {

/// Puts a text into a file under the rules of results files: never through a link, never half, and over an existing
/// file only with `force`. Throws Error(cannot_create) or Error(io); an older file is intact then.
void write_file(const std::filesystem::path& file, std::string_view text, bool force);

/// The same for a text too long for the memory. \param produce  calls its argument with one piece after the other
void write_file(const std::filesystem::path& file, const std::function<void(const std::function<void(std::string_view)>&)>& produce, bool force);

}  // namespace jingchu::app
