#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/session.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// Makes sure that descriptors 0 to 2 are open (on /dev/null where they are not), so that no results file ever takes
/// the place of standard output, and that a reader who goes away is an error code and no signal.
void open_console();

/// Writes an answer to standard output. A reader who went away (`| head -1`) is no error; throws Error(io) when the
/// text cannot be written completely for another reason, such as a full disk.
void answer(std::string_view text);

/// Writes to standard error; trouble there is ignored, as there is nobody left to tell.
void say(std::string_view text);
/// `say` unless --quiet, with a line end.
void talk(const Session& session, std::string_view text);

/// Standard error is a terminal that can redraw a line, wide enough for a progress bar.
bool progress_wanted(const Session& session);

/// How a report is shown on standard output: colours only on a terminal and without NO_COLOR, and as wide as it is.
output::Style style_of(const Session& session);

/// A word as a shell takes it.
std::string shell_quoted(std::string_view word);
std::string shell_quoted(const std::vector<std::string>& words);

}  // namespace jingchu::app
