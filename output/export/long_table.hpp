#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output {

/// What of a results file is exported. An empty list takes everything.
struct Selection {
  std::vector<std::string> scenarios;
  std::vector<std::string> variables;   ///< variables and measures; targets and levers are not chosen by these
  std::vector<double> levels;           ///< of quantiles
  std::vector<std::string> tables;      ///< of table_names
};

/// The tables an export can hold, in their order.
inline constexpr std::string_view table_names[] = {"periods", "years", "history", "targets", "joint", "levers", "observed", "releases", "contrast_periods", "contrast_years", "contrast_targets"};

/// One number with everything that says what it is. Texts live as long as the content they come from.
struct LongRow {
  std::string_view scenario;            ///< empty in the table "history", which is the same for all; of contrasts the other one, minus the first of the file
  std::string_view table;
  std::string_view name;                ///< variable, measure, target, set of tiers or lever
  std::string_view title, title_zh, unit;
  std::string period;                   ///< "2024Q1", "2024", "2024-01"; of published values the date of the release; empty where there is none
  std::string_view statistic;           ///< "mean", "sd", "min", "max", "n", "quantile", "value", "probability", ...
  double level = std::numeric_limits<double>::quiet_NaN();   ///< of a quantile, else NaN
  double value = 0;
  double standard_error = std::numeric_limits<double>::quiet_NaN();   ///< Monte Carlo; NaN where there is none
};

/// Throws Error(usage) for a scenario, variable, level or table that the content does not have, with the nearest one.
void check_selection(const Content& content, const Selection& selection);

/// Most bytes of a text that a table repeats in every line: a label of more is cut, so that a small file of strangers makes no endless table.
inline constexpr std::size_t longest_label = 1024;
/// As much of `text` as a line may hold, cut between two characters.
std::string_view short_label(std::string_view text);

/// Calls `use` for every chosen number in turn. A number that is undefined (NaN) has no row.
void for_each_row(const Content& content, const Selection& selection, const std::function<void(const LongRow&)>& use);

/// The same as a list, where they are few.
std::vector<LongRow> long_rows(const Content& content, const Selection& selection);

}  // namespace jingchu::output
