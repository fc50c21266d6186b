#include "analysis/study.hpp"
#include "engine/core/known_name.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "engine/random/correlation.hpp"

namespace jingchu::analysis {

namespace {

using Kind = models::OutputInfo::Kind;

int first_request_output(const models::CompiledModel& compiled) {
  const auto first = std::find_if(compiled.outputs.begin(), compiled.outputs.end(), [](const auto& output) { return output.kind == Kind::request; });
  return static_cast<int>(first - compiled.outputs.begin());
}

/// Gives variables a histogram by period and by year.
void widen(const std::vector<std::string>& names, const models::Model& model, const models::CompiledModel& compiled, engine::Plan& plan) {
  std::vector<std::string> known;
  for (const auto& variable : model.variables) known.push_back(variable.name);
  for (const std::string& name : names) {
    const bool all = name == "all";
    if (!all && std::find(known.begin(), known.end(), name) == known.end()) {
      throw Error(ExitCode::usage, fmt::format("--quantiles names {}, which is no variable of the model '{}'", jingchu::quoted(name), model.name),
                  nearest_hint(name, known, "'jingchu describe' lists the variables"));
    }
    for (std::size_t v = 0; v < known.size(); ++v) {
      if (all || known[v] == name) plan.variable_has_histogram[v] = 1;
    }
  }
  for (std::size_t o = 0; o < compiled.outputs.size(); ++o) {
    const auto& output = compiled.outputs[o];
    if (output.kind == Kind::annual && plan.variable_has_histogram[static_cast<std::size_t>(output.variable)] != 0) {
      plan.output_has_histogram[o] = 1;
    }
  }
}

/// The texts a model is made of. Of a store that read other things too, the figures are among them: two models then
/// count as different though they are not, which costs a compilation.
std::vector<std::string> model_texts(const models::SourceStore& store, const models::Model& model) {
  std::vector<std::string> texts;
  for (const models::SourceText* source : store.used()) {
    if (source->name == model.file || source->name.ends_with(".csv")) texts.push_back(source->text);
  }
  return texts;
}

/// What observations do not go with.
void check_observations(const scenarios::Scenario& scenario) {
  Diagnostics problems;
  if (!scenario.observations.empty() && scenario.sampling.kind == engine::Sampling::Kind::sobol)
    problems.error(scenario.observations.front().place, "observed values weight the paths, and what scrambled Sobol points gain is lost on weights",
                   "use random draws: sampling = \"random\", or --sampling random");
  problems.throw_if_any(ExitCode::data);
}

/// Exact values of one period are brought about by as many shocks, whose density is known.
void check_exact(const Study& study) {
  Diagnostics problems;
  std::map<std::pair<int, int>, const scenarios::Observation*> taken;
  for (std::size_t i = 0; i < study.scenario.observations.size(); ++i) {
    const scenarios::Observation& observation = study.scenario.observations[i];
    if (!observation.is_exact()) continue;
    const engine::ObservationRule& rule = study.plan.observations[i];
    const int period = study.compiled->program.last_period(static_cast<std::size_t>(rule.output));
    if (const auto [at, first] = taken.emplace(std::pair(period, rule.shock), &observation); !first) {
      Diagnostic d;
      d.place = observation.shock_place;
      d.problem = fmt::format("'{}' and '{}' are both to be exact by shock '{}' in {}", observation.measure, at->second->measure, observation.shock, (study.scenario.horizon.first + period).to_string());
      d.hint = "name another shock for one of them: each exact value of a period needs its own; or give it an error in place of the shock";
      d.other = at->second->shock_place;
      d.other_remark = "the other one";
      problems.add(std::move(d));
    }
    for (const engine::CorrelatedGroup& group : engine::correlated_groups(study.plan.shocks, study.plan.shock_correlations)) {
      if (std::find(group.members.begin(), group.members.end(), static_cast<std::size_t>(rule.shock)) == group.members.end()) continue;
      const auto discrete = std::find_if(group.members.begin(), group.members.end(), [&](std::size_t member) {
        const engine::Law& law = study.plan.shocks[member].law;
        return std::holds_alternative<engine::BernoulliLaw>(law) || std::holds_alternative<engine::DiscreteLaw>(law);
      });
      if (discrete != group.members.end())
        problems.error(observation.shock_place, fmt::format("shock '{}' is correlated with '{}', which takes single values only: its density given that one is not known", observation.shock, study.plan.shocks[*discrete].name),
                       "name a shock that is not, or give a measurement error");
    }
  }
  problems.throw_if_any(ExitCode::data);
}

/// Scenarios that share a compiled model.
struct Group {
  const Asked* asked = nullptr;        ///< the first of them
  std::shared_ptr<const models::Model> model;
  PeriodRange horizon;
  std::set<std::string> tuned;
  std::vector<models::MeasureRequest> requests;   ///< of the scenarios, one after the other; equal lists once
  std::shared_ptr<const models::CompiledModel> compiled;

  bool takes(const Asked& other, const scenarios::Scenario& scenario) const {
    if (scenario.horizon.first != horizon.first || scenario.horizon.last != horizon.last || scenario.model->file != model->file) return false;
    // In one store a name stands for one text.
    return asked->store == other.store || model_texts(*asked->store, *model) == model_texts(*other.store, *scenario.model);
  }
  /// Where the requests stand among those of the group; they are added when they are not there.
  std::size_t place(const std::vector<models::MeasureRequest>& wanted) {
    const auto equal = [](const auto& a, const auto& b) { return a.name == b.name && a.formula == b.formula; };
    const auto found = std::search(requests.begin(), requests.end(), wanted.begin(), wanted.end(), equal);
    const auto at = static_cast<std::size_t>(found - requests.begin());
    if (found == requests.end()) requests.insert(requests.end(), wanted.begin(), wanted.end());
    return at;
  }
};

}  // namespace

engine::Plan plan_with(const Study& study, const models::Setting& setting) {
  engine::Plan plan = models::bind(study.model(), *study.compiled, setting);
  plan.seed = static_cast<std::uint64_t>(study.scenario.seed);
  plan.path_count = study.scenario.paths;
  plan.sampling = study.scenario.sampling;
  plan.max_iterations = study.scenario.max_iterations;
  scenarios::add_targets(study.scenario, study.first_request, plan);
  plan.guided = study.scenario.guided;
  scenarios::add_observations(study.scenario, study.first_request, plan);
  // Targets of other scenarios that share the program are computed, but nobody asks for their quantiles.
  const auto first = static_cast<std::size_t>(study.first_request);
  for (std::size_t o = 0; o < study.compiled->outputs.size(); ++o) {
    const bool own = o >= first && o < first + plan.targets.size();
    if (study.compiled->outputs[o].kind == Kind::request && !own) plan.output_has_histogram[o] = 0;
  }
  return plan;
}

std::vector<Study> prepare_together(const std::vector<Asked>& asked, const std::vector<std::string>& quantiles, Diagnostics* remarks,
                                    models::SharedModels* shared) {
  std::vector<Study> studies;
  std::vector<Group> groups;
  std::vector<std::size_t> group_of, request_of;
  for (const Asked& one : asked) {
    Study& study = studies.emplace_back();
    study.scenario = scenarios::load_scenario(*one.store, one.reference, one.overrides, remarks, shared);
    if (!one.name.empty()) {
      study.scenario.name = one.name;
      study.scenario.title = one.title;
    }
    study.scenario.targets.insert(study.scenario.targets.end(), one.targets.begin(), one.targets.end());
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.takes(one, study.scenario); });
    if (group == groups.end()) group = groups.insert(group, Group{&one, study.scenario.model, study.scenario.horizon, {}, {}, nullptr});
    check_observations(study.scenario);
    study.scenario.model = group->model;
    for (const auto& [name, values] : study.scenario.setting.tunes) group->tuned.insert(name);
    group_of.push_back(static_cast<std::size_t>(group - groups.begin()));
    request_of.push_back(group->place(scenarios::measure_requests(study.scenario)));
  }
  for (Group& group : groups) {
    group.compiled = std::make_shared<const models::CompiledModel>(shared ? shared->compile(group.model, group.horizon, group.tuned, group.requests)
                                                                          : models::compile(*group.model, group.horizon, group.tuned, group.requests));
  }
  for (std::size_t i = 0; i < studies.size(); ++i) {
    Study& study = studies[i];
    study.compiled = groups[group_of[i]].compiled;
    study.first_request = first_request_output(*study.compiled) + static_cast<int>(request_of[i]);
    study.plan = plan_with(study, study.scenario.setting);
    check_exact(study);
    if (!quantiles.empty()) widen(quantiles, study.model(), *study.compiled, study.plan);
  }
  return studies;
}

Study prepare(models::SourceStore& store, std::string_view reference, const scenarios::Overrides& overrides, const std::vector<std::string>& quantiles,
              Diagnostics* remarks, models::SharedModels* shared) {
  return std::move(prepare_together({{&store, std::string(reference), overrides}}, quantiles, remarks, shared).front());
}

}  // namespace jingchu::analysis
