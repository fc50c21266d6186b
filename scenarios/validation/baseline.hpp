#pragma once

#include <map>
#include <optional>
#include <string>

#include "models/compile.hpp"
#include "scenarios/figures.hpp"
#include "scenarios/reader/written.hpp"

namespace jingchu::scenarios {

/// Looks a figure up; an unknown id is reported at `place` with the nearest one. `figures` may be null: none were named.
const Figure* find_figure(const FigureTable* figures, const std::string& id, const Place& place, Diagnostics& problems);

/// What [baseline] decides: figures, in the model's units, for anchors, fixed parameters and levers.
struct Baseline {
  std::map<std::string, double> anchors;      ///< anchor -> value in its unit
  std::map<std::string, double> parameters;   ///< fixed parameter -> value in its unit
  std::map<std::string, double> levers;       ///< lever -> value in all periods, in its unit
};

/// Reports names the model has not (nearest one), uncertain parameters, unknown figures, units that do not convert, lever
/// values out of bounds, and figures that rescale the model's past by a factor outside 0.001 to 1000.
Baseline resolve_baseline(const WrittenScenario& scenario, const models::Model& model, const FigureTable* figures,
                          Diagnostics& problems);

}  // namespace jingchu::scenarios
