#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output::detail {

// Names and small rules that the writer and the reader of a results file share.

inline constexpr std::array<std::int32_t, 2> schema_version = {1, 0};
inline constexpr std::string_view file_type = "jingchu-results";
/// Along the dimension `moment`, in the order of the members of SeriesTable.
inline constexpr std::array<std::string_view, 6> moment_names = {"mean", "sd", "min", "max", "mean_se", "n"};

/// Along the dimension `moment` of differences: those of SeriesTable, then the other members of DifferenceTable.
inline constexpr std::array<std::string_view, 8> difference_moment_names = {"mean", "sd", "min", "max", "mean_se", "n", "greater", "less"};

/// Member `moment` of a table, by the order of moment_names.
std::vector<double>& moment_of(SeriesTable& table, std::size_t moment);
const std::vector<double>& moment_of(const SeriesTable& table, std::size_t moment);
std::vector<double>& moment_of(DifferenceTable& table, std::size_t moment);
const std::vector<double>& moment_of(const DifferenceTable& table, std::size_t moment);

/// `unit` as the attribute `units` carries it: a scaled unit as "1e8 CNY", none as "1", and never a word that readers
/// take for a duration.
std::string cf_units(const std::string& unit);

/// Days from 2000-01-01 to the first day of the period with number `ordinal` on an axis of `per_year` periods.
double first_day(int per_year, int ordinal);

/// `2027Q1`, `2027` or `2027-11`.
std::string period_name(int per_year, int ordinal);

/// Names that some scenarios have and others may lack, in order of first appearance, and where each stands.
struct JointNames {
  std::vector<std::string> names;
  std::vector<std::int32_t> rows;   ///< scenarios x names: position in the scenario's own list, -1: absent
  std::int32_t row(std::size_t scenario, std::size_t name) const { return rows[scenario * names.size() + name]; }
};

/// \param lists  the names of each scenario. Throws Error(bug) when a scenario has one twice.
JointNames join_names(const std::vector<std::vector<std::string>>& lists, std::string_view what);

/// Whether quantiles of column `index` are in the file: every scenario has them, or none.
bool has_quantiles(const Content& content, std::vector<SeriesTable> ScenarioResults::*tables, std::size_t index);

/// Paths that a results file holds one by one; 0: none.
std::int64_t kept_paths(const Content& content);

/// Paths in one chunk of /paths: 4,096, or a power of two below it where that many of all kept variables, which are
/// computed together, would take more than 64 MiB; at most as many as there are.
std::int64_t chunk_paths(const Content& content);

/// Whether kept paths have weights: those of a scenario that is conditioned do.
bool has_weights(const Content& content);

/// Throws Error(io) when Content::kept is not of scenarios and variables that are there, each once and in order, or of
/// scenarios with different numbers of paths.
void check_kept(const Content& content);

/// Throws Error(bug) when sizes contradict each other, Error(data) for a column name that the file cannot hold.
void check_content(const Content& content);

}  // namespace jingchu::output::detail
