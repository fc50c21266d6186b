#pragma once

#include <atomic>
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
  std::vector<ContrastGrids> contrasts;
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

/// What was published is out of reach of every pilot path of a case. Says which value in the engine's own numbers, for callers who
/// know names and units.
class NoAgreement : public Error {
 public:
  enum class Reason {
    no_shock,      ///< no values of the shocks of its period bring it about
    outside_law,   ///< those that do are nowhere in their laws
    far,           ///< farther from every path than half the range of all, and than ten errors
  };
  struct Finding {
    std::size_t observation = 0;     ///< in the plan
    Reason reason = Reason::far;
    double low = 0, high = 0;        ///< of the output on the paths; of an exact value with its shock at the median
    double shock = 0;                ///< outside_law: the middle one of the values that are needed
  };
  NoAgreement(int case_number, const Finding& finding);

  int case_number() const noexcept { return case_number_; }
  const Finding& finding() const noexcept { return finding_; }

 private:
  int case_number_;
  Finding finding_;
};

/// Simulates the pilot paths of all cases and makes the grids from them. Every run and every shard of one seed
/// starts with this, so all count on the same grids. Throws NoSolution(data) when every pilot path of a case fails, NoAgreement(data) when
/// none can agree with a published value, Error(come_back) when `stop` becomes true.
PilotGrids pilot_grids(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, int threads, const std::atomic<bool>* stop);

}  // namespace jingchu::engine
