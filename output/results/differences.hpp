#pragma once

#include <string>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output {

/// A dataset in which two results differ, and the first place where they do.
struct Difference {
  std::string dataset;
  std::string place;         ///< scenario, row, period
  std::string first, second; ///< what stands there, as text
};

/// Datasets in which two results differ, in the order of the file; empty exactly when their results digests are equal.
/// The provenance does not count.
std::vector<Difference> differences(const Content& first, const Content& second);

}  // namespace jingchu::output
