#pragma once

#include <string>

#include "output/report/style.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// "GDP growth ≥ 6 %": what a target asks, to stand in a sentence.
std::string target_text(const scenarios::Scenario& scenario, const scenarios::Target& target, const output::Style& style);

/// Digits after the point that show an error with two digits, a number without error with four.
int decimals_of(double value, double error);

/// A number with its sign, "+" included.
std::string signed_text(double value, int decimals);

/// "0.143 ± 0.012"; without " ± " where there is no error.
std::string with_error(double value, double error);

/// "+0.143 ± 0.012"; without " ± " where there is no error.
std::string signed_with_error(double value, double error);

}  // namespace jingchu::app
