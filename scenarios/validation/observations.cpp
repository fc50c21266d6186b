#include "scenarios/validation/observations.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

/// The formula without blanks: two ways to write one measure.
std::string tight(std::string_view formula) {
  std::string text;
  for (const char c : formula) {
    if (c != ' ' && c != '\t') text += c;
  }
  return text;
}

bool is_date(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(at, length)) {
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int month = number(5, 2), day = number(8, 2);
  return number(0, 4) >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void take_accuracy(const WrittenObservation& written, const models::Model& model, Observation& observation, Diagnostics& problems) {
  if (written.error && written.shock) {
    Diagnostic d;
    d.place = written.shock->place;
    d.problem = fmt::format("'{}' has a measurement error and a shock that makes it exact", observation.measure);
    d.hint = "keep one of them";
    d.other = written.error->place;
    d.other_remark = "the measurement error";
    problems.add(std::move(d));
  } else if (!written.given.count("error") && !written.given.count("shock")) {
    problems.error(written.place, fmt::format("'{}' has neither an error nor a shock", observation.measure),
                   "add error = NUMBER, the standard deviation of its measurement error, or shock = \"NAME\", which is drawn so that every path has the value exactly");
  }
  if (written.error) {
    observation.error = written.error->value;
    if (!(observation.error > 0)) {
      problems.error(written.error->place, fmt::format("the measurement error of '{}' is {}; expected above 0", observation.measure, observation.error),
                     "a value without an error is exact: name the shock that brings it about in place of the error");
    }
  }
  if (written.law) {
    const std::string& law = written.law->value;
    if (law != "normal" && law != "student_t")
      problems.error(written.law->place, fmt::format("the law of the error of '{}' is {}; expected \"normal\" or \"student_t\"", observation.measure, jingchu::quoted(law)), "leave it out for a normal error");
    if (written.shock) problems.error(written.law->place, fmt::format("'{}' is exact by a shock and has no error that a law could have", observation.measure), "remove it");
    if (law == "student_t" && !written.given.count("df")) problems.error(written.law->place, fmt::format("the error of '{}' is Student's t without degrees of freedom", observation.measure), "add df = 5, say: few make large errors likelier");
    if (law == "normal" && written.df) problems.error(written.df->place, fmt::format("the error of '{}' is normal and has no degrees of freedom", observation.measure), "remove df, or write law = \"student_t\"");
  } else if (written.df) {
    problems.error(written.df->place, fmt::format("'{}' has degrees of freedom without a law", observation.measure), "add law = \"student_t\"");
  }
  if (written.df) {
    observation.df = written.df->value;
    if (!(observation.df > 2) || observation.df > 1e6) problems.error(written.df->place, fmt::format("{} degrees of freedom; expected above 2, where the standard deviation exists, and at most 1e6", observation.df), "use a few, such as 5, or a normal error");
  }
  if (!written.shock) return;
  observation.shock = written.shock->value;
  observation.shock_place = written.shock->place;
  const auto shock = std::find_if(model.shocks.begin(), model.shocks.end(), [&](const auto& s) { return s.name == observation.shock; });
  if (shock == model.shocks.end()) {
    problems.error(written.shock->place, fmt::format("unknown shock {}", jingchu::quoted(observation.shock)), name_hint(observation.shock, names_of(model.shocks), "shocks of " + model.name));
  } else if (std::holds_alternative<engine::BernoulliLaw>(shock->law) || std::holds_alternative<engine::DiscreteLaw>(shock->law) || std::holds_alternative<engine::EmpiricalLaw>(shock->law)) {
    problems.error(written.shock->place, fmt::format("shock '{}' takes single values only, so no draw of it can meet a value exactly", observation.shock), "name a shock with a continuous law, or give a measurement error");
  }
}

void take_unit(const WrittenObservation& written, const models::Model& model, const models::UnitTable& units, Observation& observation, Diagnostics& problems) {
  const auto shown = models::unit_of_measure(model, observation.measure);
  if (!written.unit) {
    observation.unit = shown.value_or("");
    return;
  }
  observation.unit = written.unit->value;
  if (!units.units.count(observation.unit)) {
    std::vector<std::string> known;
    for (const auto& [name, entry] : units.units) known.push_back(name);
    problems.error(written.unit->place, fmt::format("unknown unit {}", jingchu::quoted(observation.unit)), name_hint(observation.unit, known, "units"));
  } else if (shown && units.units.count(*shown) != 0) {
    if (const auto factor = units.factor(*shown, observation.unit)) observation.scale = *factor;
    else problems.error(written.unit->place, fmt::format("'{}' is in {}, which does not convert to {}", observation.measure, jingchu::quoted(*shown), jingchu::quoted(observation.unit)), "give the value in a unit of the measure");
  }
}

/// Several releases are taken one after the other, so each value has a date or none has.
void check_dates(const std::map<std::string, WrittenObservation>& written, Diagnostics& problems) {
  const auto dated = std::find_if(written.begin(), written.end(), [](const auto& entry) { return entry.second.given.count("released") != 0; });
  for (const auto& [measure, observation] : written) {
    if (observation.released && !is_date(observation.released->value)) {
      problems.error(observation.released->place, fmt::format("{} is no date", jingchu::quoted(observation.released->value)), "write released = \"2024-04-18\"");
    }
    if (dated == written.end() || observation.given.count("released") != 0) continue;
    problems.error(observation.place, fmt::format("'{}' has no date of release, other values have one", measure), "add released = \"2024-04-18\", or remove it from all of them");
  }
}

}  // namespace

std::vector<Observation> resolve_observations(const std::map<std::string, WrittenObservation>& written, const models::Model& model, const models::UnitTable& units, Diagnostics& problems) {
  std::vector<Observation> observations;
  std::map<std::string, const WrittenObservation*> first;
  for (const auto& [measure, entry] : written) {
    Observation observation;
    observation.measure = measure;
    observation.place = entry.place;
    observation.label = entry.label ? entry.label->value : models::Label{measure, measure};
    if (const auto [at, fresh] = first.emplace(tight(measure), &entry); !fresh) {
      Diagnostic d;
      d.place = entry.place;
      d.problem = at->second->value && entry.value && at->second->value->value != entry.value->value
                      ? fmt::format("'{}' is observed twice, as {} and as {}", measure, at->second->value->value, entry.value->value)
                      : fmt::format("'{}' is observed twice", measure);
      d.hint = "remove one of them";
      d.other = at->second->place;
      d.other_remark = "first given here";
      problems.add(std::move(d));
    }
    if (entry.value) observation.value = entry.value->value;
    else if (!entry.given.count("value")) problems.error(entry.place, fmt::format("'{}' has no value", measure), "add value = NUMBER");
    if (entry.released) observation.released = entry.released->value;
    take_accuracy(entry, model, observation, problems);
    take_unit(entry, model, units, observation, problems);
    observations.push_back(std::move(observation));
  }
  check_dates(written, problems);
  // Dates written year first sort as texts.
  std::stable_sort(observations.begin(), observations.end(), [](const auto& a, const auto& b) { return a.released < b.released; });
  return observations;
}

}  // namespace jingchu::scenarios
