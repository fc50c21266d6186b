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
};

/// Scenario files, shipped names, and results files: of these the texts inside are asked for again. All get the
/// --paths and --seed of the command line. Throws Error(usage) when one is named twice.
AskedScenarios asked_scenarios(const std::vector<std::string>& names, const Arguments& arguments);

}  // namespace jingchu::app
