#pragma once

#include <vector>

#include "output/results/child.hpp"
#include "output/results/content.hpp"
#include "output/results/seal.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output::detail {

/// Whether the single paths of a file agree with its statistics: paths that count, extremes, means, and quantiles within
/// `quantile_resolution`. Reads chunk by chunk, so that memory does not grow with the number of paths.
/// \param content  of the same file
/// Throws Error(data) when the values cannot be read.
std::vector<Finding> path_findings(const SealedFile& sealed, const Content& content, const ChildLimits& limits);

}  // namespace jingchu::output::detail
