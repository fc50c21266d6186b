#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output {

/// One part of a run's paths, counted: what `run --shard i/n` writes and `merge` adds up.
///
/// It is no table of results, so it is no HDF5 file: a few lines of text (what it is, its length and SHA-256), the run
/// it belongs to as JSON with every text embedded, and the engine's integer statistics.
struct Shard {
  std::string run;                     ///< digest of the run, equal in all its shards
  int index = 1, count = 1;            ///< i of n, from 1
  std::int64_t first_path = 0, end_path = 0;
  Provenance provenance;               ///< of the whole run
  std::vector<std::string> quantiles;  ///< variables with quantiles
  std::vector<std::string> kept;       ///< variables whose single paths the results are to hold; their values are not in a shard
  bool kept_f64 = false;
  std::vector<std::byte> tally;        ///< engine::Tally, serialised; empty when only the head was read
};

/// Writes it complete under its name or not at all. Throws as write_results does.
void write_shard(const std::filesystem::path& path, const Shard& shard, bool force);

/// Reads a shard and checks it. Throws Error(data) for what is no complete shard, Error(no_input) when it is missing.
/// \param largest_tally  bytes: a longer one is refused before it takes memory
Shard read_shard(const std::filesystem::path& path, std::int64_t largest_tally);
/// The same without the tally: in bounded memory, though all bytes are checked.
Shard read_shard_head(const std::filesystem::path& path);

/// The first line of a shard file.
inline constexpr std::string_view shard_first_line = "jingchu-shard 1\n";

}  // namespace jingchu::output
