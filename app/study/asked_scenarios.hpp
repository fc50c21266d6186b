#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/study.hpp"
#include "app/cli/command.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::app {

/// Scenarios of a command line that asks about several, and the stores they are read from.
struct AskedScenarios {
  std::vector<std::unique_ptr<models::SourceStore>> stores;
  std::vector<analysis::Asked> asked;
  std::vector<std::string> results;    ///< the results file that each is from; empty: it is a scenario's text
};

/// Scenario files, shipped names, and results files: of these the texts inside are asked for again, of all their scenarios, or of one
/// by FILE:SCENARIO. All get the --paths and --seed of the command line. Throws Error(usage) when one is named twice, and for a scenario
/// that a file does not hold.
AskedScenarios asked_scenarios(const std::vector<std::string>& names, const Arguments& arguments);

/// The same of one. Throws Error(usage) for a file of several that names none, with their names.
AskedScenarios asked_scenario(const std::string& name, const Arguments& arguments);

/// What an operand that is read here may be, for help.
Text scenario_forms();

}  // namespace jingchu::app
