#include "scenarios/validation/targets.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "models/units/unit_table.hpp"
#include "scenarios/validation/baseline.hpp"
#include "scenarios/validation/limits.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

const std::vector<std::string> senses = {"at least", "at most", "about at least", "about at most", "between"};
const std::vector<std::string> tiers = {"A", "B", "C", "D"};
const std::vector<std::string> eases = {"slack", "level", "stretch", "new"};

bool one_of(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string word_or_nothing(const std::optional<Written<std::string>>& word, const std::vector<std::string>& words,
                            std::string_view key, Diagnostics& problems) {
  if (!word) return {};
  if (!one_of(words, word->value)) {
    problems.error(word->place, fmt::format("{} = {} is unknown", key, jingchu::quoted(word->value)),
                   name_hint(word->value, words, "known are"));
  }
  return word->value;
}

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && text.size() <= 64 && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// Id, labels, unit and threshold: of the figure, or written out. False when there is nothing to identify the target by.
bool take_identity(const WrittenTarget& written, const FigureTable* figures, Target& target, Diagnostics& problems) {
  if (written.figure) {
    if (written.name) {
      problems.error(written.name->place, "a target has a figure or a name of its own, not both", "remove one of them");
    }
    target.id = written.figure->value;
    target.figure = find_figure(figures, target.id, written.figure->place, problems);
    if (written.threshold) {
      problems.error(written.threshold->place, "the threshold is the value of the figure",
                     "change it under [figures_override], or give the target a name in place of a figure");
    }
    if (written.unit) problems.error(written.unit->place, "the unit is that of the figure", "remove it; measure_unit says the unit of the formula");
    if (target.figure) {
      target.threshold = target.figure->value;
      target.unit = target.figure->unit;
      target.label = target.figure->label;
    }
  } else if (written.name) {
    target.id = written.name->value;
    if (!is_identifier(target.id)) {
      problems.error(written.name->place, fmt::format("{} is no name of a target", jingchu::quoted(target.id)),
                     "a letter or '_', then letters, digits and '_', at most 64");
    }
    if (written.threshold) target.threshold = written.threshold->value;
    else if (!written.given.count("threshold")) problems.error(written.place, fmt::format("target '{}' has no threshold", target.id), "add threshold = NUMBER and unit = \"...\"");
    if (written.unit) target.unit = written.unit->value;
    else if (!written.given.count("unit")) problems.error(written.place, fmt::format("target '{}' has no unit", target.id), "add unit = \"percent\" or another unit");
    target.label = {target.id, target.id};
  } else {
    if (!written.given.count("figure") && !written.given.count("name")) problems.error(written.place, "a target needs a figure or a name", "add figure = \"ID\", or name, threshold and unit");
    return false;
  }
  if (written.label) target.label = written.label->value;
  return true;
}

void take_sense(const WrittenTarget& written, Target& target, Diagnostics& problems) {
  if (!written.sense) {
    if (!written.given.count("sense")) problems.error(written.place, fmt::format("target '{}' has no sense", target.id), name_hint("", senses, "write one of"));
    return;
  }
  const std::string sense = word_or_nothing(written.sense, senses, "sense", problems);
  const bool about = sense.rfind("about ", 0) == 0;
  target.sense = sense == "between" ? Sense::between
                 : sense == "at most" || sense == "about at most" ? Sense::at_most : Sense::at_least;
  if (written.tolerance) {
    target.tolerance = written.tolerance->value;
    if (target.tolerance < 0 || (about && target.tolerance == 0)) {
      problems.error(written.tolerance->place, fmt::format("tolerance is {}; expected {}", target.tolerance, about ? "above 0" : "0 or more"),
                     "it is given in the unit of the figure: " + target.unit);
    }
  } else if (about && !written.given.count("tolerance")) {
    problems.error(written.sense->place, fmt::format("target '{}' says {}, but has no tolerance", target.id, jingchu::quoted(sense)),
                   "add tolerance = NUMBER, in the unit of the figure: " + target.unit);
  }
  if (target.sense == Sense::between) {
    if (!written.upper) {
      if (!written.given.count("upper")) problems.error(written.sense->place, fmt::format("target '{}' is between two numbers, but has no upper one", target.id), "add upper = NUMBER");
    } else {
      target.upper = written.upper->value;
      if ((target.figure || written.threshold) && !(target.upper >= target.threshold)) {
        problems.error(written.upper->place, fmt::format("upper is {}, below the threshold {}", target.upper, target.threshold));
      }
    }
  } else if (written.upper) {
    problems.error(written.upper->place, fmt::format("upper has no meaning for {}", jingchu::quoted(sense)), "remove it, or write sense = \"between\"");
  }
}

/// The unit the formula gives: as written, else as the formula shows, else that of the figure. A unit that contradicts
/// the formula is reported.
std::string measure_unit(const WrittenTarget& written, const models::Model* model, const UnitTable& units, const Target& target, Diagnostics& problems) {
  const auto shown = model ? models::unit_of_measure(*model, target.measure) : std::nullopt;
  const bool known = shown && units.units.count(*shown) != 0;
  if (!written.measure_unit) return known ? *shown : target.unit;
  const std::string& said = written.measure_unit->value;
  if (known && units.units.count(said) != 0 && units.factor(said, *shown) != 1.0) {
    problems.error(written.measure_unit->place, fmt::format("measure_unit is {}, but the measure of target '{}' is in {}", jingchu::quoted(said), target.id, jingchu::quoted(*shown)),
                   "leave measure_unit out: the result is converted");
  }
  return said;
}

void take_measure(const WrittenTarget& written, const models::Model* model, const UnitTable& units, Target& target, Diagnostics& problems) {
  if (written.not_simulated) {
    target.reason = written.not_simulated->value;
    if (target.reason.zh.empty() || target.reason.en.empty()) problems.error(written.not_simulated->place, "not_simulated is empty", "say in one line why");
  }
  if (written.measure && written.not_simulated) {
    Diagnostic d;
    d.place = written.not_simulated->place;
    d.problem = fmt::format("target '{}' has a measure and a reason why it has none", target.id);
    d.hint = "remove one of them";
    d.other = written.measure->place;
    d.other_remark = "the measure";
    problems.add(std::move(d));
  } else if (!written.measure && !written.not_simulated && !written.given.count("measure") && !written.given.count("not_simulated")) {
    problems.error(written.place, fmt::format("target '{}' has neither a measure nor a reason why it is not simulated", target.id),
                   "add measure = \"FORMULA\" or not_simulated = \"REASON\"");
  }
  if (!written.measure) {
    if (written.measure_unit) problems.error(written.measure_unit->place, "measure_unit without a measure", "remove it");
    return;
  }
  target.measure = written.measure->value;
  target.place = written.measure->place;
  if (target.measure.empty()) problems.error(written.measure->place, "the measure is empty", "write a formula, e.g. annual_growth(Y, 2024)");
  target.measure_unit = measure_unit(written, model, units, target, problems);
  if (target.unit.empty()) return;   // said already
  if (!written.figure && written.unit && !units.units.count(target.unit)) {
    std::vector<std::string> known;
    for (const auto& [name, entry] : units.units) known.push_back(name);
    problems.error(written.unit->place, fmt::format("unknown unit {}", jingchu::quoted(target.unit)), name_hint(target.unit, known, "units"));
    return;
  }
  if (const auto factor = units.factor(target.measure_unit, target.unit)) {
    target.scale = *factor;
  } else {
    problems.error(written.measure_unit ? written.measure_unit->place : written.measure->place,
                   fmt::format("the measure of target '{}' is in {}, which does not convert to {}", target.id,
                               jingchu::quoted(target.measure_unit), jingchu::quoted(target.unit)),
                   written.measure_unit ? "the unit table units.csv says what converts" : "compare what is in the target's unit, or say with measure_unit what the formula gives");
  }
}

}  // namespace

std::vector<Target> resolve_targets(const std::vector<WrittenTarget>& written, const models::Model* model, const FigureTable* figures,
                                    Diagnostics& problems) {
  const UnitTable& units = figures ? figures->units : models::standard_units();
  std::vector<Target> targets;
  std::map<std::string, Place> first;
  for (const WrittenTarget& entry : written) {
    Target target;
    target.place = entry.place;
    if (!take_identity(entry, figures, target, problems)) continue;
    if (const auto [at, fresh] = first.emplace(target.id, entry.place); !fresh) {
      Diagnostic d;
      d.place = entry.place;
      d.problem = fmt::format("target '{}' is given twice", target.id);
      d.hint = "remove one of them";
      d.other = at->second;
      d.other_remark = "first given here";
      problems.add(std::move(d));
    }
    take_sense(entry, target, problems);
    take_measure(entry, model, units, target, problems);
    target.tier = word_or_nothing(entry.tier, tiers, "tier", problems);
    target.ease = word_or_nothing(entry.ease, eases, "ease", problems);
    target.lever = entry.lever && entry.lever->value;
    if (entry.judgement) target.judgement = entry.judgement->value;
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace jingchu::scenarios
