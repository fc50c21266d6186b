#include "scenarios/validation/contradictions.hpp"

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace jingchu::scenarios {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The names a formula reads, those inside definitions among them.
void collect_names(std::string_view formula, const models::Model& model, std::set<std::string>& names) {
  for (std::size_t i = 0; i < formula.size();) {
    if (!is_name_character(formula[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < formula.size() && is_name_character(formula[end])) ++end;
    std::string name(formula.substr(i, end - i));
    i = end;
    if (!names.insert(name).second) continue;
    const auto definition = model.definitions.find(name);
    if (definition != model.definitions.end()) collect_names(definition->second.formula, model, names);
  }
}

/// First period in which some file sets the lever and the variable is held; nothing when they never meet.
std::optional<Period> first_meeting(const std::vector<std::optional<double>>& lever,
                                    const std::vector<std::optional<double>>& held, const PeriodRange& horizon) {
  for (std::size_t i = 0; i < lever.size(); ++i) {
    if (lever[i] && held[i]) return horizon.first + static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace

void report_levers_without_effect(const WrittenScenario& scenario, const models::Model& model, const CourseMap& levers,
                                  const CourseMap& tunes, const PeriodRange& horizon, Diagnostics& problems) {
  for (const models::Variable& variable : model.variables) {
    const auto held = tunes.find(variable.name);
    if (held == tunes.end()) continue;
    std::set<std::string> names;
    collect_names(variable.equation, model, names);
    for (const auto& [lever, values] : levers) {
      if (!names.count(lever)) continue;
      const auto period = first_meeting(values, held->second, horizon);
      if (!period) continue;
      Diagnostic d;
      d.place = scenario.levers.at(lever).back().place;
      d.problem = fmt::format("lever '{}' is set in {}, but drives '{}', which is held there", lever, period->to_string(), variable.name);
      d.hint = "remove one of them: the held value would win over the lever";
      d.other = scenario.tunes.at(variable.name).back().place;
      d.other_remark = fmt::format("'{}' is held here", variable.name);
      problems.add(std::move(d));
    }
  }
}

void report_missing_data(const models::Model& model, const PeriodRange& horizon, const Place& place, Diagnostics& problems) {
  constexpr std::size_t shown = 5;
  std::string list;
  std::size_t count = 0;
  const auto add = [&](const std::string& name, Period first, Period last) {
    if (++count > shown) return;
    list += fmt::format("{}{} lacks {}", list.empty() ? "" : ", ", name,
                        first == last ? first.to_string() : first.to_string() + ".." + last.to_string());
  };
  for (const models::Variable& variable : model.variables) {
    const auto data = model.data.values.find(variable.name);
    if (data == model.data.values.end() || data->second.empty()) continue;
    const Period last = data->second.rbegin()->first;
    if (last < horizon.first - 1) add(variable.name, last + 1, horizon.first - 1);
  }
  for (const models::ExogenousSeries& series : model.exogenous) {
    const auto data = model.data.values.find(series.name);
    if (data == model.data.values.end() || data->second.empty()) continue;
    const Period last = data->second.rbegin()->first;
    if (last < horizon.last) add(series.name, last + 1, horizon.last);
  }
  if (count == 0) return;
  if (count > shown) list += fmt::format(" and {} more", count - shown);
  problems.error(place, fmt::format("the data of {} do not reach the horizon {}..{}: {}", model.name, horizon.first.to_string(),
                                    horizon.last.to_string(), list),
                 "start or end the horizon earlier, or extend the data file");
}

}  // namespace jingchu::scenarios
