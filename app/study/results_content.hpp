#pragma once

#include "app/study/study.hpp"
#include "engine/simulation/simulate.hpp"
#include "models/source/source_store.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// Where the results of a run came from: program, texts, effective scenario, parameters. Nothing volatile.
output::Provenance provenance(const Study& study, const models::SourceStore& store);

/// The columns of the results: every variable of the model; `reported` are those with quantiles.
std::vector<output::Column> variable_columns(const Study& study);

/// What a results file holds, out of what was asked and what came of it.
output::Content results_content(const Study& study, const engine::Outcome& outcome, output::Provenance provenance);

/// What a results file holds before any scenario was simulated: axes, variables, measures, history.
output::Content empty_content(const Study& study, output::Provenance provenance);
/// Adds the numbers of a scenario whose compiled model is that of the content.
void add_scenario(output::Content& content, const Study& study, const engine::Outcome& outcome);

/// The unit in Chinese; empty where that is not known.
std::string unit_zh(const Study& study, const std::string& unit);

/// A table of `count` periods without a number; with rows of `levels` quantiles when it is to have any.
output::SeriesTable empty_table(std::size_t count, std::size_t levels, bool quantiles);
/// Fills period `at` of a table.
void put(output::SeriesTable& table, std::size_t at, const engine::SeriesSummary& summary);

/// A target's row before it is scored: everything but the numbers of the run.
output::TargetRow target_row(const scenarios::Scenario& scenario, const scenarios::Target& target);

/// The name of the equation of a failure: a variable, or an output as "gdp_growth[2024]".
std::string equation_name(const Study& study, int equation);

}  // namespace jingchu::app
