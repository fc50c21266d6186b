#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "app/cli/language.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::app {

/// "not finite" or "not converged": how results files and logs call it.
std::string failure_kind_name(engine::FailureKind kind);

/// "equation 'x' in 2024Q1", or "'gdp_growth[2025]' in 2025Q4" for a measure.
std::string failure_place(const Study& study, const engine::Failure& failure, Language language);

/// Below the reasons that output::failure_summary gives: the share the scenario allows, where it is passed, and the
/// command that shows the first failed path. Lines, each with its end.
/// \param results  what `replay` reads; empty: nothing that it reads has these paths   \param scenario  of a file with several, if not the first
std::string failure_advice(const Study& study, const engine::Outcome& outcome, const std::string& results, Language language, const std::string& scenario = {});

/// Asks what may find a study to have no solution, or to agree with no published value: that is told in the names and places of the study.
/// \param studies  by their number in what is thrown
void tell_places(const std::vector<const Study*>& studies, Language language, const std::function<void()>& ask);

/// The simulation of one scenario, made ready. Where every pilot path fails the error has the period's name and the
/// place of the equation or measure that fails first.
engine::Simulation simulation_of(const Study& study, const engine::RunControl& control, Language language);
/// Likewise of all scenarios of a comparison, which outlives it.
engine::Simulation simulation_of(const analysis::Comparison& comparison, const engine::RunControl& control, Language language);

}  // namespace jingchu::app
