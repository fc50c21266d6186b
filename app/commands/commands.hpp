#pragma once

#include <vector>

#include "app/cli/command.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

// One function a command, each in the file of its name.
Command run_command();
Command batch_command();
Command submit_command();
Command compare_command();
Command seek_command();
Command explain_command();
Command sensitivity_command();
Command merge_command();
Command check_command();
Command describe_command();
Command show_command();
Command replay_command();
Command export_command();
Command verify_command();
Command rerun_command();
Command init_command();
Command help_command();

/// All commands, in the order of the help.
const std::vector<Command>& commands();

/// Throws Error(usage) with the nearest name when there is no such command.
const Command& find_command(const std::string& name);

/// The option --json, shared by the commands that answer.
Option json_option();
/// Of commands that take a plan: its texts may lie anywhere.
Option allow_outside_option();

/// The option --trust, shared by the commands that read results files, and what it means.
Option trust_option();
output::Trust trust_of(const Arguments& arguments);

}  // namespace jingchu::app
