#pragma once

#include <filesystem>
#include <vector>

#include "app/study/study.hpp"
#include "engine/simulation/tally.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// A whole run put together from its shards.
struct MergedRun {
  Study study;
  output::Provenance provenance;
  engine::Tally tally;
  output::KeptPaths kept;   ///< single paths its results are to hold
};

/// Adds up shards, one at a time, so that memory does not grow with their number. Any order gives the same bits.
/// Throws Error(data) with all problems: files that are no whole shards, shards of other runs, the same shard twice,
/// and shards that are missing, with the number to run.
MergedRun merge_shards(const std::vector<std::filesystem::path>& files, int threads);

}  // namespace jingchu::app
