#pragma once

#include "engine/simulation/run_tables.hpp"

namespace jingchu::engine {

/// Tables of a run with the central path simulated, ready for tiles.
RunTables prepare(const Program& program, const Plan& plan, Isa isa);

}  // namespace jingchu::engine
