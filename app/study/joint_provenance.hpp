#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::app {

/// The name of the effective scenario of scenario `position` (from 0) of a results file: beside the file it was read from,
/// so that what it names is found.
std::string effective_name(const std::string& scenario_file, std::size_t position);

/// The effective scenarios of a results file after its first, in order; those of a run are none.
std::vector<std::string> effective_of_others(const output::Provenance& from);

/// SHA-256 of texts, one after the other.
std::string texts_digest(const std::vector<output::Text>& texts);

/// Adds to the provenance of a results file what one more of its scenarios rests on: the texts that are not there yet, its effective
/// scenario under effective_name, and the rows that say where its targets come from. Throws Error(data) when models or tables of one name are not equal:
/// the file could not tell them apart.
/// \param scenario_file  what it was read from
void add_scenario(output::Provenance& to, const output::Provenance& other, const std::string& scenario_file, std::size_t position);

/// The table targets_csv of a scenario that has another name in the results than in its text.
std::string renamed_targets(const std::string& targets_csv, const std::string& scenario);

}  // namespace jingchu::app
