#pragma once

#include <map>
#include <tuple>

#include "engine/simulation/simulate.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

/// What one worker gathers from its tiles: integer statistics and failures, added to others at the end.
class Collector {
 public:
  Collector(const RunTables& tables, std::shared_ptr<const std::vector<Grid>> grids);

  void add(const Tile& tile, int count);
  void merge(const Collector& other);
  /// Moves everything into an outcome (kept failures sorted and cut to plan.kept_failures).
  void finish(Outcome& outcome) &&;
  void set_careful(std::int64_t count) noexcept { careful_ = count; }

 private:
  const RunTables& tables_;
  Accumulator statistics_;
  TargetCounts targets_;
  std::int64_t paths_ = 0, failed_ = 0, careful_ = 0;
  std::vector<Failure> failures_;
  std::map<std::tuple<FailureKind, int, int>, std::int64_t> failure_counts_;
  std::vector<double> residuals_;
};

}  // namespace jingchu::engine
