#pragma once

#include <cstdint>
#include <string>

#include "analysis/study.hpp"
#include "app/cli/language.hpp"
#include "output/report/style.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// Of an answer that is shown in a style.
inline Language language_of(const output::Style& style) { return style.chinese ? Language::zh : Language::en; }

/// "GDP growth ≥ 6 %": what a target asks, to stand in a sentence.
std::string target_text(const scenarios::Scenario& scenario, const scenarios::Target& target, const output::Style& style);

/// What an answer's paths are worth given published values, a line with a warning where it is less than the scenario wants;
/// empty where nothing was published.
/// \param effective  paths of equal weight that would tell as much   \param of_scenario  in the scenario as it is; else in the case with the fewest
std::string given_text(const analysis::Study& study, double effective, bool of_scenario, const output::Style& style);

/// That paths fail in some of the cases an answer compares, a line; empty where none does.
std::string failed_text(std::int64_t failed, const output::Style& style);

/// Whether an error is more than rounding leaves of one that is 0.
bool has_error(double value, double error);

/// Digits after the point that show an error with two digits, a number without error with four.
int decimals_of(double value, double error);

/// A number with its sign, "+" included.
std::string signed_text(double value, int decimals);

/// "0.143 ± 0.012"; without " ± " where there is no error.
std::string with_error(double value, double error);

/// "+0.143 ± 0.012"; without " ± " where there is no error.
std::string signed_with_error(double value, double error);

}  // namespace jingchu::app
