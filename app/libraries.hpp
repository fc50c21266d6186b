#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

/// The option --library, shared by the commands that read models and scenarios.
Option library_option();

/// The folder with the shipped models and scenarios: share/jingchu beside the folder of the program when it is
/// installed, else the source tree the program was built in. Empty when there is none.
std::filesystem::path shipped_library();

/// The bare names of all shipped models and scenarios: "hubei", "hubei-2024/report". Sorted.
std::vector<std::string> shipped_names();

/// Where bare names are looked up: what is shipped, then each --library in the order given. Throws Error(usage) for
/// one that is no folder.
std::vector<std::filesystem::path> libraries(const Arguments& arguments);

/// The folder of `name` ("models" or "scenarios") inside a library root; handles the layout of the source tree.
std::filesystem::path library_folder(const std::filesystem::path& root, const char* name);

}  // namespace jingchu::app
