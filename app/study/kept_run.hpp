#pragma once

#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "app/study/run_log.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {

/// Simulates the paths `wanted`, with progress: goes on from what the spool holds, and saves to it from time to time and
/// at a signal. Throws Error(come_back) after a signal, when the same command continues.
engine::Tally simulate_kept(const engine::Simulation& simulation, engine::PathRange wanted, output::Spool& spool, engine::RunControl control,
                            const Interruption& interruption, RunLog& log, const Session& session);

}  // namespace jingchu::app
