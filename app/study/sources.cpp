#include "app/study/sources.hpp"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "app/study/csv.hpp"
#include "app/study/law_text.hpp"
#include "models/language/names.hpp"

namespace jingchu::app {

namespace {

std::set<std::string> names_of(const models::Model& model) {
  std::set<std::string> names;
  const auto add = [&](const auto& list) {
    for (const auto& one : list) names.insert(one.name);
  };
  add(model.variables);
  add(model.parameters);
  add(model.shocks);
  add(model.levers);
  add(model.measures);
  add(model.exogenous);
  for (const auto& [name, formula] : model.definitions) names.insert(name);
  return names;
}

/// The names in a formula that the model gives a meaning, separated by blanks; time and the year are none.
std::string uses(const std::string& formula, const models::Model& model, const std::set<std::string>& known) {
  std::string text;
  for (const auto& name : models::names_in(formula, model.frequency)) {
    if (known.count(name) > 0) text += (text.empty() ? "" : " ") + name;
  }
  return text;
}

std::string line_text(const Place& place) { return place.line > 0 ? fmt::format("{}", place.line) : std::string(); }

}  // namespace

std::string targets_csv(const Study& study) {
  const auto known = names_of(study.model());
  std::string text = csv_line({"scenario", "target", "figure", "figure_file", "figure_line", "report_section", "report_line", "file", "line", "measure", "uses"});
  for (const auto& target : study.scenario.targets) {
    const auto* figure = target.figure;
    text += csv_line({study.scenario.name, target.id, figure ? figure->id : "", figure ? figure->place.file : "", figure ? line_text(figure->place) : "", figure ? figure->section : "",
                      figure ? fmt::format("{}", figure->line) : "", target.place.file, line_text(target.place), target.measure, uses(target.measure, study.model(), known)});
  }
  return text;
}

std::string model_csv(const Study& study) {
  const auto& model = study.model();
  const auto known = names_of(model);
  std::string text = csv_line({"name", "kind", "formula", "uses", "file", "line", "unit", "title", "title_zh", "origin"});
  const auto add = [&](const std::string& name, const char* kind, const std::string& formula, const std::string& used, const Place& place, const std::string& unit, const models::Label& label,
                       const std::string& origin) {
    text += csv_line({name, kind, formula, used, place.file, line_text(place), unit, label.en, label.zh, origin});
  };
  for (const auto& one : model.measures) add(one.name, "measure", one.formula, uses(one.formula, model, known), one.place, one.unit, one.label, "");
  for (const auto& one : model.variables) add(one.name, "variable", one.equation, uses(one.equation, model, known), one.place, one.unit, one.label, one.origin);
  for (const auto& [name, one] : model.definitions) add(name, "definition", one.formula, uses(one.formula, model, known), one.place, one.stated.unit, {}, "");
  for (const auto& one : model.parameters) {
    add(one.name, "parameter", one.law ? law_text(*one.law) : csv_number(one.value), "", one.place, one.unit, one.label, one.origin);
  }
  for (const auto& one : model.shocks) add(one.name, "shock", law_text(one.law), "", one.place, "", one.label, one.origin);
  for (const auto& one : model.levers) add(one.name, "lever", csv_number(one.standard), "", one.place, one.unit, one.label, "");
  for (const auto& one : model.exogenous) add(one.name, "series", "", "", one.place, one.unit, one.label, "");
  return text;
}

}  // namespace jingchu::app
