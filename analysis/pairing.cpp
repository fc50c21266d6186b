#include "analysis/pairing.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace jingchu::analysis {

namespace {

/// Name and date of a series, by kind: what two models may have in common.
using Key = std::tuple<Pairing::Kind, std::string, int>;

struct Found {
  Pairing::Series series;
  int number = 0;               ///< as in engine::Outcome
  std::string unit;
};

int ordinal(Period period) { return period.year() * static_cast<int>(period.frequency()) + period.sub(); }

/// Every series of a study that is to be compared, in order.
std::vector<std::pair<Key, Found>> series_of(const Study& study, PairedSeries paired) {
  std::vector<std::pair<Key, Found>> list;
  const models::Model& model = study.model();
  const int variables = static_cast<int>(model.variables.size());
  for (int t = 0; paired == PairedSeries::years_and_periods && t < study.plan.periods; ++t) {
    for (std::size_t v = 0; v < model.variables.size(); ++v) {
      if (study.plan.variable_has_histogram[v] == 0) continue;
      const auto& variable = model.variables[v];
      list.push_back({{Pairing::Kind::variable, variable.name, ordinal(study.scenario.horizon.first + t)},
                      {{Pairing::Kind::variable, v, t}, t * variables + static_cast<int>(v), variable.unit}});
    }
  }
  for (std::size_t o = 0; o < study.compiled->outputs.size(); ++o) {
    const auto& output = study.compiled->outputs[o];
    if (output.kind == models::OutputInfo::Kind::request || study.plan.output_has_histogram[o] == 0) continue;
    const bool measure = output.kind == models::OutputInfo::Kind::measure;
    const auto kind = measure ? Pairing::Kind::measure : Pairing::Kind::annual;
    const auto column = static_cast<std::size_t>(measure ? output.measure : output.variable);
    const std::string& name = measure ? model.measures[column].name : model.variables[column].name;
    list.push_back({{kind, name, output.year},
                    {{kind, column, output.year}, study.plan.periods * variables + static_cast<int>(o), measure ? model.measures[column].unit : model.variables[column].unit}});
  }
  return list;
}

class Pairer {
 public:
  Pairer(const Study& base, const Study& other, PairedSeries paired) : base_(base), other_(other), paired_(paired) {}

  Pairing run() {
    if (base_.scenario.horizon.first.frequency() != other_.scenario.horizon.first.frequency()) {
      throw Error(ExitCode::data, fmt::format("{} and {} have periods of other lengths: {} and {} a year", jingchu::quoted(base_.scenario.name), jingchu::quoted(other_.scenario.name),
                                              static_cast<int>(base_.scenario.horizon.first.frequency()), static_cast<int>(other_.scenario.horizon.first.frequency())),
                  "compare scenarios of one frequency");
    }
    pair_series();
    pair_targets();
    pair_sets();
    problems_.throw_if_any();
    if (pairing_.series.empty() && pairing_.targets.empty()) {
      throw Error(ExitCode::data, fmt::format("{} and {} have no reported variable, measure or target in common", jingchu::quoted(base_.scenario.name), jingchu::quoted(other_.scenario.name)),
                  "names and dates must agree, and variables need report = true");
    }
    return std::move(pairing_);
  }

 private:
  void pair_series() {
    std::map<Key, Found> others;
    for (auto& [key, found] : series_of(other_, paired_)) others.emplace(key, found);
    std::string told;
    for (const auto& [key, found] : series_of(base_, paired_)) {
      const auto match = others.find(key);
      if (match == others.end()) continue;
      const std::string& name = std::get<1>(key);
      if (match->second.unit != found.unit) {
        if (told != name) problems_.error(place_of(found.series), fmt::format("{} is in {} here and in {} in the model of {}", jingchu::quoted(name), jingchu::quoted(found.unit), jingchu::quoted(match->second.unit), jingchu::quoted(other_.scenario.name)));
        told = name;
        continue;
      }
      pairing_.plan.series.push_back({found.number, match->second.number, found.series.kind == Pairing::Kind::variable});
      pairing_.series.push_back(found.series);
    }
  }

  Place place_of(const Pairing::Series& series) const {
    const auto& model = base_.model();
    return series.kind == Pairing::Kind::measure ? model.measures[series.column].place : model.variables[series.column].place;
  }

  void pair_targets() {
    const auto& targets = base_.scenario.targets;
    int base_number = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (targets[i].measure.empty()) continue;
      int number = 0;
      for (const auto& theirs : other_.scenario.targets) {
        if (theirs.measure.empty()) continue;
        if (theirs.id == targets[i].id && same(targets[i], theirs)) {
          pairing_.plan.targets.push_back({base_number, number});
          pairing_.targets.push_back(i);
        }
        ++number;
      }
      ++base_number;
    }
  }

  /// Whether both measure the same. Thresholds may differ: that is a question worth asking.
  bool same(const scenarios::Target& a, const scenarios::Target& b) {
    const auto differ = [&](const char* what, const std::string& mine, const std::string& theirs) {
      problems_.error(a.place, fmt::format("target {} has another {} in {}: {}, here {}", jingchu::quoted(a.id), what, jingchu::quoted(other_.scenario.name), jingchu::quoted(theirs), jingchu::quoted(mine)),
                      "give one of them another name");
      return false;
    };
    if (a.unit != b.unit) return differ("unit", a.unit, b.unit);
    if (base_.scenario.model == other_.scenario.model && a.measure != b.measure) return differ("measure", a.measure, b.measure);
    return true;
  }

  void pair_sets() {
    for (std::size_t i = 0; i < base_.plan.target_sets.size(); ++i) {
      for (std::size_t j = 0; j < other_.plan.target_sets.size(); ++j) {
        if (base_.plan.target_sets[i].name == other_.plan.target_sets[j].name) pairing_.plan.target_sets.push_back({static_cast<int>(i), static_cast<int>(j)});
      }
    }
  }

  const Study& base_;
  const Study& other_;
  PairedSeries paired_;
  Pairing pairing_;
  Diagnostics problems_;
};

}  // namespace

Pairing pair_outputs(const std::vector<Study>& studies, std::size_t base, std::size_t other, PairedSeries paired) {
  Pairing pairing = Pairer(studies[base], studies[other], paired).run();
  pairing.plan.base = static_cast<int>(base);
  pairing.plan.other = static_cast<int>(other);
  return pairing;
}

}  // namespace jingchu::analysis
