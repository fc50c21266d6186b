#include "output/hdf5/library.hpp"

#include <hdf5.h>

#include <cstdlib>

namespace jingchu::output {

void start_hdf5() {
  static const bool once = [] {
    // Before any other call of the library, else the exit handler is in place already. The answer does not matter:
    // a program that opened HDF5 before us keeps its handler.
    static_cast<void>(H5dont_atexit());
    // Filters must never be loaded from a folder that the environment or a file names.
    static_cast<void>(H5PLset_loading_state(0));
    return true;
  }();
  static_cast<void>(once);
  // The error stack, and with it this switch, belongs to the thread.
  static_cast<void>(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));
}

}  // namespace jingchu::output
