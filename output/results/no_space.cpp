#include "output/results/no_space.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "output/results/posix.hpp"

namespace jingchu::output {

bool NoSpace::is(int error) noexcept { return error == ENOSPC || error == EDQUOT; }

NoSpace::NoSpace(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing)
    : Error(ExitCode::io, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), detail::system_reason(error)),
            fmt::format("free some space on {} and repeat the command", jingchu::quoted(mount_of(path).string()))),
      mount_(mount_of(path)), missing_(missing) {}

std::filesystem::path mount_of(const std::filesystem::path& path) {
  struct stat here {}, above {};
  std::error_code trouble;
  std::filesystem::path place = std::filesystem::absolute(path, trouble).lexically_normal();
  while (::stat(place.c_str(), &here) != 0 && place != place.root_path()) place = place.parent_path();
  while (place != place.root_path() && ::stat(place.parent_path().c_str(), &above) == 0 && above.st_dev == here.st_dev) place = place.parent_path();
  return place;
}

}  // namespace jingchu::output
