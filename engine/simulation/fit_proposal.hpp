#pragma once

#include "engine/simulation/run_tables.hpp"

namespace jingchu::engine {

/// The proposal for the published values of a plan, fitted on paths 0 to 1023: the same for every run and shard of one seed. Where the
/// path of medians has no solution it leaves all paths as the model draws them.
Proposal fit_proposal(const RunTables& tables);

}  // namespace jingchu::engine
