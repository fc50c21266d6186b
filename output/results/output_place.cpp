#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "engine/core/error.hpp"
#include "output/results/new_file.hpp"
#include "output/results/posix.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

namespace {

[[noreturn]] void refuse(std::string problem, std::string hint = {}) { throw Error(ExitCode::cannot_create, std::move(problem), std::move(hint)); }

/// What stands there, so that nobody forces it away by mistake.
std::string described(const std::filesystem::path& path) {
  try {
    const Content old = read_results(path);
    std::string names;
    for (const auto& scenario : old.scenarios) names += (names.empty() ? "" : ", ") + scenario.name;
    return fmt::format(", the results of {} with seed {} and {} paths", names, old.provenance.seed, old.provenance.n_paths);
  } catch (const Error&) {
    return {};
  }
}

void check_what_stands_there(const std::filesystem::path& path, bool force) {
  struct stat info {};
  const std::string name = jingchu::quoted(path.string());
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return;  // the folder is looked at next
    refuse(fmt::format("cannot write {}: {}", name, detail::system_reason(errno)));
  }
  if (S_ISLNK(info.st_mode)) refuse(fmt::format("{} exists and is a link; links are never followed or replaced", name), "give the name of the file itself");
  if (S_ISDIR(info.st_mode)) refuse(fmt::format("{} is a folder", name), "give the name of a file, for example " + jingchu::quoted((path / "run.h5").string()));
  if (!S_ISREG(info.st_mode)) refuse(fmt::format("{} is a device, pipe or socket, not a plain file", name));
  if (!force) refuse(fmt::format("{} exists{}", name, described(path)), "use --force or another name");
}

void check_folder(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const std::string name = jingchu::quoted(folder.string());
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) refuse(fmt::format("cannot write into folder {}: {}", name, detail::system_reason(errno)), "make the folder first");
  if (!S_ISDIR(info.st_mode)) refuse(fmt::format("{} is a file, not a folder", name));
  if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(fmt::format("cannot write into folder {}: {}", name, detail::system_reason(errno)));
}

}  // namespace

void check_output_place(const std::filesystem::path& path, bool force) {
  if (path.empty()) refuse("the name of the output file is empty");
  if (path.native().find('\0') != std::string::npos) refuse("the name of the output file holds a NUL character");
  check_what_stands_there(path, force);
  if (path.filename().empty() || path.filename() == "." || path.filename() == "..") {
    refuse(fmt::format("{} names a folder, not a file", jingchu::quoted(path.string())), "give the name of a file, for example 'run.h5'");
  }
  check_folder(path);
  if (!force) detail::NewFile(path).check_naming();
}

}  // namespace jingchu::output
