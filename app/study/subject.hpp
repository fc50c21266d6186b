#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/core/period.hpp"
#include "models/compile.hpp"
#include "models/model.hpp"
#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// A model, alone or with the scenario that names it, compiled: what `check` and `describe` look at.
struct Subject {
  std::optional<scenarios::Scenario> scenario;
  std::shared_ptr<const models::Model> model;
  std::shared_ptr<const models::CompiledModel> compiled;
};

/// Reads a model or a scenario, told apart by the `format` key of the file (a bare name is looked up among the
/// scenarios first), and compiles it: for the scenario's horizon, or for a model alone for the year after its history.
/// Throws Error with all problems; warnings and notes go to `remarks`.
Subject load_subject(models::SourceStore& store, const std::string& reference, Diagnostics& remarks);

/// The year that follows the history of a model: from the first period for which some variable with history has none.
PeriodRange year_after_history(const models::Model& model);

}  // namespace jingchu::app
