#pragma once

#include <hdf5.h>

#include <cstddef>

namespace jingchu::output::hdf5 {

/// Looks at every object of a file without reading a value; see ReadFile::check_storage.
/// \param file_bytes  length of the file. Throws Error(io) with the name of the first object that is not as it should be.
void check_stored_objects(hid_t file, std::size_t file_bytes);

}  // namespace jingchu::output::hdf5
