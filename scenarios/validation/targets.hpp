#pragma once

#include <vector>

#include "scenarios/figures.hpp"
#include "scenarios/reader/written.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::scenarios {

/// The targets, with threshold, unit and labels from their figures. Reports unknown figures and senses, a target with
/// neither measure nor reason or with both, units that do not convert, missing or needless numbers, and targets given
/// twice (both places).
/// \param model  shows the unit of simple measures; null when it could not be read.
std::vector<Target> resolve_targets(const std::vector<WrittenTarget>& written, const models::Model* model, const FigureTable* figures,
                                    Diagnostics& problems);

}  // namespace jingchu::scenarios
