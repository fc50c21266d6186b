#pragma once

#include <string>

namespace jingchu::app {

/// "0.1.0"
std::string version();
/// 40 hex digits, with "-dirty" when the source tree had changes; "unknown" outside a git checkout.
std::string git_revision();
/// Compiler, its version and the flags of the build.
std::string build_description();

}  // namespace jingchu::app
