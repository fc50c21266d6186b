#pragma once

#include <string>
#include <vector>

#include "app/cli/command.hpp"

namespace jingchu::app {

/// The manual page of the program, section 1, as man(7) text in UTF-8; made of the tables the help is made of.
/// \param version  stands in the footer.
std::string manual_page(const std::vector<Command>& commands, Language language, std::string_view version);

}  // namespace jingchu::app
