#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "output/hdf5/reader.hpp"

namespace jingchu::output::detail {

[[noreturn]] inline void refuse(const std::string& problem) { throw Error(ExitCode::io, problem); }

/// Length of a one-dimensional dataset.
inline std::size_t length(const hdf5::ReadGroup& group, const std::string& name) {
  const auto shape = group.shape(name);
  if (shape.size() != 1) refuse(fmt::format("'{}' does not have one dimension", name));
  return static_cast<std::size_t>(shape.front());
}

/// A number of paths that can be added to others: no run has more, and nothing a stranger wrote overflows.
inline std::int64_t path_count(std::int64_t count, const std::string& name) {
  constexpr std::int64_t most = std::int64_t{1} << 36;
  if (count < -1 || count > most) refuse(fmt::format("'{}' says {} paths", name, count));
  return count;
}

/// Numbers of paths, -1 where there is nothing to count.
inline std::vector<std::int64_t> path_counts(const hdf5::ReadGroup& group, const std::string& name, const std::vector<hsize_t>& shape) {
  std::vector<std::int64_t> counts = group.integers(name, shape);
  for (const std::int64_t count : counts) path_count(count, group.name() + "/" + name);
  return counts;
}

inline std::vector<std::string> names_of(const hdf5::ReadGroup& group, const std::string& name) { return group.texts(name, {length(group, name)}); }

/// Which rows of a table each scenario has: a dataset of places, scenarios x names, -1 where a scenario lacks the name.
class TableRows {
 public:
  TableRows(const hdf5::ReadGroup& group, const std::string& name, std::size_t scenarios, std::size_t names)
      : rows_(group.integers(name, {scenarios, names})), names_(names) {
    for (std::size_t s = 0; s < scenarios; ++s) {
      std::vector<bool> seen(names, false);
      std::size_t count = 0;
      for (std::size_t i = 0; i < names; ++i) {
        const std::int64_t row = rows_[s * names + i];
        if (row < -1 || row >= static_cast<std::int64_t>(names)) refuse(fmt::format("'{}' holds {}", name, row));
        if (row < 0) continue;
        if (seen[static_cast<std::size_t>(row)]) refuse(fmt::format("'{}' holds {} twice", name, row));
        seen[static_cast<std::size_t>(row)] = true;
        ++count;
      }
      // The places of a scenario are 0 .. count-1, each once.
      if (!std::all_of(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(count), [](bool b) { return b; })) refuse(fmt::format("'{}' has gaps", name));
      counts_.push_back(count);
    }
  }

  /// Gives the list of each scenario its length, then calls `fill(row, name, entry)` for every row, `entry` counting
  /// scenario-major through the table.
  /// \param list  the list of a scenario
  template <class List, class Fill>
  void fill(List list, Fill fill) const {
    for (std::size_t s = 0; s < counts_.size(); ++s) {
      auto& rows = list(s);
      rows.resize(counts_[s]);
      for (std::size_t i = 0; i < names_; ++i) {
        const std::int64_t row = rows_[s * names_ + i];
        if (row >= 0) fill(rows[static_cast<std::size_t>(row)], i, s * names_ + i);
      }
    }
  }

 private:
  std::vector<std::int64_t> rows_;
  std::vector<std::size_t> counts_;
  std::size_t names_;
};

}  // namespace jingchu::output::detail
