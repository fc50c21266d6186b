#pragma once

#include <vector>

#include "output/hdf5/reader.hpp"
#include "output/results/verify.hpp"

namespace jingchu::output::detail {

/// Whether every group says the same of what it shares with others: scenarios, periods with their days, quantile levels, names of moments; and each
/// variable its unit, basis and labels. Each group is a table of its own, which other programs read alone.
/// \param file  of which schema_findings has none
std::vector<Finding> coordinate_findings(const hdf5::ReadFile& file);

}  // namespace jingchu::output::detail
