#pragma once

#include "engine/core/error.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::models {

/// Looks at a text before a TOML parser does: typographic characters outside quotes and comments, bare keys that are not
/// ASCII, nesting deeper than 64, dotted keys of more than 16 parts, strings longer than 65,536 characters, strings
/// and brackets that are never closed, control characters. The parser's recursion then never meets a hostile depth.
void scan_toml(const SourceText& source, Diagnostics& problems);

}  // namespace jingchu::models
