#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/study/study.hpp"
#include "models/source/source_store.hpp"
#include "output/results/content.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

/// Whether `name` is a results file rather than a scenario: it ends in .h5, or starts like an HDF5 file.
bool is_results_file(const std::string& name);

/// The scenario that texts in a provenance describe, and a store that holds nothing but them.
struct StoredScenario {
  std::unique_ptr<models::SourceStore> store;
  std::string name;              ///< what the store has the scenario under
};
StoredScenario stored_scenario(const output::Provenance& from);

/// Reads a results file whose run is to be repeated. Warns on standard error when another build of the program made
/// it: its numbers may then differ.
output::Content read_stored(const std::string& results, output::Trust trust);

/// The run that texts in a provenance describe, made ready again from them and from nothing else.
/// \param quantiles  variables with quantiles
Study stored_study(const output::Provenance& from, const std::vector<std::string>& quantiles);

/// The run that a results file holds, the first of several, made ready again from the texts embedded in it and from nothing else.
Study stored_study(const output::Content& results);

/// The run of a results file, read by read_stored, or of a scenario.
Study load_study(const std::string& results_or_scenario, std::vector<std::filesystem::path> libraries, output::Trust trust);

}  // namespace jingchu::app
