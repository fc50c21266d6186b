#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "output/results/posix.hpp"

namespace jingchu::output::detail {

/// A file that has no name until it is whole, so that a killed run leaves nothing. Where the file system knows no such
/// files it has a private name, and loses it unless it was finished.
class NewFile {
 public:
  /// \param path  the name it is to have. Throws Error(io) or Error(cannot_create).
  explicit NewFile(const std::filesystem::path& path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  /// Throws Error(cannot_create) when finish(false) could give it no name, because the disk knows no way that never replaces another file.
  void check_naming();
  /// It is never to have a name, and leaves nothing however the program ends: a private one is taken away at once. Without finish().
  void stay_nameless() noexcept;
  /// Adds bytes at its end. Throws Error(io).
  void append(std::string_view bytes);
  /// Syncs the file, gives it its name, syncs the folder. Without `force` nothing is ever replaced; with it a plain file
  /// is, in one step. Throws Error(io), or Error(cannot_create) when something stands there.
  void finish(bool force);

  /// Open for reading and writing.
  int descriptor() const noexcept { return file_.get(); }
  const std::filesystem::path& path() const noexcept { return path_; }
  /// Throws Error(io), NoSpace where the disk is full: `step` of the file failed.
  /// \param missing  bytes that found no room; 0: not known
  [[noreturn]] void fail(std::string_view step, int error, std::int64_t missing = 0) const;

 private:
  void create_named();
  /// Gives the file a name in its folder, if nothing has it. Returns 0 or what is against it.
  int link_to(const std::string& name);
  /// A file without a name cannot replace another; it gets a private one for the moment between.
  void give_name();
  void put_in_place_of(const std::string& name);

  std::filesystem::path path_;
  FileDescriptor folder_;
  std::string name_;
  FileDescriptor file_;
};

}  // namespace jingchu::output::detail
