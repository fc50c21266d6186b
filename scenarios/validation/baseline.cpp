#include "scenarios/validation/baseline.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "engine/core/known_name.hpp"
#include "models/compiler/factor.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

template <class List>
const typename List::value_type* by_name(const List& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

/// A figure that moves the model's past by more than this is a typing error, and one that makes it vanish or change its
/// sign leaves no path a solution.
void check_factor(const models::Anchor& anchor, const Figure& figure, double value, const Place& place, Diagnostics& problems) {
  constexpr double largest_factor = 1000;
  const double lower = anchor.series.empty() ? 0 : 1 / largest_factor;
  const double factor = models::anchor_factor(anchor, value);
  if (factor >= lower && factor <= largest_factor) return;   // false for one that is no number
  problems.error(place, fmt::format("figure {} = {} {} multiplies what anchor '{}' moves by {:.6g}; expected a factor of {} to {}", figure.id, figure.value, figure.unit,
                                    anchor.name, factor, lower, largest_factor),
                 fmt::format("the factor is {}, with base {} {}", anchor.factor, anchor.base, anchor.unit));
}

}  // namespace

const Figure* find_figure(const FigureTable* figures, const std::string& id, const Place& place, Diagnostics& problems) {
  if (!figures) {
    problems.error(place, fmt::format("figure {} is named, but the scenario names no figures file", jingchu::quoted(id)),
                   "add figures = \"figures.csv\"");
    return nullptr;
  }
  if (const Figure* figure = figures->find(id)) return figure;
  std::vector<std::string> ids;
  for (const Figure& figure : figures->figures) ids.push_back(figure.id);
  problems.error(place, fmt::format("{} is no figure of {}", jingchu::quoted(id), figures->file),
                 nearest_hint(id, ids, fmt::format("the first column of {} lists the figures", figures->file)));
  return nullptr;
}

Baseline resolve_baseline(const WrittenScenario& scenario, const models::Model& model, const FigureTable* figures,
                          Diagnostics& problems) {
  Baseline baseline;
  for (const auto& [name, id] : scenario.baseline) {
    const Place& name_place = scenario.baseline_places.at(name);
    const auto* anchor = by_name(model.anchors, name);
    const auto* parameter = by_name(model.parameters, name);
    const auto* lever = by_name(model.levers, name);
    if (!anchor && !parameter && !lever) {
      auto known = names_of(model.anchors);
      for (const auto& item : model.levers) known.push_back(item.name);
      for (const auto& item : model.parameters) if (!item.law) known.push_back(item.name);
      problems.error(name_place, fmt::format("{} is no anchor, fixed parameter or lever of {}", jingchu::quoted(name), model.name),
                     name_hint(name, known, "the model has"));
    } else if (parameter && parameter->law) {
      problems.error(name_place, fmt::format("parameter {} is uncertain: each path draws its own value", jingchu::quoted(name)),
                     "a figure can set anchors, fixed parameters and levers");
    }
    const Figure* figure = find_figure(figures, id.value, id.place, problems);
    if (!figure || (!anchor && !parameter && !lever)) continue;
    const std::string& unit = anchor ? anchor->unit : parameter ? parameter->unit : lever->unit;
    const auto factor = figures->units.factor(figure->unit, unit);
    if (!factor) {
      problems.error(id.place, fmt::format("figure {} is in {}, which does not convert to the unit of {}: {}", figure->id,
                                           figure->unit, name, unit.empty() ? "none is given in the model" : unit),
                     "the unit table units.csv says what converts");
      continue;
    }
    const double value = figure->value * *factor;
    if (anchor) {
      const auto changed = scenario.figures_override.find(figure->id);
      check_factor(*anchor, *figure, value, changed == scenario.figures_override.end() ? id.place : changed->second.place, problems);
      baseline.anchors[name] = value;
    } else if (parameter) {
      baseline.parameters[name] = value;
    } else {
      if (!(value >= lever->lower && value <= lever->upper)) {
        problems.error(id.place, fmt::format("figure {} makes lever '{}' {}; expected {} to {} {}", figure->id, name, value,
                                             lever->lower, lever->upper, lever->unit),
                       "the model states these bounds");
      }
      baseline.levers[name] = value;
    }
  }
  return baseline;
}

}  // namespace jingchu::scenarios
