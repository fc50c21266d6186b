#pragma once

#include <string>
#include <string_view>

namespace jingchu::app {

/// `text` without what a terminal would obey: control characters become U+FFFD, but for line ends, tabs, colours and the
/// clearing of a line, which the program writes itself. Titles and names may come from a file that means harm.
std::string terminal_text(std::string_view text);

}  // namespace jingchu::app
