#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scenarios/reader/extends.hpp"
#include "models/units/unit_table.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/validation/baseline.hpp"
#include "scenarios/validation/contradictions.hpp"
#include "scenarios/validation/course.hpp"
#include "scenarios/validation/effective_toml.hpp"
#include "scenarios/validation/limits.hpp"
#include "scenarios/validation/names.hpp"
#include "scenarios/validation/observations.hpp"
#include "scenarios/validation/overrides.hpp"
#include "scenarios/validation/sampling.hpp"
#include "scenarios/validation/targets.hpp"

namespace jingchu::scenarios {
namespace {

/// All problems of a scenario and of the files it names, and the exit code they end with.
struct Problems {
  Diagnostics list;
  ExitCode code = ExitCode::data;   ///< or the code of the first file that could not be read

  void absorb(const Error& error) {
    if (!list.has_errors()) code = error.code();
    for (const Diagnostic& d : error.diagnostics()) list.add(d);
  }
  void throw_if_any() const {
    const auto problems = list.list();
    const bool typed = std::all_of(problems.begin(), problems.end(), [](const Diagnostic& d) { return is_option(d.place); });
    list.throw_if_any(typed ? ExitCode::usage : code);
  }
};

std::optional<PeriodRange> resolve_horizon(const WrittenScenario& written, Frequency frequency, Diagnostics& problems) {
  if (!written.from || !written.to) return std::nullopt;   // said already
  const auto read = [&](const Written<std::string>& text) {
    const auto period = Period::parse(text.value, frequency);
    if (!period) {
      problems.error(text.place, fmt::format("{} is no period of the model", jingchu::quoted(text.value)),
                     "write " + example_period(frequency, 2024));
    }
    return period;
  };
  const auto first = read(*written.from);
  const auto last = read(*written.to);
  if (!first || !last) return std::nullopt;
  const PeriodRange horizon{*first, *last};
  if (horizon.count() < 1 || horizon.count() > longest_horizon) {
    problems.error(written.to->place, fmt::format("the horizon {}..{} has {} periods; expected 1 to {}", first->to_string(), last->to_string(),
                                                  horizon.count(), longest_horizon));
    return std::nullopt;
  }
  return horizon;
}

/// The figures with the scenario's own values in place of the report's.
std::shared_ptr<const FigureTable> resolve_figures(models::SourceStore& store, const WrittenScenario& written, Problems& problems) {
  auto table = std::make_shared<FigureTable>();
  table->units = models::standard_units();
  if (written.figures) {
    try {
      *table = read_figures(store, written.figures->value, written.figures->place.file, written.figures->place);
    } catch (const Error& error) {
      problems.absorb(error);
      return nullptr;
    }
  }
  for (const auto& [id, value] : written.figures_override) {
    if (find_figure(written.figures ? table.get() : nullptr, id, value.place, problems.list)) {
      std::find_if(table->figures.begin(), table->figures.end(), [&, &wanted = id](const Figure& f) { return f.id == wanted; })->value = value.value;
    }
  }
  return table;
}

bool says_anything(const std::vector<std::optional<double>>& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& value) { return value.has_value(); });
}

/// What the files say about the levers of the model, by period.
CourseMap resolve_levers(const WrittenScenario& written, const models::Model& model, const PeriodRange& horizon, Diagnostics& problems) {
  CourseMap levers;
  for (const auto& [name, courses] : written.levers) {
    const auto lever = std::find_if(model.levers.begin(), model.levers.end(), [&, &wanted = name](const auto& l) { return l.name == wanted; });
    if (lever == model.levers.end()) {
      const auto variables = names_of(model.variables);
      const bool variable = std::find(variables.begin(), variables.end(), name) != variables.end();
      problems.error(courses.back().place, fmt::format("unknown lever {}", jingchu::quoted(name)),
                     variable ? "it is a variable; hold it to values under [tune]" : name_hint(name, names_of(model.levers), "levers of " + model.name));
      continue;
    }
    auto values = resolve_courses(courses, horizon, written.horizon_layer, {"lever '" + name + "'", lever->lower, lever->upper, lever->unit}, problems);
    if (says_anything(values)) levers[name] = std::move(values);
  }
  return levers;
}

CourseMap resolve_tunes(const WrittenScenario& written, const models::Model& model, const PeriodRange& horizon, Diagnostics& problems) {
  CourseMap tunes;
  const auto variables = names_of(model.variables);
  for (const auto& [name, courses] : written.tunes) {
    if (std::find(variables.begin(), variables.end(), name) == variables.end()) {
      const auto levers = names_of(model.levers);
      const bool lever = std::find(levers.begin(), levers.end(), name) != levers.end();
      problems.error(courses.back().place, fmt::format("unknown variable {}", jingchu::quoted(name)),
                     lever ? "it is a lever; set it under [levers]" : name_hint(name, variables, "variables of " + model.name));
      continue;
    }
    auto values = resolve_courses(courses, horizon, written.horizon_layer, {"'" + name + "'", -largest_number, largest_number, ""}, problems);
    if (says_anything(values)) tunes[name] = std::move(values);
  }
  return tunes;
}

/// Lever values in all periods: what the files say, else the figure behind the lever, else the default of the model.
void fill_levers(const CourseMap& levers, const Baseline& baseline, const models::Model& model, const PeriodRange& horizon,
                 models::Setting& setting) {
  const auto periods = static_cast<std::size_t>(horizon.count());
  for (const models::Lever& lever : model.levers) {
    const auto figure = baseline.levers.find(lever.name);
    const auto said = levers.find(lever.name);
    if (figure == baseline.levers.end() && said == levers.end()) continue;
    auto& course = setting.levers[lever.name];
    course.assign(periods, figure == baseline.levers.end() ? lever.standard : figure->second);
    if (said == levers.end()) continue;
    for (std::size_t i = 0; i < periods; ++i) course[i] = said->second[i].value_or(course[i]);
  }
}

/// A key that some file gives badly is told by its reader; only one that no file gives is missing.
void require(const WrittenScenario& written, const std::string& key, std::string_view example, Diagnostics& problems) {
  if (!written.given.count(key)) problems.error(written.place, fmt::format("the scenario has no '{}'", key), fmt::format("add {}", example));
}

void remark_unscored(const FigureTable& figures, const std::vector<Target>& targets, Diagnostics& remarks) {
  for (const Figure& figure : figures.figures) {
    if (figure.kind != "target_2024") continue;
    const bool scored = std::any_of(targets.begin(), targets.end(), [&](const Target& target) { return target.id == figure.id; });
    if (!scored) remarks.note(figure.place, fmt::format("target '{}' of the report is not among the scenario's targets", figure.id),
                              "give it a measure, or not_simulated = \"REASON\"");
  }
}

}  // namespace

Scenario load_scenario(models::SourceStore& store, std::string_view reference, const Overrides& overrides, Diagnostics* remarks, models::SharedModels* shared) {
  Problems problems;
  WrittenScenario written = read_chain(store, reference, problems.list);
  // Paths of the command line replace those of the file, so a file without them is then complete.
  apply_plain_overrides(overrides, written, problems.list);
  if (overrides.most_paths) limit_paths(*overrides.most_paths, written);

  require(written, "name", "name = \"my-scenario\"", problems.list);
  require(written, "model", "model = \"hubei\"", problems.list);
  if (!written.paths) require(written, "paths", "paths = 100_000", problems.list);

  Scenario scenario;
  scenario.sampling = resolve_sampling(written, problems.list);
  if (written.proposal && written.proposal->value != "guided" && written.proposal->value != "model")
    problems.list.error(written.proposal->place, fmt::format("'proposal' is {}; expected \"model\" or \"guided\"", jingchu::quoted(written.proposal->value)),
                        "\"model\" weights paths as the model draws them, \"guided\" draws them near the published values");
  if (written.proposal && written.proposal->value == "guided" && written.observed.empty())
    problems.list.error(written.proposal->place, "a guided proposal needs published values to be guided by, and [observed] has none", "add [observed], or remove the line");
  std::optional<PeriodRange> horizon;
  if (written.model) {
    try {
      const auto& [reference_of_model, place] = *written.model;
      scenario.model = shared ? shared->load(store, reference_of_model, place.file, place)
                              : std::make_shared<const models::Model>(models::load_model(store, reference_of_model, place.file, place, remarks));
      horizon = resolve_horizon(written, scenario.model->frequency, problems.list);
    } catch (const Error& error) {
      problems.absorb(error);
    }
  }
  const Frequency frequency = scenario.model ? scenario.model->frequency : Frequency::quarterly;
  const std::string horizon_form = fmt::format("horizon = {{ from = \"{}\", to = \"{}\" }}", Period(frequency, 2024).to_string(), example_period(frequency, 2030));
  require(written, "horizon.from", horizon_form, problems.list);
  require(written, "horizon.to", horizon_form, problems.list);
  scenario.figures = resolve_figures(store, written, problems);
  const FigureTable* figures = written.figures ? scenario.figures.get() : nullptr;
  const bool figures_known = scenario.figures != nullptr;

  Baseline baseline;
  if (scenario.model && figures_known) baseline = resolve_baseline(written, *scenario.model, figures, problems.list);
  if (scenario.model) apply_lever_overrides(overrides.set, *scenario.model, written, problems.list);
  CourseMap levers;
  if (scenario.model && horizon) {
    levers = resolve_levers(written, *scenario.model, *horizon, problems.list);
    scenario.setting.tunes = resolve_tunes(written, *scenario.model, *horizon, problems.list);
    report_levers_without_effect(written, *scenario.model, levers, scenario.setting.tunes, *horizon, problems.list);
    report_missing_data(*scenario.model, *horizon, written.from->place, problems.list);
    fill_levers(levers, baseline, *scenario.model, *horizon, scenario.setting);
  }
  if (written.targets && figures_known) scenario.targets = resolve_targets(*written.targets, scenario.model.get(), figures, problems.list);
  if (scenario.model) scenario.observations = resolve_observations(written.observed, *scenario.model, figures ? figures->units : models::standard_units(), problems.list);
  problems.throw_if_any();

  scenario.name = written.name->value;
  scenario.title = written.title ? written.title->value : models::Label{scenario.name, scenario.name};
  if (written.asks) {
    scenario.asks = written.asks->value.en;
    scenario.asks_zh = written.asks->value.zh;
  }
  scenario.extends = written.base_name;
  scenario.horizon = *horizon;
  scenario.paths = written.paths->value;
  scenario.seed = written.seed ? written.seed->value : standard_seed;
  if (written.max_failed_share) scenario.max_failed_share = written.max_failed_share->value;
  scenario.guided = written.proposal && written.proposal->value == "guided";
  if (written.min_effective_share) scenario.min_effective_share = written.min_effective_share->value;
  if (written.max_iterations) scenario.max_iterations = static_cast<int>(written.max_iterations->value);
  if (written.quantiles.empty()) {
    scenario.quantile_levels = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};
  } else {
    for (const auto& level : written.quantiles) scenario.quantile_levels.push_back(level.value);
    std::sort(scenario.quantile_levels.begin(), scenario.quantile_levels.end());
  }
  scenario.setting.anchors = std::move(baseline.anchors);
  scenario.setting.parameters = std::move(baseline.parameters);
  for (const auto& [name, id] : written.baseline) scenario.baseline[name] = id.value;

  const std::string& own_name = written.place.file;
  scenario.effective_toml = write_effective_toml(
      scenario, written, levers, rebased_reference(written.model->value, scenario.model->file, own_name),
      written.figures ? rebased_reference(written.figures->value, scenario.figures->file, own_name) : std::string());
  if (remarks && figures) remark_unscored(*figures, scenario.targets, *remarks);
  return scenario;
}

}  // namespace jingchu::scenarios
