#pragma once

#include <filesystem>

#include "output/results/child.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output::detail {

/// What a process that reads a results file may take: together with what its parent makes of the answer below 1 GB,
/// and 10 s with the rest of the command.
constexpr ChildLimits limits_of(Trust trust) {
  return trust == Trust::given ? ChildLimits{} : ChildLimits{std::size_t{512} << 20, std::size_t{160} << 20, std::chrono::seconds(8)};
}

/// read_results with other limits.
Content read_within(const std::filesystem::path& path, Trust trust, const ChildLimits& limits);

}  // namespace jingchu::output::detail
