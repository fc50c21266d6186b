#pragma once

#include <string>

#include "output/results/content.hpp"

namespace jingchu::app {

/// Says in `to` that this build of the program makes all of it.
void name_this_build(output::Provenance& to);

/// Whether the same builds of the program made both.
bool same_build(const output::Provenance& a, const output::Provenance& b);

/// Whether this build of the program made all of it.
bool made_by_this_build(const output::Provenance& from);

/// "jingchu 0.1.0 (REVISION, COMPILER AND FLAGS)" of what wrote it.
std::string build_text(const output::Provenance& from);

/// The same of this build.
std::string this_build_text();

}  // namespace jingchu::app
