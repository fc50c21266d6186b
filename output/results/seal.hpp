#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "output/results/new_file.hpp"
#include "output/results/posix.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output::detail {

/// Length of the seal at the end of a results file [bytes]. Text, so that `tail -c 512` shows it and
/// `head -c -512 FILE | sha256sum` checks it without this program.
inline constexpr std::size_t seal_bytes = 512;

/// What a seal says of `body`, and of all that a file holds so far, read from the disk again.
Seal seal_of(std::string_view body);
Seal seal_of(const NewFile& file);
/// The text of a seal, exactly seal_bytes long.
std::string make_seal(const Seal& seal);
inline std::string make_seal(std::string_view body) { return make_seal(seal_of(body)); }

/// A results file, opened, whose end is a seal that fits its length. Nothing else of it was looked at.
class SealedFile {
 public:
  /// Throws Error(no_input) when it cannot be opened, Error(data) when it is no plain file, has no seal, one of another
  /// length or of a newer schema, Error(io).
  explicit SealedFile(const std::filesystem::path& path);

  /// Reads all of it, a piece at a time. Throws Error(data) when the digest is not that of the seal, Error(io).
  void check_digest() const;

  const Seal& seal() const noexcept { return seal_; }
  /// Major and minor version of the schema that the seal names.
  const std::array<int, 2>& version() const noexcept { return version_; }
  /// A name under which this very file can be opened again, whatever has happened to its path. Without /proc that is the
  /// path; throws Error(io) when another file has it by now.
  std::string name_of_descriptor() const;

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
  Seal seal_;
  std::array<int, 2> version_ = {0, 0};
};

}  // namespace jingchu::output::detail
