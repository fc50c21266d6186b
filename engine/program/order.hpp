#pragma once

#include <vector>

#include "engine/program/program.hpp"

namespace jingchu::engine {

/// Blocks of the system in order of evaluation: strongly connected components of "equation i uses variable j of the
/// same period" (Tarjan 1972), each with the variables to iterate on.
///
/// Tears: every implicit variable and every variable its own equation uses; beyond these a small set that cuts all
/// loops, found by the reductions of Levy and Low (1988). The rest of a block is explicit once the tears are known.
std::vector<BlockInfo> order_blocks(const EquationSystem& system);

/// For every equation the variables of the same period that it uses, ascending.
std::vector<std::vector<VariableId>> contemporaneous(const EquationSystem& system);

}  // namespace jingchu::engine
