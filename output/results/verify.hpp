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

namespace detail {
struct ChildLimits;
/// verify_results with other limits for each process that reads the file.
Verification verify_within(const std::filesystem::path& path, Trust trust, const ChildLimits& limits);
}  // namespace detail

/// Whether the digests in the provenance are those of the texts in it, and its counts those of the scenarios.
std::vector<Finding> check_provenance(const Content& content);

/// Whether the numbers agree with each other: counts of paths, order of quantiles, least, mean and largest, years and
/// their periods, probabilities and their bounds, joint probabilities, shares of targets met, identities.
std::vector<Finding> check_numbers(const Content& content);

/// Whether standard errors of means go with standard deviations and numbers of paths.
std::vector<Finding> check_errors(const Content& content);

/// Whether probabilities of targets go with the quantiles of what they measure, and these with the table of years.
std::vector<Finding> check_targets(const Content& content);

/// Whether the differences of a comparison agree with each other and with the scenarios they are of: counts of paths, order of quantiles, shares
/// above and below the base, means, and changes of probabilities with the paths that gained and lost.
std::vector<Finding> check_contrasts(const Content& content);

/// What rounding and the solver's tolerance leave of an identity; more means that the model breaks it.
inline constexpr double largest_identity_residual = 1e-9;

}  // namespace jingchu::output
