#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/simulation/contrast.hpp"
#include "engine/simulation/outcome.hpp"
#include "engine/simulation/path_set.hpp"

namespace jingchu::engine {

/// All that the paths simulated so far amounted to, and which paths those are: what snapshots and shards hold, and what
/// merging adds up. Made by Simulation::empty_tally; equal sets of paths have equal bytes, however they came together.
struct Tally {
  std::vector<Outcome> cases;
  std::vector<Contrast> contrasts;
  PathSet done;

  /// Adds what another tally of the same simulation counted. Throws Error(data) when both hold a path.
  void merge(const Tally& other);
  /// Likewise; a tally without a path becomes the other.
  void merge(Tally&& other);
  /// Versioned and little-endian. It has no checksum: files that hold it have.
  std::vector<std::byte> serialise() const;
  /// Takes on a serialised state. Throws Error(data) when the bytes are no tally of this simulation; the tally is then
  /// to be thrown away.
  void restore(std::span<const std::byte> bytes);

 private:
  std::uint64_t replicates() const noexcept;
};

}  // namespace jingchu::engine
