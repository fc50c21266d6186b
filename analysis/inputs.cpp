#include "analysis/inputs.hpp"

#include <algorithm>
#include <set>

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

}  // namespace

std::vector<Input> changed_inputs(const Study& base, const Study& other) {
  const models::Setting mine = complete(base), theirs = complete(other);
  std::vector<Input> inputs;
  add_changed(Input::Kind::lever, mine.levers, theirs.levers, inputs);
  add_changed(Input::Kind::tune, mine.tunes, theirs.tunes, inputs);
  add_changed(Input::Kind::figure, mine.anchors, theirs.anchors, inputs);
  add_changed(Input::Kind::parameter, mine.parameters, theirs.parameters, inputs);
  return inputs;
}

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
    }
  }
  return setting;
}

}  // namespace jingchu::analysis
