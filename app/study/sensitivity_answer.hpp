#pragma once

#include <cstddef>
#include <string>

#include "analysis/sensitivity.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// The answer in one sentence that can be read aloud, then a table.
/// \param most  rows that are shown; how many are left out is told
std::string tornado_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Tornado& answer, std::size_t most, const output::Style& style);
std::string sobol_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::SobolIndices& answer, std::size_t most, const output::Style& style);
std::string morris_text(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Morris& answer, std::size_t most, const output::Style& style);

// All rows as JSON.
std::string tornado_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Tornado& answer);
std::string sobol_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::SobolIndices& answer);
std::string morris_json(const analysis::Study& study, const analysis::Quantity& quantity, const analysis::Morris& answer);

}  // namespace jingchu::app
