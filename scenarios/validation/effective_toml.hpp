#pragma once

#include <map>
#include <string>

#include "scenarios/reader/written.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/validation/course.hpp"

namespace jingchu::scenarios {

/// One scenario text without `extends` that loads to the same setting and targets. To be loaded under the name of the
/// scenario it stands for: names of files in it are relative to that.
/// \param levers  what the files and the command line say, by period.
/// \param model_reference, figures_reference  as the text has to name them; figures empty: none.
std::string write_effective_toml(const Scenario& scenario, const WrittenScenario& written, const CourseMap& levers,
                                 const std::string& model_reference, const std::string& figures_reference);

/// `reference`, named by the text `from`, as the text `base` has to name it. Bare library names stay as they are.
/// \param found  name of the text that was read for it.
std::string rebased_reference(const std::string& reference, const std::string& found, const std::string& base);

}  // namespace jingchu::scenarios
