#pragma once

#include <string>
#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

/// "usage: jingchu run SCENARIO [options]" and where to read more.
std::string usage_of(const Command& command, Language language);
/// Everything about one command.
std::string help_of(const Command& command, Language language);
/// The list of commands.
std::string general_help(const std::vector<Command>& commands, Language language);

}  // namespace jingchu::app
