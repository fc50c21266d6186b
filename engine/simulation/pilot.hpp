#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/simulation/contrast.hpp"
#include "engine/simulation/outcome.hpp"
#include "engine/simulation/run_tables.hpp"

namespace jingchu::engine {

using Grids = std::shared_ptr<const std::vector<Grid>>;

/// What the pilot paths fix: grids of every series of every case, and of every difference, and how likelihoods become weights.
struct PilotGrids {
  std::vector<Grids> cases;
  std::vector<std::vector<double>> references;   ///< of each case, one a release; see TileWeights
  std::vector<Grids> contrasts;
};

/// Every pilot path of a case fails: its model has no solution from this starting point. Says how path 0 fails in the
/// engine's own numbers, for callers who know names of periods and places of equations.
class NoSolution : public Error {
 public:
  /// \param detail  operation and operands behind a value that is not finite, or the block, its values and residual.
  NoSolution(int case_number, const Failure& failure, const std::string& equation, std::string detail);

  int case_number() const noexcept { return case_number_; }
  const Failure& failure() const noexcept { return failure_; }
  const std::string& detail() const noexcept { return detail_; }

 private:
  int case_number_;
  Failure failure_;
  std::string detail_;
};

/// Simulates the pilot paths of all cases and makes the grids from them. Every run and every shard of one seed
/// starts with this, so all count on the same grids. Throws NoSolution(data) when every pilot path of a case fails.
PilotGrids pilot_grids(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, int threads);

}  // namespace jingchu::engine
