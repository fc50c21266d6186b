#pragma once

#include <memory>
#include <vector>

#include "analysis/comparison.hpp"
#include "app/study/study.hpp"
#include "models/source/source_store.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// The provenance of a comparison: that of the base, with the effective scenarios of the others and every text they need
/// among its texts. Throws Error(data) when two of the texts have one name and are not equal: the file could not tell them apart.
/// \param asked  what the studies were prepared from, in their order
output::Provenance comparison_provenance(const analysis::Comparison& comparison, const std::vector<analysis::Asked>& asked);

/// The scenarios of a results file, to be read again from the texts embedded in it, and the store that holds nothing but these.
struct StoredScenarios {
  std::unique_ptr<models::SourceStore> store;
  std::vector<analysis::Asked> asked;
};
/// Throws Error(data) when texts are missing.
StoredScenarios stored_scenarios(const output::Content& results);

/// What a results file holds, made ready again from the texts embedded in it and from nothing else: a comparison; a
/// run, which is a comparison of one scenario with nothing; or the runs of a batch, which are compared with nothing either.
struct StoredComparison {
  std::unique_ptr<models::SourceStore> store;
  analysis::Comparison comparison;
};
/// Throws Error(data) when texts are missing.
StoredComparison stored_comparison(const output::Content& results);

/// One of the scenarios of a results file, made ready again alone. \param position  in Content::scenarios
Study stored_study(const output::Content& results, std::size_t position);

}  // namespace jingchu::app
