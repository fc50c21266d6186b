#pragma once

#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "output/results/seal.hpp"
#include "tests/output/temporary_folder.hpp"

namespace jingchu::output::testing {

/// The exit code and text of what `work` throws; fails the test when it throws nothing.
template <class Work>
std::pair<ExitCode, std::string> error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  ADD_FAILURE() << "no error was thrown";
  return {ExitCode::done, ""};
}

/// The HDF5 data of a results file, without the seal.
inline std::string body_of(const std::filesystem::path& path) {
  const std::string whole = bytes_of(path);
  return whole.substr(0, whole.size() - detail::seal_bytes);
}

/// Puts a body with a seal that fits it into a file.
inline void put_sealed(const std::filesystem::path& path, const std::string& body) { put_bytes(path, body + detail::make_seal(body)); }

/// Opens a written file for change, hands it to `change`, seals it again: HDF5 gets to see it.
template <class Change>
void tamper(const std::filesystem::path& path, Change change) {
  put_bytes(path, body_of(path));
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  change(file);
  ASSERT_GE(H5Fclose(file), 0);
  put_sealed(path, bytes_of(path));
}

}  // namespace jingchu::output::testing
