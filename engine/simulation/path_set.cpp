#include "engine/simulation/path_set.hpp"

#include <algorithm>

namespace jingchu::engine {

void PathSet::add(PathRange range) {
  if (range.count() <= 0) return;
  // Ranges that touch or overlap the new one become part of it.
  const auto first = std::lower_bound(ranges_.begin(), ranges_.end(), range.first, [](const PathRange& r, std::int64_t path) { return r.end < path; });
  auto last = first;
  for (; last != ranges_.end() && last->first <= range.end; ++last) {
    range.first = std::min(range.first, last->first);
    range.end = std::max(range.end, last->end);
  }
  ranges_.insert(ranges_.erase(first, last), range);
}

void PathSet::add(const PathSet& other) {
  for (const PathRange& range : other.ranges_) add(range);
}

std::int64_t PathSet::count() const noexcept {
  std::int64_t paths = 0;
  for (const PathRange& range : ranges_) paths += range.count();
  return paths;
}

bool PathSet::overlaps(const PathSet& other) const noexcept {
  for (auto a = ranges_.begin(), b = other.ranges_.begin(); a != ranges_.end() && b != other.ranges_.end();) {
    if (std::max(a->first, b->first) < std::min(a->end, b->end)) return true;
    if (a->end < b->end) ++a;
    else ++b;
  }
  return false;
}

PathSet PathSet::missing(PathRange wanted) const {
  PathSet result;
  std::int64_t from = wanted.first;
  for (const PathRange& range : ranges_) {
    if (range.first >= wanted.end) break;
    if (range.end <= from) continue;
    result.add({from, std::min(range.first, wanted.end)});
    from = range.end;
  }
  result.add({from, wanted.end});
  return result;
}

void PathSet::serialise(detail::ByteWriter& out) const {
  out.u64(ranges_.size());
  for (const PathRange& range : ranges_) {
    out.i64(range.first);
    out.i64(range.end);
  }
}

PathSet PathSet::restore(detail::ByteReader& in) {
  PathSet set;
  const std::uint64_t count = in.u64();
  std::int64_t before = -1;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t first = in.i64(), end = in.i64();
    if (first <= before || end <= first) in.fail("contradict themselves");
    set.ranges_.push_back({first, end});
    before = end;
  }
  return set;
}

}  // namespace jingchu::engine
