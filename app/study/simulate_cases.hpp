#pragma once

#include "app/cli/language.hpp"
#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::app {

/// Simulates `paths` paths of all cases, with progress, and keeps nothing on disk. Throws Error(come_back) after a signal.
/// \param advice  then said besides that the same command begins again
engine::Tally simulate_cases(const engine::Simulation& simulation, std::int64_t paths, engine::RunControl control, const Interruption& interruption, const Session& session, const Text& advice = {});

}  // namespace jingchu::app
