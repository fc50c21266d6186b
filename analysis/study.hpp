#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/simulation/plan.hpp"
#include "models/compile.hpp"
#include "models/shared_models.hpp"
#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::analysis {

/// A scenario made ready to simulate: read, compiled, and turned into the numbers of a plan.
struct Study {
  scenarios::Scenario scenario;
  std::shared_ptr<const models::CompiledModel> compiled;   ///< studies that are prepared together share it where they can
  engine::Plan plan;
  int first_request = 0;               ///< output of the program that stands for the first simulated target
  const models::Model& model() const { return *scenario.model; }
};

/// A scenario to be read, where from, and what the command line changes in it.
struct Asked {
  models::SourceStore* store = nullptr;
  std::string reference;
  scenarios::Overrides overrides;
  std::vector<scenarios::Target> targets = {};   ///< asked for besides those of the scenario
  std::string name = {};                         ///< that it goes by in place of its text's, with `title`; empty: its own
  models::Label title = {};
};

/// Reads scenarios and everything they name, compiles their model for their horizon and binds their numbers.
///
/// Scenarios of one model and one horizon share one compiled model: it holds what any of them holds to values, and
/// computes the targets of all of them.
/// \param quantiles  variables that have quantiles besides the reported ones; "all" is every variable.
/// \param shared  where models and programs come from when studies are prepared one after the other
/// Throws Error with all problems of the files; Error(usage) for an unknown name in `quantiles`.
std::vector<Study> prepare_together(const std::vector<Asked>& asked, const std::vector<std::string>& quantiles = {}, Diagnostics* remarks = nullptr,
                                    models::SharedModels* shared = nullptr);

/// One scenario alone.
Study prepare(models::SourceStore& store, std::string_view reference, const scenarios::Overrides& overrides = {},
              const std::vector<std::string>& quantiles = {}, Diagnostics* remarks = nullptr, models::SharedModels* shared = nullptr);

/// The numbers of the study's run with another setting: the same seed, paths and targets. What `quantiles` asked for
/// is not in it.
engine::Plan plan_with(const Study& study, const models::Setting& setting);

}  // namespace jingchu::analysis
