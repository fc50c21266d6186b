#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/units/unit_table.hpp"
#include "scenarios/reader/written.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::scenarios {

/// Checks what `[observed]` says: value, and either a measurement error above 0 or a shock with a continuous law; units
/// that convert to the measure's; dates of all or of none; no measure twice. Whether a formula can be computed shows when
/// the model is compiled, whether paths can agree with it when the first of them are simulated.
std::vector<Observation> resolve_observations(const std::map<std::string, WrittenObservation>& written, const models::Model& model, const models::UnitTable& units, Diagnostics& problems);

}  // namespace jingchu::scenarios
