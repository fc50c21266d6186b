#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/simulation/path_set.hpp"

namespace jingchu::app {

/// Part i of n of a run's paths, i from 1.
struct ShardShare {
  int index = 1, count = 1;

  /// Its paths: whole work units, as many in every part as can be. All parts of n cover the run and no path is in two.
  /// Throws Error(usage) when the run has fewer work units than parts.
  engine::PathRange paths(std::int64_t of_run) const;
  std::string text() const;
};

/// Reads "3/8". Throws Error(usage).
ShardShare read_shard_share(const std::string& text);

/// `results/NAME.3-of-8.shard`; makes the folder as standard_output_file does.
std::filesystem::path standard_shard_file(const std::string& scenario_name, const ShardShare& share);

}  // namespace jingchu::app
