#pragma once

#include <vector>

#include "engine/simulation/simulation.hpp"

namespace jingchu::engine {

/// Tables of a run with the central path simulated, and the proposal fitted where there is one, ready for tiles.
RunTables prepare(const Program& program, const Plan& plan, Isa isa);

/// Those of cases on common draws, ready for many tiles of the control's width: with machine code where it is wanted, which cases of
/// one program share. Throws Error(come_back) after a stop.
std::vector<RunTables> prepare(const std::vector<Case>& cases, const RunControl& control);

}  // namespace jingchu::engine
