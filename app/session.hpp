#pragma once

#include <string>
#include <vector>

#include "app/cli/language.hpp"

namespace jingchu::app {

/// What holds for the whole of one call of the program.
struct Session {
  Language language = Language::en;
  bool quiet = false;                    ///< --quiet: no talk but warnings and errors
  std::vector<std::string> words;        ///< the command line, the program's name first
  bool chinese() const { return language == Language::zh; }
};

}  // namespace jingchu::app
