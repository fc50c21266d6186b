#pragma once

#include <cstdint>
#include <vector>

#include "engine/statistics/bytes.hpp"

namespace jingchu::engine {

/// Paths first .. end - 1.
struct PathRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
  std::int64_t count() const noexcept { return end - first; }
  friend bool operator==(const PathRange&, const PathRange&) = default;
};

/// A set of path numbers as ranges in order, none touching the next. Few ranges: those of workers and shards.
class PathSet {
 public:
  PathSet() = default;
  explicit PathSet(PathRange range) { add(range); }

  void add(PathRange range);
  void add(const PathSet& other);
  std::int64_t count() const noexcept;
  bool empty() const noexcept { return ranges_.empty(); }
  /// Whether a path is in both.
  bool overlaps(const PathSet& other) const noexcept;
  /// Paths of `wanted` that are not in the set.
  PathSet missing(PathRange wanted) const;
  const std::vector<PathRange>& ranges() const noexcept { return ranges_; }

  void serialise(detail::ByteWriter& out) const;
  static PathSet restore(detail::ByteReader& in);

  friend bool operator==(const PathSet&, const PathSet&) = default;

 private:
  std::vector<PathRange> ranges_;
};

}  // namespace jingchu::engine
