#pragma once

#include <string_view>

#include "models/source/source_store.hpp"
#include "scenarios/reader/written.hpp"

namespace jingchu::scenarios {

/// Reads a scenario file and, one below the other, the files it extends, and lays them over each other: a key of an upper
/// file replaces that of a lower one, tables are joined key by key, and targets are replaced only when given.
///
/// Title and question are those of the file asked for: what is inherited would be wrong about it.
/// Throws Error when a file is missing, is no scenario or is a results file; reports cycles and chains deeper than 8 with
/// all files on the way, and whatever is wrong inside the files.
WrittenScenario read_chain(models::SourceStore& store, std::string_view reference, Diagnostics& problems);

}  // namespace jingchu::scenarios
