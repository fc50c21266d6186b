// Loaded before the C library: opening a file of this name throws what no part of the program expects, as a bug of its own would.

#include <dlfcn.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

extern "C" std::FILE* fopen(const char* name, const char* mode) {
  if (std::strstr(name, "unforeseen") != nullptr) throw std::logic_error("a thing that cannot be");
  using Open = std::FILE* (*)(const char*, const char*);
  static const auto open = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "fopen"));
  return open(name, mode);
}
