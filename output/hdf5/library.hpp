#pragma once

namespace jingchu::output {

/// Prepares the HDF5 library: no exit handler (it crashes after a failed close), no printing of its own, no plugins.
/// Call it first thing in main(); the functions of output/results call it too. Calling it again does no harm.
void start_hdf5();

}  // namespace jingchu::output
