#include "output/results/holes.hpp"

#include <unistd.h>

#include <cerrno>

namespace jingchu::output::detail {

bool is_mostly_holes(int file, std::int64_t bytes) {
  constexpr std::int64_t fewest = std::int64_t{64} << 20;   // of bytes: a small file is read before this is looked at
  if (bytes < fewest) return false;
  std::int64_t holes = 0;
  for (std::int64_t at = 0; at < bytes;) {
    const off_t hole = ::lseek(file, static_cast<off_t>(at), SEEK_HOLE);
    if (hole < 0 || hole >= bytes) break;
    off_t data = ::lseek(file, hole, SEEK_DATA);
    if (data < 0 && errno != ENXIO) break;
    if (data < 0 || data > bytes) data = static_cast<off_t>(bytes);
    holes += data - hole;
    at = data;
  }
  return holes > fewest && holes > bytes / 2;
}

}  // namespace jingchu::output::detail
