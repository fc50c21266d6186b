#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "output/results/content.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

/// Something in a results file that does not hold.
struct Finding {
  std::string check;     ///< "seal", "schema", "provenance", "numbers" or "paths"
  std::string place;     ///< dataset, and where it helps scenario, row, period
  std::string problem;   ///< what was found and what was expected
};

/// What came of checking a results file.
struct Verification {
  Seal seal;                        ///< zero bytes when there is none that fits
  std::string digest;               ///< results_digest; empty when the contents cannot be read
  bool has_paths = false;           ///< the file holds single paths
  std::vector<Finding> findings;    ///< empty: the file is whole and agrees with itself
};

/// Checks seal, schema, provenance, numbers and single paths, and says everything that is wrong with a file, not only the first.
/// Throws Error(no_input) or Error(io) when there is no file to look at.
Verification verify_results(const std::filesystem::path& path, Trust trust = Trust::check);

/// Whether the digests in the provenance are those of the texts in it, and its counts those of the scenarios.
std::vector<Finding> check_provenance(const Content& content);

/// Whether the numbers agree with each other: counts of paths, order of quantiles, least, mean and largest, years and
/// their periods, probabilities and their bounds, joint probabilities, shares of targets met, identities.
std::vector<Finding> check_numbers(const Content& content);

/// What rounding and the solver's tolerance leave of an identity; more means that the model breaks it.
inline constexpr double largest_identity_residual = 1e-9;

}  // namespace jingchu::output
