#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

/// Shells that can complete a command line of this program.
enum class Shell { bash, zsh, fish };

/// "bash", "zsh" or "fish"; nothing for another word.
std::optional<Shell> parse_shell(std::string_view word);

/// The script that teaches a shell to complete commands, options and their values. What a value is, the placeholder of
/// its help says: FILE and DIR are files and folders, SCENARIO and MODEL files and shipped names, words in lower case
/// stand for themselves (zh|en), and of everything else nothing is known.
///
/// \param shipped  bare names of models and scenarios.
std::string completion(Shell shell, const std::vector<Command>& commands, const std::vector<std::string>& shipped);

}  // namespace jingchu::app
