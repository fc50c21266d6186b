#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tally.hpp"
#include "output/results/content.hpp"
#include "output/shards/shard_file.hpp"

namespace jingchu::app {

class ShardHeads;

/// A run that was cut into shards: their heads are read and checked, what they hold is not yet added up.
class ShardedRun {
 public:
  /// Throws Error(data) with all problems: files that are no whole shards, shards of other runs, the same shard twice,
  /// and shards that are missing, with the number to run; Error(no_input) for a file that is not there.
  /// \param allow_mixed_versions  take shards that other builds of the program made of the same run; without it they are
  ///                              shards of another run. The provenance then tells which build made which shard.
  explicit ShardedRun(const std::vector<std::filesystem::path>& files, bool allow_mixed_versions = false);

  const Study& study() const noexcept { return study_; }
  const output::Provenance& provenance() const noexcept { return provenance_; }
  /// Single paths its results are to hold.
  const output::KeptPaths& kept() const noexcept { return kept_; }
  /// Identity of the run, and of the builds that made its shards where there are several.
  const std::string& digest() const noexcept { return digest_; }

  /// Adds up the shards, one at a time, so that memory does not grow with their number. Any order gives the same bits.
  /// \param simulation  of the study
  /// Throws Error(come_back) when `interruption` asks for it, Error(data) for a shard that does not hold its paths.
  engine::Tally add_up(const engine::Simulation& simulation, const Interruption& interruption, const Session& session) const;

 private:
  ShardedRun(const std::vector<std::filesystem::path>& files, const ShardHeads& heads);

  std::vector<std::filesystem::path> files_;
  output::Provenance provenance_;
  std::string digest_;
  Study study_;
  output::KeptPaths kept_;
};

}  // namespace jingchu::app
