#include "scenarios/reader/read_scenario_file.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "engine/random/sampling.hpp"
#include "models/source/table_reader.hpp"
#include "models/source/toml_document.hpp"
#include "scenarios/validation/limits.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

using models::NumberRange;
using models::TableReader;
using models::TomlKind;
using models::TomlValue;

constexpr NumberRange any_number{-largest_number, largest_number, false, {}};

/// Keys of one table as written values.
class Keys {
 public:
  Keys(const models::TomlDocument& document, const TomlValue& table, std::string what, Diagnostics& problems)
      : reader_(document, table, std::move(what), problems), document_(document), problems_(problems) {}

  std::optional<Written<std::string>> text(std::string_view key) { return placed(key, reader_.string(key)); }
  std::optional<Written<double>> number(std::string_view key, const NumberRange& range = any_number) {
    return placed(key, reader_.number(key, range));
  }
  std::optional<Written<std::int64_t>> integer(std::string_view key, std::int64_t lower, std::int64_t upper) {
    return placed(key, reader_.integer(key, lower, upper));
  }
  std::optional<Written<bool>> boolean(std::string_view key) { return placed(key, reader_.boolean(key)); }
  const TomlValue* table(std::string_view key) { return reader_.table(key); }
  const TomlValue* array(std::string_view key) { return reader_.array(key); }

  /// `{ zh = "...", en = "..." }`, or one string for both languages.
  std::optional<Written<models::Label>> label(std::string_view key) {
    const TomlValue* value = reader_.optional(key);
    if (!value) return std::nullopt;
    if (value->kind == TomlKind::string) return Written<models::Label>{{value->text, value->text}, value->place};
    if (value->kind != TomlKind::table) {
      problems_.error(value->place, fmt::format("'{}': found {}, expected a table or a string", key, models::kind_name(value->kind)),
                      fmt::format("write {} = {{ zh = \"...\", en = \"...\" }}", key));
      return std::nullopt;
    }
    Keys languages(document_, *value, fmt::format("'{}'", key), problems_);
    const auto zh = languages.text("zh");
    const auto en = languages.text("en");
    languages.finish();
    if (!zh && !en) return std::nullopt;
    // One language stands in for the other: a reader sees something rather than nothing.
    return Written<models::Label>{{zh ? zh->value : en->value, en ? en->value : zh->value}, value->place};
  }

  void finish() { reader_.finish(); }

 private:
  template <class T>
  std::optional<Written<T>> placed(std::string_view key, std::optional<T> value) {
    if (!value) return std::nullopt;
    return Written<T>{std::move(*value), reader_.value().find(key)->value.place};
  }

  TableReader reader_;
  const models::TomlDocument& document_;
  Diagnostics& problems_;
};

/// Throws when the text is no scenario of the version that is read: its other keys would only add noise.
void check_format(const models::TomlDocument& document) {
  constexpr std::string_view known = "jingchu-scenario 1";
  const auto* entry = document.root().find("format");
  const auto refuse = [](const Place& place, std::string problem, std::string hint) {
    Diagnostics problems;
    problems.error(place, std::move(problem), std::move(hint));
    problems.throw_if_any();
  };
  if (!entry) {
    refuse(document.whole(), "the file has no 'format'", fmt::format("a scenario starts with format = \"{}\"", known));
  } else if (entry->value.kind != TomlKind::string || entry->value.text != known) {
    const TomlValue& value = entry->value;
    const std::string found = value.kind == TomlKind::string ? jingchu::quoted(value.text) : std::string(models::kind_name(value.kind));
    const bool model = value.text.rfind("jingchu-model", 0) == 0;
    refuse(value.place, fmt::format("format is {}; this program reads '{}'", found, known),
           model ? "this is a model; a scenario names it with model = \"...\"" : "write format = \"" + std::string(known) + "\"");
  }
}

std::vector<WrittenCourse> read_course(const TomlValue::Entry& entry, Diagnostics& problems) {
  WrittenCourse course;
  course.place = entry.place;
  const std::string what = fmt::format("'{}'", entry.key);
  if (entry.value.kind == TomlKind::table) {
    if (entry.value.entries.empty()) problems.error(entry.value.place, fmt::format("{} names no period", what), "write { \"2024\" = NUMBER }");
    for (const auto& span : entry.value.entries) {
      if (span.key.empty()) {
        problems.error(span.place, fmt::format("{}: an empty key is no period", what), "write a year, a period or a range; a bare number holds for the whole horizon");
        continue;
      }
      if (const auto value = models::read_number(span.value, what, any_number, problems)) {
        course.spans.push_back({span.key, span.place, *value, span.value.place});
      }
    }
  } else if (const auto value = models::read_number(entry.value, what, any_number, problems)) {
    course.spans.push_back({"", entry.place, *value, entry.value.place});
  }
  return {std::move(course)};
}

std::map<std::string, std::vector<WrittenCourse>> read_courses(const TomlValue* table, Diagnostics& problems) {
  std::map<std::string, std::vector<WrittenCourse>> courses;
  if (!table) return courses;
  for (const auto& entry : table->entries) courses[entry.key] = read_course(entry, problems);
  return courses;
}

WrittenTarget read_target(const models::TomlDocument& document, const TomlValue& table, Diagnostics& problems) {
  Keys keys(document, table, "target", problems);
  WrittenTarget target;
  target.place = table.place;
  for (const auto& entry : table.entries) target.given.insert(entry.key);
  target.figure = keys.text("figure");
  target.name = keys.text("name");
  target.label = keys.label("label");
  target.threshold = keys.number("threshold");
  target.upper = keys.number("upper");
  target.tolerance = keys.number("tolerance");
  target.unit = keys.text("unit");
  target.measure = keys.text("measure");
  target.measure_unit = keys.text("measure_unit");
  target.not_simulated = keys.label("not_simulated");
  target.sense = keys.text("sense");
  target.tier = keys.text("tier");
  target.ease = keys.text("ease");
  target.lever = keys.boolean("lever");
  target.judgement = keys.text("judgement");
  keys.finish();
  return target;
}

std::optional<std::vector<WrittenTarget>> read_targets(const models::TomlDocument& document, const TomlValue* array, Diagnostics& problems) {
  if (!array) return std::nullopt;
  std::vector<WrittenTarget> targets;
  for (const TomlValue& item : array->items) {
    if (item.kind == TomlKind::table) targets.push_back(read_target(document, item, problems));
    else problems.error(item.place, fmt::format("'targets': found {}, expected a table", models::kind_name(item.kind)), "write [[targets]] above the keys of each target");
  }
  return targets;
}

std::map<std::string, WrittenObservation> read_observed(const models::TomlDocument& document, const TomlValue* table, Diagnostics& problems) {
  constexpr std::string_view form = "write \"period_growth(Y, 2024Q1)\" = { value = 5.8, error = 0.3 }, or shock = \"NAME\" in place of the error";
  std::map<std::string, WrittenObservation> observed;
  if (!table) return observed;
  if (table->entries.empty()) problems.error(table->place, "[observed] names no measure", std::string(form));
  for (const auto& entry : table->entries) {
    if (entry.value.kind != TomlKind::table) {
      problems.error(entry.value.place, fmt::format("'{}': found {}, expected a table", entry.key, models::kind_name(entry.value.kind)), std::string(form));
      continue;
    }
    Keys keys(document, entry.value, "'" + entry.key + "'", problems);
    WrittenObservation& observation = observed[entry.key];
    observation.place = entry.place;
    for (const auto& key : entry.value.entries) observation.given.insert(key.key);
    observation.value = keys.number("value");
    observation.error = keys.number("error");
    observation.law = keys.text("law");
    observation.df = keys.number("df");
    observation.shock = keys.text("shock");
    observation.unit = keys.text("unit");
    observation.released = keys.text("released");
    observation.label = keys.label("label");
    keys.finish();
  }
  return observed;
}

std::vector<Written<double>> read_quantiles(const TomlValue* array, Diagnostics& problems) {
  std::vector<Written<double>> levels;
  if (!array) return levels;
  if (array->items.empty()) problems.error(array->place, "'quantiles' is empty", "leave the key out for the usual levels");
  for (const TomlValue& item : array->items) {
    const auto value = models::read_number(item, "'quantiles'", any_number, problems);
    if (!value) continue;
    const bool twice = std::any_of(levels.begin(), levels.end(), [&](const auto& level) { return level.value == *value; });
    if (!(*value > 0 && *value < 1)) {
      problems.error(item.place, fmt::format("quantile level {} does not lie between 0 and 1", *value),
                     *value > 1 && *value < 100 ? fmt::format("levels are fractions: write {}", *value / 100) : "levels are fractions such as 0.05 and 0.95");
    } else if (twice) {
      problems.error(item.place, fmt::format("quantile level {} is given twice", *value), "remove one of them");
    } else {
      levels.push_back({*value, item.place});
    }
  }
  return levels;
}

/// A name becomes part of file names.
void check_name(const Written<std::string>& name, Diagnostics& problems) {
  if (serves_as_file_name(name.value)) return;
  problems.error(name.place, fmt::format("{} is no name of a scenario", jingchu::quoted(name.value)),
                 fmt::format("letters (Chinese too), digits, '.', '_' and '-', not '.' or '-' first, at most {} bytes: it is used for file names", longest_name));
}

}  // namespace

WrittenScenario read_scenario_file(const models::SourceText& text, Diagnostics& problems) {
  const models::TomlDocument document(text);
  check_format(document);
  Keys keys(document, document.root(), "scenario", problems);
  WrittenScenario scenario;
  scenario.place = document.whole();
  for (const auto& entry : document.root().entries) scenario.given.insert(entry.key);
  keys.text("format");
  scenario.name = keys.text("name");
  if (scenario.name) check_name(*scenario.name, problems);
  scenario.extends = keys.text("extends");
  scenario.title = keys.label("title");
  scenario.asks = keys.label("asks");
  scenario.model = keys.text("model");
  scenario.figures = keys.text("figures");
  if (scenario.given.count("horizon") != 0 && document.root().find("horizon")->value.kind != TomlKind::table) scenario.given.insert({"horizon.from", "horizon.to"});
  if (const TomlValue* horizon = keys.table("horizon")) {
    Keys ends(document, *horizon, "'horizon'", problems);
    scenario.from = ends.text("from");
    scenario.to = ends.text("to");
    ends.finish();
    for (const auto& entry : horizon->entries) scenario.given.insert("horizon." + entry.key);
  }
  scenario.paths = keys.integer("paths", 1, largest_path_count);
  scenario.seed = keys.integer("seed", 0, largest_seed);
  scenario.sampling = keys.text("sampling");
  scenario.replicates = keys.integer("replicates", engine::fewest_replicates, engine::most_replicates);
  scenario.max_failed_share = keys.number("max_failed_share", {0, 1, false, {}});
  scenario.proposal = keys.text("proposal");
  scenario.min_effective_share = keys.number("min_effective_share", {0, 1, false, {}});
  scenario.max_iterations = keys.integer("max_iterations", 1, most_iterations);
  scenario.quantiles = read_quantiles(keys.array("quantiles"), problems);
  if (const TomlValue* baseline = keys.table("baseline")) {
    for (const auto& entry : baseline->entries) {
      if (const auto id = models::read_string(entry.value, fmt::format("'{}'", entry.key), problems)) {
        scenario.baseline[entry.key] = {*id, entry.value.place};
        scenario.baseline_places[entry.key] = entry.place;
      }
    }
  }
  if (const TomlValue* figures = keys.table("figures_override")) {
    for (const auto& entry : figures->entries) {
      if (const auto value = models::read_number(entry.value, fmt::format("'{}'", entry.key), any_number, problems)) {
        scenario.figures_override[entry.key] = {*value, entry.value.place};
      }
    }
  }
  scenario.levers = read_courses(keys.table("levers"), problems);
  scenario.tunes = read_courses(keys.table("tune"), problems);
  scenario.targets = read_targets(document, keys.array("targets"), problems);
  scenario.observed = read_observed(document, keys.table("observed"), problems);
  keys.finish();
  return scenario;
}

}  // namespace jingchu::scenarios
