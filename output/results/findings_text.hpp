#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/results/verify.hpp"

namespace jingchu::output::detail {

// How findings come out of the process that reads a file: check, NUL, place, NUL, problem, NUL. No name in an HDF5
// file holds a NUL.

std::string text_of(const std::vector<Finding>& findings);
std::vector<Finding> findings_of(std::string_view text);

}  // namespace jingchu::output::detail
