#include "analysis/inputs.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace jingchu::analysis {

namespace {

/// What the model takes where a setting is silent.
models::Setting complete(const Study& study) {
  models::Setting setting = study.scenario.setting;
  const auto periods = static_cast<std::size_t>(study.plan.periods);
  for (const auto& lever : study.model().levers) setting.levers.try_emplace(lever.name, std::vector<double>(periods, lever.standard));
  for (const auto& anchor : study.model().anchors) setting.anchors.try_emplace(anchor.name, anchor.base);
  for (const auto& parameter : study.model().parameters)
    if (!parameter.law) setting.parameters.try_emplace(parameter.name, parameter.value);
  std::erase_if(setting.tunes, [](const auto& entry) { return std::none_of(entry.second.begin(), entry.second.end(), [](const auto& value) { return value.has_value(); }); });
  return setting;
}

template <class Map>
void add_changed(Input::Kind kind, const Map& base, const Map& other, std::vector<Input>& inputs) {
  std::set<std::string> names;
  for (const auto* map : {&base, &other})
    for (const auto& [name, value] : *map) names.insert(name);
  for (const std::string& name : names) {
    const auto mine = base.find(name), theirs = other.find(name);
    if (mine == base.end() || theirs == other.end() || mine->second != theirs->second) inputs.push_back({kind, name});
  }
}

template <class Map>
void take(const std::string& name, const Map& from, Map& to) {
  to.erase(name);
  if (const auto found = from.find(name); found != from.end()) to.insert(*found);
}

/// What two scenarios may publish with different values.
std::string published_name(const scenarios::Observation& observation) {
  return observation.released.empty() ? observation.measure : fmt::format("{} ({})", observation.measure, observation.released);
}

std::map<std::string, const scenarios::Observation*> published(const Study& study) {
  std::map<std::string, const scenarios::Observation*> list;
  for (const auto& observation : study.scenario.observations) list.emplace(published_name(observation), &observation);
  return list;
}

bool same_value(const scenarios::Observation& a, const scenarios::Observation& b) {
  return a.value == b.value && a.error == b.error && a.df == b.df && a.shock == b.shock && a.scale == b.scale;
}

/// The rules of a study's published values for which `wanted` is true, as if all had come with one release.
template <class Wanted>
void add_rules(const Study& study, const Wanted& wanted, engine::Plan& plan) {
  for (std::size_t i = 0; i < study.scenario.observations.size(); ++i) {
    if (!wanted(published_name(study.scenario.observations[i]))) continue;
    plan.observations.push_back(study.plan.observations[i]);
    plan.observations.back().release = 0;
  }
}

/// The setting of the base with those inputs of the other for which `taken` is true.
models::Setting mixed_setting(const Study& base, const Study& other, const std::vector<Input>& inputs, const std::vector<bool>& taken) {
  models::Setting setting = base.scenario.setting;
  const models::Setting& theirs = other.scenario.setting;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!taken[i]) continue;
    switch (inputs[i].kind) {
      case Input::Kind::lever: take(inputs[i].name, theirs.levers, setting.levers); break;
      case Input::Kind::tune: take(inputs[i].name, theirs.tunes, setting.tunes); break;
      case Input::Kind::figure: take(inputs[i].name, theirs.anchors, setting.anchors); break;
      case Input::Kind::parameter: take(inputs[i].name, theirs.parameters, setting.parameters); break;
      case Input::Kind::published: break;
    }
  }
  return setting;
}

template <class List>
models::Label label_in(const List& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == name; });
  return found == list.end() ? models::Label{} : found->label;
}

}  // namespace

std::vector<Input> changed_inputs(const Study& base, const Study& other) {
  const models::Setting mine = complete(base), theirs = complete(other);
  std::vector<Input> inputs;
  add_changed(Input::Kind::lever, mine.levers, theirs.levers, inputs);
  add_changed(Input::Kind::tune, mine.tunes, theirs.tunes, inputs);
  add_changed(Input::Kind::figure, mine.anchors, theirs.anchors, inputs);
  add_changed(Input::Kind::parameter, mine.parameters, theirs.parameters, inputs);
  const auto old = published(base), now = published(other);
  std::set<std::string> names;
  for (const auto* list : {&old, &now})
    for (const auto& [name, observation] : *list) names.insert(name);
  for (const std::string& name : names)
    if (!old.contains(name) || !now.contains(name) || !same_value(*old.at(name), *now.at(name))) inputs.push_back({Input::Kind::published, name});
  return inputs;
}

models::Label label_of(const Input& input, const Study& base, const Study& other) {
  const models::Model& model = base.model();
  switch (input.kind) {
    case Input::Kind::lever: return label_in(model.levers, input.name);
    case Input::Kind::tune: return label_in(model.variables, input.name);
    case Input::Kind::figure: return label_in(model.anchors, input.name);
    case Input::Kind::parameter: return label_in(model.parameters, input.name);
    case Input::Kind::published: break;
  }
  const auto now = published(other), old = published(base);
  return now.contains(input.name) ? now.at(input.name)->label : old.at(input.name)->label;
}

engine::Plan mixed_plan(const Study& base, const Study& other, const std::vector<Input>& inputs, const std::vector<bool>& taken) {
  std::set<std::string> replaced;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].kind == Input::Kind::published && taken[i]) replaced.insert(inputs[i].name);
  engine::Plan plan = plan_with(base, mixed_setting(base, other, inputs, taken));
  plan.observations.clear();
  add_rules(base, [&](const std::string& name) { return !replaced.contains(name); }, plan);
  add_rules(other, [&](const std::string& name) { return replaced.contains(name); }, plan);
  plan.guided = base.plan.guided || other.plan.guided;
  return plan;
}

void check_mixable_observations(const Study& base, const Study& other) {
  for (std::size_t i = 0; i < base.scenario.observations.size(); ++i)
    for (std::size_t j = 0; j < other.scenario.observations.size(); ++j) {
      const scenarios::Observation &mine = base.scenario.observations[i], &theirs = other.scenario.observations[j];
      const auto period = [](const Study& study, std::size_t number) { return study.compiled->program.last_period(static_cast<std::size_t>(study.plan.observations[number].output)); };
      if (!mine.is_exact() || mine.shock != theirs.shock || published_name(mine) == published_name(theirs) || period(base, i) != period(other, j)) continue;
      throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, theirs.shock_place,
                                              fmt::format("'{}' and '{}' of {} are both exact by shock '{}' in one period: what each of them contributes cannot be told", theirs.measure, mine.measure,
                                                          jingchu::quoted(base.scenario.name), mine.shock),
                                              "name another shock for one of them, or give it an error in place of the shock", mine.shock_place, "the other one"}});
    }
}

}  // namespace jingchu::analysis
