#pragma once

#include <cstddef>
#include <string>

#include "output/report/style.hpp"
#include "output/results/content.hpp"

namespace jingchu::output {

// Pictures as SVG texts in the language of the style; its width and colour do not matter here.

/// Fan chart of a variable by period, with its history before the run, or of a measure by year: the run's even quantile
/// bands nested (1-99, 5-95, 10-90, 25-75 %), the median, the history.
///
/// \param name  a variable or measure that has quantiles; else Error(usage), with the nearest name.
/// \param scenario  index into content.scenarios.
std::string fan_chart(const Content& content, const std::string& name, const Style& style, std::size_t scenario = 0);

/// Bars of the odds of every simulated target, in the groups of the target table, and of the joint probabilities.
std::string target_chart(const Content& content, const Style& style, std::size_t scenario = 0);

}  // namespace jingchu::output
