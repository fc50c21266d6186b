#pragma once

#include <filesystem>
#include <string>

namespace jingchu::app {

/// Whether a name that stands in a file may become the name of a file: letters, digits, '.', '_', '-' and Chinese
/// characters, at most 100 bytes, no '.' or '-' in front.
bool is_file_name(const std::string& name);

/// `results/NAME.h5` in the current folder; makes the folder `results` when it is missing.
///
/// Throws Error(data) when the scenario's name is no file name of ours. Throws Error(cannot_create) when the folder cannot be made.
std::filesystem::path standard_output_file(const std::string& scenario_name);

}  // namespace jingchu::app
