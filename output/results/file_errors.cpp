#include "output/results/file_errors.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <utility>

#include "engine/core/error.hpp"
#include "output/results/no_space.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output {

void fail_io(const std::filesystem::path& path, std::string_view step, int error, std::int64_t missing) {
  if (NoSpace::is(error)) throw NoSpace(path, step, error, missing);
  throw Error(ExitCode::io, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), detail::system_reason(error)));
}

void fail_to_make(const std::filesystem::path& path, std::string_view step, int error, std::string hint) {
  if (NoSpace::is(error) || error == EIO) fail_io(path, step, error);
  // Files are opened without following a link.
  throw Error(ExitCode::cannot_create, fmt::format("cannot {} {}: {}", step, jingchu::quoted(path.string()), error == ELOOP ? "it is a link" : detail::system_reason(error)), std::move(hint));
}

}  // namespace jingchu::output
