#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/simulation/plan.hpp"
#include "models/compile.hpp"
#include "models/shared_models.hpp"
#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// A scenario made ready to simulate: read, compiled, and turned into the numbers of a plan.
struct Study {
  scenarios::Scenario scenario;
  models::CompiledModel compiled;
  engine::Plan plan;
  int first_request = 0;               ///< output of the program that stands for the first simulated target
  const models::Model& model() const { return *scenario.model; }
};

/// Reads a scenario and everything it names, compiles its model for its horizon and binds its numbers.
///
/// \param quantiles  variables that have quantiles besides the reported ones; "all" is every variable.
/// \param shared  where models and programs come from when many studies are prepared
/// Throws Error with all problems of the files; Error(usage) for an unknown name in `quantiles`.
Study prepare(models::SourceStore& store, std::string_view reference, const scenarios::Overrides& overrides = {},
              const std::vector<std::string>& quantiles = {}, Diagnostics* remarks = nullptr, models::SharedModels* shared = nullptr);

}  // namespace jingchu::app
