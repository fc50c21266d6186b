#pragma once

#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

// One function a command, each in the file of its name.
Command run_command();
Command check_command();
Command describe_command();
Command show_command();
Command replay_command();
Command init_command();

/// All commands, in the order of the help.
const std::vector<Command>& commands();

/// The option --json, shared by the commands that answer.
Option json_option();

}  // namespace jingchu::app
