#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "app/session.hpp"
#include "app/study/run_log.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/outcome.hpp"
#include "output/results/content.hpp"
#include "output/results/path_source.hpp"
#include "output/shards/shard_file.hpp"

namespace jingchu::app {

/// Where what came out of a run goes.
struct Finish {
  std::filesystem::path file;
  bool force = false;                                  ///< overwrite
  bool json = false;                                   ///< answer as JSON
  std::chrono::steady_clock::time_point start;         ///< of the command
  output::KeptPaths kept;                              ///< single paths the results are to hold
  const output::PathSource* paths = nullptr;           ///< gives them
};

/// Writes the results of a run, and to the log how it ended.
struct WrittenRun {
  output::Content content;
  int code = 0;
};
WrittenRun write_run(const Study& study, const engine::Outcome& outcome, const output::Provenance& from, const Finish& finish, RunLog& log);

/// The same, prints its table, says what is notable. Returns the exit code.
int finish_run(const Study& study, const engine::Outcome& outcome, const output::Provenance& from, const Finish& finish, RunLog& log, const Session& session);

/// The same for a shard. How many paths failed is judged when it is merged.
int finish_shard(const output::Shard& shard, std::int64_t failed, const Finish& finish, RunLog& log, const Session& session);

}  // namespace jingchu::app
