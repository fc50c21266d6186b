#include "output/results/no_space.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <utility>

#include "output/results/posix.hpp"

namespace jingchu::output {

bool NoSpace::is(int error) noexcept { return error == ENOSPC || error == EDQUOT; }

NoSpace::NoSpace(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing) : NoSpace(path, step, error, missing, disk_of(path, missing)) {}

NoSpace::NoSpace(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing, Disk disk)
    : Error(ExitCode::io, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), detail::system_reason(error)),
            disk.takes_no_file ? fmt::format("remove some files from {}, which takes no more, and repeat the command", jingchu::quoted(disk.mount.string()))
                               : fmt::format("free some space on {} and repeat the command", jingchu::quoted(disk.mount.string()))),
      disk_(std::move(disk)), missing_(missing) {}

NoSpace::Disk NoSpace::disk_of(const std::filesystem::path& path, std::int64_t missing) {
  Disk disk{mount_of(path), false};
  // Many disks have places for so many files and no more. Where bytes found no room, it is bytes that are missing.
  struct statvfs space {};
  if (missing == 0 && ::statvfs(disk.mount.c_str(), &space) == 0) disk.takes_no_file = space.f_files > 0 && space.f_favail == 0;
  return disk;
}

std::filesystem::path mount_of(const std::filesystem::path& path) {
  struct stat here {}, above {};
  std::error_code trouble;
  std::filesystem::path place = std::filesystem::absolute(path, trouble).lexically_normal();
  while (::stat(place.c_str(), &here) != 0 && place != place.root_path()) place = place.parent_path();
  while (place != place.root_path() && ::stat(place.parent_path().c_str(), &above) == 0 && above.st_dev == here.st_dev) place = place.parent_path();
  return place;
}

}  // namespace jingchu::output
