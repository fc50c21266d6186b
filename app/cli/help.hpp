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

// What the help and the manual page share.

/// "jingchu run SCENARIO [options]".
std::string synopsis(const Command& command, Language language);
/// "-o, --output FILE"; without a short form, four spaces in its place when `aligned`.
std::string option_heading(const Option& option, Language language, bool aligned);
/// "parallel Monte Carlo for economic scenarios".
Text purpose();

struct ExitMeaning {
  int code;
  Text meaning;
};
const std::vector<ExitMeaning>& exit_meanings();

}  // namespace jingchu::app
