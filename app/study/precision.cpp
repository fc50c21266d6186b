#include "app/study/precision.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "engine/core/period.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::app {

namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& problem) {
  throw Error(ExitCode::usage, fmt::format("--until {}: {}", jingchu::quoted(text), problem),
              "expected se(P(TARGET)) < 0.001, se(mean(NAME[2024])) < 0.01 or se(quantile(NAME[2024Q4], 0.05)) < 10");
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// `text` without `before` in front and `after` behind; nothing when they are not there.
std::optional<std::string_view> between(std::string_view text, std::string_view before, std::string_view after) {
  if (text.size() < before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
  return text.substr(before.size(), text.size() - before.size() - after.size());
}

/// NAME[PERIOD]
void read_place(std::string_view text, PrecisionGoal& goal) {
  const std::size_t open = text.find('[');
  if (open == 0 || open == std::string_view::npos || text.back() != ']' || text.size() - open < 3) refuse(goal.text, fmt::format("{} is no NAME[PERIOD]", jingchu::quoted(text)));
  goal.name = text.substr(0, open);
  goal.period = text.substr(open + 1, text.size() - open - 2);
}

/// A column of the results in a period: its table and the place in it.
struct Place {
  const output::SeriesTable* table = nullptr;
  std::size_t at = 0;
};

std::optional<std::size_t> position(const output::TimeAxis& axis, const std::string& text) {
  const auto frequency = static_cast<Frequency>(axis.per_year);
  const auto period = Period::parse(text, frequency);
  if (!period) return std::nullopt;
  const int at = *period - (Period(frequency, 0) + axis.first);
  if (at < 0 || at >= axis.count) return std::nullopt;
  return static_cast<std::size_t>(at);
}

std::optional<std::size_t> column(const std::vector<output::Column>& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Place find(const PrecisionGoal& goal, const output::Content& results) {
  const output::ScenarioResults& numbers = results.scenarios.front();
  const auto variable = column(results.variables, goal.name), measure = column(results.measures, goal.name);
  if (!variable && !measure) {
    std::vector<std::string> known;
    for (const auto* list : {&results.variables, &results.measures})
      for (const auto& c : *list) known.push_back(c.name);
    const auto nearest = nearest_name(goal.name, known);
    refuse(goal.text, fmt::format("the model has no variable or measure {}{}", jingchu::quoted(goal.name), nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : ""));
  }
  if (variable)
    if (const auto at = position(results.time, goal.period)) return {&numbers.variables[*variable], *at};
  if (const auto at = position(results.years, goal.period)) return {variable ? &numbers.annual_variables[*variable] : &numbers.annual_measures[*measure], *at};
  refuse(goal.text, fmt::format("{} is no period of the run for {}", jingchu::quoted(goal.period), jingchu::quoted(goal.name)));
}

double error_of_probability(const PrecisionGoal& goal, const output::ScenarioResults& numbers) {
  std::vector<std::string> known;
  for (const auto& joint : numbers.joint) {
    if (joint.tier_set == goal.name) return joint.standard_error;
    known.push_back(joint.tier_set);
  }
  for (const auto& target : numbers.targets) {
    if (target.id == goal.name) {
      if (target.measure.empty()) refuse(goal.text, fmt::format("target {} is not simulated", jingchu::quoted(goal.name)));
      return target.standard_error;
    }
    known.push_back(target.id);
  }
  const auto nearest = nearest_name(goal.name, known);
  refuse(goal.text, fmt::format("the scenario has no target or set of tiers {}{}", jingchu::quoted(goal.name), nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : ""));
}

double error_of_quantile(const PrecisionGoal& goal, const output::Content& results) {
  const Place place = find(goal, results);
  if (place.table->quantiles.empty()) refuse(goal.text, fmt::format("{} has no quantiles in this run; --quantiles {} gives it some", jingchu::quoted(goal.name), goal.name));
  const auto level = std::find(results.levels.begin(), results.levels.end(), goal.level);
  if (level == results.levels.end()) refuse(goal.text, fmt::format("the scenario has no quantile level {}, only {}", goal.level, fmt::join(results.levels, ", ")));
  return place.table->quantile_errors[static_cast<std::size_t>(level - results.levels.begin()) * place.table->mean.size() + place.at];
}

}  // namespace

PrecisionGoal read_precision_goal(const std::string& text) {
  PrecisionGoal goal;
  goal.text = text;
  std::string dense;
  for (const char c : text)
    if (c != ' ') dense += c;
  const std::size_t less = dense.rfind('<');
  if (less == std::string::npos) refuse(text, "there is no '<'");
  const auto bound = number(std::string_view(dense).substr(less + 1));
  if (!bound || *bound <= 0) refuse(text, fmt::format("{} is no number above 0", jingchu::quoted(dense.substr(less + 1))));
  goal.bound = *bound;
  const auto what = between(std::string_view(dense).substr(0, less), "se(", ")");
  if (!what) refuse(text, "it is no standard error se(...)");
  if (const auto target = between(*what, "P(", ")"); target && !target->empty()) {
    goal.name = *target;
  } else if (const auto mean = between(*what, "mean(", ")")) {
    goal.kind = PrecisionGoal::Kind::mean;
    read_place(*mean, goal);
  } else if (const auto quantile = between(*what, "quantile(", ")")) {
    goal.kind = PrecisionGoal::Kind::quantile;
    const std::size_t comma = quantile->rfind(',');
    const auto level = comma == std::string_view::npos ? std::nullopt : number(quantile->substr(comma + 1));
    if (!level || *level <= 0 || *level >= 1) refuse(text, "a quantile needs a level between 0 and 1");
    goal.level = *level;
    read_place(quantile->substr(0, comma), goal);
  } else {
    refuse(text, fmt::format("{} is neither P(...) nor mean(...) nor quantile(...)", jingchu::quoted(*what)));
  }
  return goal;
}

double standard_error(const PrecisionGoal& goal, const output::Content& results) {
  switch (goal.kind) {
    case PrecisionGoal::Kind::probability: return error_of_probability(goal, results.scenarios.front());
    case PrecisionGoal::Kind::quantile: return error_of_quantile(goal, results);
    case PrecisionGoal::Kind::mean: break;
  }
  const Place place = find(goal, results);
  return place.table->mean_se[place.at];
}

bool precise_enough(const std::vector<PrecisionGoal>& goals, const output::Content& results) {
  // All are looked at, so that a wrong name is told at the first checkpoint and not at the last.
  bool all = true;
  for (const PrecisionGoal& goal : goals) all &= standard_error(goal, results) < goal.bound;
  return all;
}

std::vector<std::int64_t> checkpoints(std::int64_t most, const engine::Sampling& sampling) {
  std::vector<std::int64_t> paths;
  if (sampling.kind == engine::Sampling::Kind::sobol) {
    // The first are too few for the errors to be more than noise themselves.
    for (std::int64_t n = 4 * sampling.replicates * engine::points_in_a_row; n < most; n *= 2) paths.push_back(n);
    paths.push_back(most);
    return paths;
  }
  for (std::int64_t units = 4; units * engine::work_unit < most; units = (5 * units + 3) / 4) paths.push_back(units * engine::work_unit);
  paths.push_back(most);
  return paths;
}

std::int64_t expected_paths(const std::vector<PrecisionGoal>& goals, const output::Content& results, std::int64_t paths, const std::vector<std::int64_t>& checkpoints) {
  double wanted = 0;
  for (const PrecisionGoal& goal : goals) {
    const double excess = standard_error(goal, results) / goal.bound;
    if (!std::isfinite(excess)) return checkpoints.back();
    wanted = std::max(wanted, static_cast<double>(paths) * excess * excess);
  }
  const auto enough = std::find_if(checkpoints.begin(), checkpoints.end(), [&](std::int64_t count) { return static_cast<double>(count) > wanted; });
  return enough == checkpoints.end() ? checkpoints.back() : *enough;
}

}  // namespace jingchu::app
