#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/session.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/tally.hpp"
#include "output/shards/shard_file.hpp"

namespace jingchu::app {

/// A shard to write, from what its paths amounted to.
output::Shard shard_of(const Study& study, const ShardShare& share, engine::PathRange paths, const engine::Tally& tally, const output::Provenance& from, const output::KeptPaths& kept);

/// Whether `file` already is this shard of this run: then exit code 0, said on standard error; nothing when there is
/// none. Throws Error(cannot_create) for another shard.
std::optional<int> shard_finished_already(const std::filesystem::path& file, const Study& study, const ShardShare& share, const output::Provenance& own, const output::KeptPaths& kept, const Session& session);

/// Digest of the work that a spool holds: of the run, or of one of its shards.
std::string work_digest(const Study& study, const output::Provenance& from, const output::KeptPaths& kept, const std::optional<ShardShare>& share);

}  // namespace jingchu::app
