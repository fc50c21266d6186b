#pragma once

#include <filesystem>
#include <string>

#include "output/results/content.hpp"
#include "output/results/path_source.hpp"

namespace jingchu::output {

/// Whether a new results file may be put at `path`: throws Error(cannot_create) when something exists there (unless
/// `force` and it is a plain file), its folder is missing or not writable, or it is a link, folder or device.
void check_output_place(const std::filesystem::path& path, bool force);

/// Writes, seals, fsyncs and renames; never shows a partial file under `path`, never replaces one without `force`.
/// \param paths  gives the values of Content::kept, when there are some; those go to the disk as they come
/// \return Content::kept_sha256 of the values that were written; empty without any
/// Throws Error(io) or Error(cannot_create), Error(come_back) when it is stopped; an older file is intact then.
std::string write_results(const std::filesystem::path& path, const Content& content, bool force, const PathSource* paths = nullptr);

/// How much of a results file is believed.
enum class Trust {
  check,   ///< nothing: its digest is computed, and time and memory for reading it are bounded
  given,   ///< --trust: the digest is taken as right, for files too large to read twice, and there are no bounds
};

/// Checks the seal, then reads everything back, in a child process that can open no other file.
///
/// Throws Error(data) for what is not a complete results file of this project: damaged, hostile, or one that crashes
/// HDF5; within 10 s and 1 GB, but for the time the digest of a large file takes (about 1 s/GB). Error(no_input) when
/// it is missing.
Content read_results(const std::filesystem::path& path, Trust trust = Trust::check);

/// What the seal says. Throws Error(data) when it is missing or does not fit the bytes before it.
struct Seal { std::int64_t bytes = 0; std::string sha256; };
Seal check_seal(const std::filesystem::path& path);

/// What write_results would write, for a comparison: nothing of it has a name, so that nothing is left however the program ends.
struct Unwritten {
  Seal seal;
  std::string kept_sha256;   ///< as write_results returns it
};
/// \param place  single paths go to the disk of its folder; its name is only told where that fails   \param paths  as of write_results
/// Throws as write_results does.
Unwritten unwritten_results(const std::filesystem::path& place, const Content& content, const PathSource* paths = nullptr);

/// SHA-256 over all groups but /provenance: equal across compilers and instruction sets. Single paths count by Content::kept_sha256.
std::string results_digest(const Content& content);

/// SHA-256 of a text as 64 hex digits.
std::string sha256_hex(std::string_view text);

}  // namespace jingchu::output
