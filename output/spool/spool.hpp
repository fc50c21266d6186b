#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "output/results/posix.hpp"

namespace jingchu::output {

/// `OUT.partial`: what an unfinished run has done, and the sign that a process is at work on OUT.
///
/// It holds a page of text that names the run, and snapshots, each on pages of its own with number, length and SHA-256.
/// A new snapshot never overwrites the newest whole one, so a kill at any moment leaves that one. The file belongs to
/// one process at a time (flock). Its destructor lets go of it and leaves it where it is.
class Spool {
 public:
  /// Takes hold of the spool of the results file `results`, makes it when it is missing.
  /// \param run  64 hex digits: digest of everything that decides the numbers of the run
  /// \param discard  whether the work of another run may be thrown away
  /// Throws Error(come_back) when another process is at work on `results`, Error(cannot_create) when something else
  /// stands there, Error(io).
  Spool(const std::filesystem::path& results, const std::string& run, bool discard);

  /// The newest whole snapshot; empty when there is none.
  const std::vector<std::byte>& newest() const noexcept { return newest_; }
  /// Whether a snapshot after the newest whole one was begun: a kill or a full disk left it torn, and its work is to do again.
  bool has_torn() const noexcept { return has_torn_; }
  /// Forgets what newest() gave: a large run needs the memory.
  void forget_newest() { newest_ = {}; }
  /// Adds a snapshot; it is on the disk when the function returns. Throws Error(io).
  void save(std::span<const std::byte> snapshot);
  /// Removes the file: its work is done or not wanted. Throws Error(io).
  void remove();

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  struct Extent {
    std::int64_t first = 0, end = 0;   ///< bytes of the file, whole pages
  };

  void take_hold();
  /// False when the file is empty or was torn while it was made.
  bool belongs_to(const std::string& run, bool discard);
  void start(const std::string& run);
  void find_newest();

  std::filesystem::path path_;
  detail::FileDescriptor file_{-1};
  std::vector<std::byte> newest_;
  std::int64_t number_ = 0;            ///< of the newest snapshot
  Extent place_;                       ///< where it is
  bool has_torn_ = false;
  bool name_is_durable_ = false;
};

/// Removes the spool of `results` when nobody holds it and it is of the run: a process that was killed between naming
/// its results and this leaves one. Anything else is left alone, without an error.
void remove_spool_of(const std::filesystem::path& results, const std::string& run) noexcept;

}  // namespace jingchu::output
