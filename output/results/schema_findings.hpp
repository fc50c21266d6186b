#pragma once

#include <vector>

#include "output/results/child.hpp"
#include "output/results/seal.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output::detail {

/// What groups, datasets, types, dimensions and attributes of a file lack against the schema. Groups and datasets that
/// it does not know are no finding: a newer minor version may add some. A file that lacks nothing is looked at by coordinate_findings.
/// Throws Error(data) when the file cannot be looked at.
std::vector<Finding> schema_findings(const SealedFile& sealed, const ChildLimits& limits);

}  // namespace jingchu::output::detail
