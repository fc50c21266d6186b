#include "output/results/posix.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace jingchu::output::detail {

FileDescriptor::~FileDescriptor() { static_cast<void>(close()); }

int FileDescriptor::close() noexcept { return fd_ < 0 ? 0 : ::close(std::exchange(fd_, -1)); }

std::string system_reason(int error) {
  // strerrordesc_np takes no notice of the locale and is safe in threads, unlike strerror.
  const char* text = ::strerrordesc_np(error);
  return text == nullptr ? "unknown system error" : text;
}

}  // namespace jingchu::output::detail
