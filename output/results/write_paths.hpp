#pragma once

#include <string>

#include "output/results/content.hpp"
#include "output/results/new_file.hpp"
#include "output/results/path_source.hpp"

namespace jingchu::output::detail {

/// Adds the group /paths to a results file that is not sealed yet.
///
/// Threads compute and pack one block of paths each, a chunk of every kept variable, and write it when its turn comes:
/// chunks are in the file in the order of the paths whatever the number of threads, and no more blocks are in memory
/// than there are threads. Throws Error(io), Error(come_back) after a stop, and what the source throws.
/// \return ValuesDigest of what was written
std::string write_paths(const NewFile& file, const Content& content, const PathSource& source);

}  // namespace jingchu::output::detail
