#pragma once

#include <string>

#include "engine/simulation/run_tables.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

/// The operation behind a value that is not finite, with the values of its operands, e.g. "log(-0.25)": the innermost
/// one of the failed equation, or of the failed block where it has no finite residuals, whose operands are all finite.
/// The value and the bounds of the model that it lies outside of. Empty when there is neither.
std::string explain(const RunTables& tables, const Tile& tile, int lane, const Failure& failure);

/// Equations and variables of the block that a lane found no solution of: each variable with its value at the last try and what
/// its equation gives there, the equations that hold least first (at most eight). Empty for other failures.
std::string describe_block(const RunTables& tables, const Tile& tile, int lane, const Failure& failure);

}  // namespace jingchu::engine
