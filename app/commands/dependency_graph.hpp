#pragma once

#include <string>

#include "app/cli/language.hpp"
#include "app/study/subject.hpp"

namespace jingchu::app {

/// The dependencies between variables within one period, in the language of Graphviz: an arrow from a variable to each
/// one whose equation uses it. Simultaneous blocks are boxes; the variables their solver iterates on have double rims.
std::string dependency_graph(const Subject& subject, Language language);

}  // namespace jingchu::app
