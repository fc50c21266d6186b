#pragma once

#include <filesystem>
#include <string>

namespace jingchu::app {

/// `results/NAME.h5` in the current folder; makes the folder `results` when it is missing.
///
/// A scenario's name serves as a file name: load_scenario has checked it. Throws Error(cannot_create) when the folder
/// cannot be made.
std::filesystem::path standard_output_file(const std::string& scenario_name);

}  // namespace jingchu::app
