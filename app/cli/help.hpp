#pragma once

#include <string>
#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

/// `text` broken into lines of at most `width` columns of a terminal (a Chinese character takes two); every line after
/// the first is indented. Never cuts a character; a word longer than a line stands alone.
std::string wrapped(std::string_view text, int first_column, int indent, int width = 80);

/// "usage: jingchu run SCENARIO [options]" and where to read more.
std::string usage_of(const Command& command, Language language);
/// Everything about one command.
std::string help_of(const Command& command, Language language);
/// The list of commands.
std::string general_help(const std::vector<Command>& commands, Language language);

}  // namespace jingchu::app
