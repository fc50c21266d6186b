#pragma once

#include <string>

#include "analysis/comparison.hpp"
#include "analysis/explain.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// The answer in one sentence that can be read aloud, then the contributions, the largest first.
std::string explain_text(const analysis::Comparison& comparison, const analysis::Quantity& quantity, const analysis::Explanation& answer, const output::Style& style);
std::string explain_json(const analysis::Comparison& comparison, const analysis::Quantity& quantity, const analysis::Explanation& answer);

}  // namespace jingchu::app
