#pragma once

#include <string>

#include "analysis/comparison.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// Variables with quantiles, in the order of the model.
std::vector<std::string> variables_with_quantiles(const Study& study);

/// SHA-256 (64 hex digits) of everything that decides the bytes of a run's results: program build, texts, effective
/// scenario with seed and paths, what has quantiles, and which
/// paths are kept. Unfinished work and shards belong together where it is equal.
std::string run_digest(const Study& study, const output::Provenance& from, const output::KeptPaths& kept = {});

/// The same of the scenarios of a comparison, which one results file is to hold. \param from  of all of them
std::string comparison_digest(const analysis::Comparison& comparison, const output::Provenance& from, const output::KeptPaths& kept);

}  // namespace jingchu::app
