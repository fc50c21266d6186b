#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "output/results/results_file.hpp"

namespace jingchu::output::detail {

/// Length of the seal at the end of a results file [bytes]. Text, so that `tail -c 512` shows it and
/// `head -c -512 FILE | sha256sum` checks it without this program.
inline constexpr std::size_t seal_bytes = 512;

/// The seal of `body`: exactly seal_bytes long.
std::string make_seal(std::string_view body);

/// Checks the seal at the end of `bytes`. Throws Error(data) when it is missing or does not fit.
Seal check_seal_of(std::string_view bytes, const std::filesystem::path& path);

/// The whole file. Throws Error(no_input) when it is missing, Error(data) when it is no plain file, Error(io).
std::string read_whole_file(const std::filesystem::path& path);

}  // namespace jingchu::output::detail
