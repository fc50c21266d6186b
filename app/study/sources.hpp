#pragma once

#include <string>

#include "app/study/study.hpp"

namespace jingchu::app {

// Where the numbers of a run come from, as CSV for its provenance. Lines count from 1 in the texts that the results file
// holds.

/// One row a target: scenario, target, figure (empty for a target with a name of its own), figure_file, figure_line,
/// report_section, report_line, file and line of the target, measure, uses (the model's names in the measure).
std::string targets_csv(const Study& study);

/// One row for everything a formula can name: name, kind (variable, definition, measure, parameter, shock, lever,
/// series), formula (equation, or the law or value), uses (names in it), file, line, unit, title, title_zh, origin.
std::string model_csv(const Study& study);

}  // namespace jingchu::app
