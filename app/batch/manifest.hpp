#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/batch/batch_work.hpp"

namespace jingchu::app {

enum class ItemStatus { waiting, done, failed, stopped };

/// How a run of a batch stands.
struct ItemState {
  ItemStatus status = ItemStatus::waiting;
  int exit_code = 0;                    ///< of done (0 or 3), failed and stopped runs
  std::string run;                      ///< digest of what was run
  std::string file_sha256;              ///< of the results file, as its seal says
  std::string results_digest;           ///< of the numbers alone: equal for other builds and instruction sets
  std::int64_t failed_paths = 0;
  std::string text;                     ///< what went wrong
};

/// FOLDER/manifest.json: what every run of a batch asks for and how it stands. Nothing volatile is in it; times are in
/// the log. It is written in one step, so a reader sees a whole one.
class Manifest {
 public:
  /// Takes on what an earlier call of the batch left in the folder, for runs that ask for the same still.
  Manifest(std::string batch, const std::vector<BatchWork>& work, const std::filesystem::path& folder);

  ItemState& state(std::size_t item) { return states_[item]; }
  const ItemState& state(std::size_t item) const { return states_[item]; }
  /// As JSON.
  std::string text() const;
  /// Throws Error(io).
  void write() const;

 private:
  void restore();

  std::string batch_;
  const std::vector<BatchWork>& work_;
  std::filesystem::path file_;
  std::vector<ItemState> states_;
};

}  // namespace jingchu::app
