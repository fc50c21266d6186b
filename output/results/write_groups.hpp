#pragma once

#include <span>
#include <string>
#include <vector>

#include "output/hdf5/writer.hpp"
#include "output/results/content.hpp"
#include "output/results/label.hpp"

namespace jingchu::output::detail {

// One function a group of the results file; write_results calls them in the order of the schema.

/// Coordinate `target` with its titles, which scenarios that have the target must share.
void write_target_names(hdf5::Group& group, const Content& content, const std::vector<std::string>& names);
/// Coordinate `scenario` with its titles.
void write_scenarios(hdf5::Group& group, const Content& content);
/// The same of some of the scenarios.
void write_scenarios(hdf5::Group& group, const Content& content, const std::vector<std::size_t>& positions);
/// Coordinate `time` with bounds and the text coordinate `period`.
void write_time(hdf5::Group& group, const TimeAxis& axis);

/// Attributes of a variable or measure that every table gives it.
void describe_column(hdf5::Node& dataset, const Column& column, const std::string& coordinates);
/// The same, called otherwise than the column.
void describe_column(hdf5::Node& dataset, const Column& column, const Label& label, const std::string& coordinates);
/// `cell_methods` of a column by period or, if `annual`, by year; empty: none.
std::string cell_method(const Column& column, bool annual);

/// /scenarios: what each scenario asks, its paths, those that failed.
void write_scenario_list(const hdf5::Node& root, const Content& content);
/// /quantiles, /quantile_errors, /moments.
void write_tables(const hdf5::Node& root, const Content& content);
/// /annual with the same three, for variables and measures.
void write_annual(const hdf5::Node& root, const Content& content);
/// Of a comparison: /contrasts, /contrast_moments, /contrast_targets.
void write_contrasts(const hdf5::Node& root, const Content& content);
/// /annual/contrasts, /annual/contrast_moments.
void write_annual_contrasts(const hdf5::Node& annual, const Content& content);
void write_history(const hdf5::Node& root, const Content& content);
void write_targets(const hdf5::Node& root, const Content& content);
/// Where published values condition a scenario: /conditioned.
void write_conditioned(const hdf5::Node& root, const Content& content);
void write_levers(const hdf5::Node& root, const Content& content);
void write_identities(const hdf5::Node& root, const Content& content);
void write_failures(const hdf5::Node& root, const Content& content);
void write_provenance(const hdf5::Node& root, const Content& content);

}  // namespace jingchu::output::detail
