#include "output/results/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/period.hpp"

namespace jingchu::output::detail {

std::vector<double>& moment_of(SeriesTable& table, std::size_t moment) {
  const std::array<std::vector<double>*, moment_names.size()> members = {&table.mean, &table.sd, &table.min, &table.max, &table.mean_se, &table.n};
  return *members.at(moment);
}

const std::vector<double>& moment_of(const SeriesTable& table, std::size_t moment) {
  return moment_of(const_cast<SeriesTable&>(table), moment);
}

std::vector<double>& moment_of(DifferenceTable& table, std::size_t moment) {
  if (moment < moment_names.size()) return moment_of(table.series, moment);
  return moment == moment_names.size() ? table.greater : table.less;
}

const std::vector<double>& moment_of(const DifferenceTable& table, std::size_t moment) { return moment_of(const_cast<DifferenceTable&>(table), moment); }

std::string cf_units(const std::string& unit) {
  if (unit.empty()) return "1";
  // xarray turns exactly these into time differences.
  for (const std::string_view duration : {"days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"}) {
    if (unit == duration) return std::string(duration.substr(0, duration.size() - 1));
  }
  const auto scale = unit.rfind("_1e");
  if (scale == std::string::npos || scale == 0 || unit.find_first_not_of("0123456789", scale + 3) != std::string::npos || unit.find_first_of("*/") != std::string::npos) return unit;
  return unit.substr(scale + 1) + " " + unit.substr(0, scale);
}

double first_day(int per_year, int ordinal) {
  namespace ch = std::chrono;
  const Period period = Period(static_cast<Frequency>(per_year), 0) + ordinal;
  const unsigned month = static_cast<unsigned>((period.sub() - 1) * (12 / per_year) + 1);
  const ch::sys_days day = ch::year_month_day(ch::year(period.year()), ch::month(month), ch::day(1));
  return static_cast<double>((day - ch::sys_days(ch::year_month_day(ch::year(2000), ch::month(1), ch::day(1)))).count());
}

std::string period_name(int per_year, int ordinal) { return (Period(static_cast<Frequency>(per_year), 0) + ordinal).to_string(); }

JointNames join_names(const std::vector<std::vector<std::string>>& lists, std::string_view what) {
  JointNames joint;
  std::map<std::string, std::size_t> index;
  for (const auto& list : lists) {
    for (const auto& name : list) {
      if (index.emplace(name, joint.names.size()).second) joint.names.push_back(name);
    }
  }
  joint.rows.assign(lists.size() * joint.names.size(), -1);
  for (std::size_t s = 0; s < lists.size(); ++s) {
    for (std::size_t i = 0; i < lists[s].size(); ++i) {
      std::int32_t& row = joint.rows[s * joint.names.size() + index.at(lists[s][i])];
      if (row >= 0) throw Error(ExitCode::bug, fmt::format("the results hold the {} {} twice", what, jingchu::quoted(lists[s][i])));
      row = static_cast<std::int32_t>(i);
    }
  }
  return joint;
}

bool has_quantiles(const Content& content, std::vector<SeriesTable> ScenarioResults::*tables, std::size_t index) {
  return std::any_of(content.scenarios.begin(), content.scenarios.end(),
                     [&](const ScenarioResults& s) { return !(s.*tables)[index].quantiles.empty(); });
}

namespace {

void demand(bool fits, const std::string& what, std::size_t found, std::size_t expected) {
  if (!fits) throw Error(ExitCode::bug, fmt::format("the results hold {} {}, expected {}", found, what, expected));
}

void check_tables(const Content& content, const std::vector<Column>& columns, std::vector<SeriesTable> ScenarioResults::*tables,
                  int periods, const std::string& what) {
  const auto count = static_cast<std::size_t>(periods);
  for (const auto& scenario : content.scenarios) {
    const auto& list = scenario.*tables;
    demand(list.size() == columns.size(), what, list.size(), columns.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t m = 0; m < moment_names.size(); ++m) {
        const std::size_t size = moment_of(list[i], m).size();
        demand(size == count, fmt::format("values of moment '{}' of '{}' in {}", moment_names[m], columns[i].name, what), size, count);
      }
      const std::size_t quantiles = has_quantiles(content, tables, i) ? content.levels.size() * count : 0;
      for (const auto* values : {&list[i].quantiles, &list[i].quantile_errors}) {
        demand(values->size() == quantiles, fmt::format("quantiles of '{}' in {}", columns[i].name, what), values->size(), quantiles);
      }
    }
  }
}

/// Differences of reported columns fill their tables; the others have none.
void check_differences(const Content& content, const ContrastResults& contrast, const std::vector<Column>& columns, const std::vector<DifferenceTable>& list, int periods) {
  demand(list.size() == columns.size(), fmt::format("differences of '{}'", contrast.scenario), list.size(), columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t count = columns[i].reported ? static_cast<std::size_t>(periods) : 0;
    for (std::size_t m = 0; m < difference_moment_names.size(); ++m) {
      demand(moment_of(list[i], m).size() == count, fmt::format("differences of '{}'", columns[i].name), moment_of(list[i], m).size(), count);
    }
    demand(list[i].series.quantiles.size() == content.levels.size() * count, fmt::format("quantiles of differences of '{}'", columns[i].name), list[i].series.quantiles.size(), content.levels.size() * count);
  }
}

void check_names(const Content& content) {
  static const std::set<std::string> reserved = {"scenario", "scenario_title", "scenario_title_zh", "path", "time", "time_bnds", "bnds", "path_weight",
                                                 "period", "quantile", "moment", "target", "lever", "failure", "region", "region_title"};
  std::set<std::string> seen;
  for (const auto* columns : {&content.variables, &content.measures}) {
    for (const auto& column : *columns) {
      const std::string& name = column.name;
      if (reserved.count(name) > 0) {
        throw Error(ExitCode::data, fmt::format("the name {} cannot be used for a variable or measure: the results file needs it", jingchu::quoted(name)),
                    "choose another name in the model");
      }
      if (name.empty() || name == "." || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
        throw Error(ExitCode::data, fmt::format("the results file cannot hold a variable or measure named {}", jingchu::quoted(name)));
      }
      if (!seen.insert(name).second) {
        throw Error(ExitCode::data, fmt::format("two variables or measures are named {}", jingchu::quoted(name)), "choose another name for one of them");
      }
    }
  }
}

void check_axis(const TimeAxis& axis, const std::string& what) {
  const bool fits = (axis.per_year == 1 || axis.per_year == 4 || axis.per_year == 12) && axis.count >= 0 &&
                    axis.first >= -9999 * 12 && axis.first + std::int64_t{axis.count} <= 99999 * 12;
  if (!fits) throw Error(ExitCode::bug, fmt::format("the results hold an impossible time axis of {}", what));
}

}  // namespace

std::int64_t kept_paths(const Content& content) { return content.kept.empty() ? 0 : content.scenarios[content.kept.scenarios.front()].n_paths; }

bool has_weights(const Content& content) {
  const auto& kept = content.kept.scenarios;
  return std::any_of(content.conditioned.begin(), content.conditioned.end(), [&](const auto& c) { return std::find(kept.begin(), kept.end(), c.scenario) != kept.end(); });
}

std::int64_t chunk_paths(const Content& content) {
  constexpr double most_bytes = 64.0 * 1024 * 1024;
  constexpr std::int64_t most_paths = 4096, fewest_paths = 64;
  const double path_bytes = static_cast<double>(content.kept.variables.size()) * content.time.count * (content.kept.f64 ? 8 : 4);
  std::int64_t paths = most_paths;
  while (paths > fewest_paths && static_cast<double>(paths) * path_bytes > most_bytes) paths /= 2;
  return std::min(paths, kept_paths(content));
}

void check_kept(const Content& content) {
  const KeptPaths& kept = content.kept;
  bool fits = kept.scenarios.empty() == kept.variables.empty();
  for (const auto& [list, size] : {std::pair{&kept.scenarios, content.scenarios.size()}, {&kept.variables, content.variables.size()}}) {
    for (std::size_t i = 0; i < list->size(); ++i) fits = fits && (*list)[i] < size && (i == 0 || (*list)[i - 1] < (*list)[i]);
  }
  for (std::size_t i = 0; fits && i < kept.scenarios.size(); ++i) fits = kept_paths(content) > 0 && content.scenarios[kept.scenarios[i]].n_paths == kept_paths(content);
  if (!fits) throw Error(ExitCode::io, "the single paths are not of the scenarios, variables and paths that the results have");
}

void check_content(const Content& content) {
  check_names(content);
  check_axis(content.time, "the run");
  check_axis(content.years, "the years");
  check_axis(content.history_time, "the history");
  demand(content.years.per_year == 1, "periods in a year of the annual tables", static_cast<std::size_t>(content.years.per_year), 1);
  check_tables(content, content.variables, &ScenarioResults::variables, content.time.count, "variables");
  check_tables(content, content.variables, &ScenarioResults::annual_variables, content.years.count, "annual variables");
  check_tables(content, content.measures, &ScenarioResults::annual_measures, content.years.count, "annual measures");
  demand(content.history.size() == content.variables.size(), "rows of history", content.history.size(), content.variables.size());
  for (const auto& row : content.history) {
    demand(row.size() == static_cast<std::size_t>(content.history_time.count), "periods of history", row.size(), static_cast<std::size_t>(content.history_time.count));
  }
  for (const auto& contrast : content.contrasts) {
    check_differences(content, contrast, content.variables, contrast.variables, content.time.count);
    check_differences(content, contrast, content.variables, contrast.annual_variables, content.years.count);
    check_differences(content, contrast, content.measures, contrast.annual_measures, content.years.count);
  }
  check_kept(content);
  std::set<std::string> names;
  for (const auto& scenario : content.scenarios) {
    if (!names.insert(scenario.name).second) throw Error(ExitCode::bug, fmt::format("two scenarios are named {}", jingchu::quoted(scenario.name)));
    for (const auto& target : scenario.targets) {
      const std::size_t size = target.value_quantiles.size();
      demand(size == 0 || size == content.levels.size(), fmt::format("value quantiles of target '{}'", target.id), size, content.levels.size());
    }
    for (const auto& lever : scenario.levers) {
      demand(lever.value.size() == static_cast<std::size_t>(content.time.count), fmt::format("values of lever '{}'", lever.name), lever.value.size(), static_cast<std::size_t>(content.time.count));
    }
  }
}

}  // namespace jingchu::output::detail
