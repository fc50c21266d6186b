#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "engine/core/error.hpp"
#include "output/hdf5/reader.hpp"
#include "output/results/child.hpp"
#include "output/results/results_file.hpp"
#include "output/results/seal.hpp"

namespace jingchu::output::detail {

/// What a process that reads a results file may take: together with what its parent makes of the answer below 1 GB,
/// and 10 s with the rest of the command.
constexpr ChildLimits limits_of(Trust trust) {
  return trust == Trust::given ? ChildLimits{} : ChildLimits{std::size_t{512} << 20, std::size_t{160} << 20, std::chrono::seconds(8)};
}

/// What `work` makes of a file whose seal was checked: HDF5 opens it in a child process that can open nothing else, and
/// storage and schema version are checked first. Throws Error(data) that names no file.
std::string answer_of_file(const SealedFile& sealed, const ChildLimits& limits, const std::function<std::string(const hdf5::ReadFile&)>& work);

/// All of a file. Throws Error(data) that names no file.
Content content_of(const SealedFile& sealed, const ChildLimits& limits);

/// Content of a file that is open already. Throws as read_results.
Content read_sealed(const SealedFile& sealed, const std::filesystem::path& path, Trust trust, const ChildLimits& limits);

/// What `work` returns; an Error(data) of it gets the name of the file.
template <class Work>
auto of_results_file(const std::filesystem::path& path, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() != ExitCode::data) throw;
    throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, Place{path.string(), 0, 0, 1, {}},
                                            "this is not a complete results file of this program: " + error.diagnostics().front().problem, {}, {}, {}}});
  }
}

/// read_results with other limits.
Content read_within(const std::filesystem::path& path, Trust trust, const ChildLimits& limits);

}  // namespace jingchu::output::detail
