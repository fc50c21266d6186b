#include "app/study/failures.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/results_content.hpp"

namespace jingchu::app {

namespace {

/// Where the formula stands; of the value of a year, the equation of its variable.
Place place_of(const Study& study, int equation) {
  const auto& model = study.model();
  const auto index = static_cast<std::size_t>(equation);
  if (index < model.variables.size()) return model.variables[index].place;
  const auto& output = study.compiled->outputs[index - model.variables.size()];
  switch (output.kind) {
    case models::OutputInfo::Kind::annual: return model.variables[static_cast<std::size_t>(output.variable)].place;
    case models::OutputInfo::Kind::measure: return model.measures[static_cast<std::size_t>(output.measure)].place;
    case models::OutputInfo::Kind::request: break;
  }
  return scenarios::measure_requests(study.scenario)[static_cast<std::size_t>(output.request)].place;
}

}  // namespace

std::string failure_kind_name(engine::FailureKind kind) {
  switch (kind) {
    case engine::FailureKind::not_converged: return "not converged";
    case engine::FailureKind::not_finite: return "not finite";
    case engine::FailureKind::out_of_bounds: return "out of bounds";
  }
  return {};
}

std::string failure_place(const Study& study, const engine::Failure& failure, Language language) {
  const bool equation = static_cast<std::size_t>(failure.equation) < study.model().variables.size();
  const std::string period = (study.scenario.horizon.first + failure.period).to_string();
  return phrase(language, {"{0}'{1}' in {2}", "{2} {0}'{1}'"}, equation ? in(language, {"equation ", "方程 "}) : std::string_view(), equation_name(study, failure.equation), period);
}

namespace {

/// The engine's finding in the names and places of the model.
Error explained(const Study& study, const engine::NoSolution& error, Language language) {
  Diagnostic d;
  d.place = place_of(study, error.failure().equation);
  d.problem = phrase(language, {"the model has no solution from this starting point: all of paths 0 to {} fail, path 0 at {}{}", "模型从该起点无解：路径 0 至 {} 全部失败，路径 0 失败于 {}{}"},
                     engine::pilot_paths - 1, failure_place(study, error.failure(), language), error.detail());
  d.hint = in(language, {"check the equation, its parameters and the history it starts from; jingchu replay SCENARIO --path 0 shows its numbers",
                         "请检查该方程、其参数和起点的历史数据；jingchu replay 情景 --path 0 可查看该路径的数值"});
  return Error(error.code(), {std::move(d)});
}

/// The engine's finding about a published value, in its names and units.
Error explained(const Study& study, const engine::NoAgreement& error, Language language) {
  using Reason = engine::NoAgreement::Reason;
  const engine::NoAgreement::Finding& finding = error.finding();
  const scenarios::Observation& observation = study.scenario.observations[finding.observation];
  const double low = finding.low * observation.scale, high = finding.high * observation.scale;
  Diagnostic d;
  d.place = finding.reason == Reason::far ? observation.place : observation.shock_place;
  switch (finding.reason) {
    case Reason::far:
      d.problem = phrase(language, {"no path agrees with '{}' = {:.6g} and its error of {:.3g}: the model gives {:.4g} to {:.4g} on the first {} paths",
                                    "没有路径与“{0}”= {1:.6g}（误差 {2:.3g}）相符：前 {5} 条路径中模型给出 {3:.4g} 至 {4:.4g}"},
                         observation.measure, observation.value, observation.error, low, high, engine::pilot_paths);
      d.hint = in(language, {"check value and unit; a larger error lets more paths agree", "请检查数值和单位；误差较大时相符的路径更多"});
      break;
    case Reason::no_shock:
      d.problem = phrase(language, {"no value of shock '{0}' brings '{1}' = {2:.6g} about on any of the first {5} paths: with the shock at its median the model gives {3:.4g} to {4:.4g}",
                                    "前 {5} 条路径中，冲击“{0}”的任何取值都不能使“{1}”= {2:.6g}：冲击取中位数时模型给出 {3:.4g} 至 {4:.4g}"},
                         observation.shock, observation.measure, observation.value, low, high, engine::pilot_paths);
      d.hint = in(language, {"check value and unit, and that the shock moves the measure in the last period it reads; with several exact values of one period their shocks must move them apart",
                             "请检查数值和单位，以及该冲击在该指标涉及的最后一期是否对其有影响；同一期有多个精确值时，各冲击的影响必须可以区分"});
      break;
    case Reason::outside_law:
      d.problem = phrase(language, {"'{1}' = {2:.6g} needs shock '{0}' at about {3:.4g}, where its law has no draws, on all of the first {4} paths",
                                    "要使“{1}”= {2:.6g}，前 {4} 条路径都需要冲击“{0}”约为 {3:.4g}，而其分布在该处没有取值"},
                         observation.shock, observation.measure, observation.value, finding.shock, engine::pilot_paths);
      d.hint = in(language, {"check value and unit, name a shock whose law reaches so far, or give an error in place of the shock", "请检查数值和单位，改用分布范围足够的冲击，或以误差代替冲击"});
      break;
  }
  return Error(error.code(), {std::move(d)});
}

}  // namespace

std::string failure_advice(const Study& study, const engine::Outcome& outcome, const std::string& results, Language language, const std::string& scenario) {
  std::string text;
  if (code_of_run(study.scenario, outcome.failed) != 0) {
    text += phrase(language, {"more than the scenario allows: {:.3g} %\n", "超过情景允许的比例：{:.3g} %\n"}, 100 * study.scenario.max_failed_share);
  }
  if (!outcome.failures.empty() && !results.empty()) {
    const std::string which = scenario.empty() ? "" : " --scenario " + shell_quoted(scenario);
    text += phrase(language, {"  one of them: jingchu replay {}{} --path {}\n", "  查看其中一条：jingchu replay {}{} --path {}\n"}, shell_quoted(results), which, outcome.failures.front().path);
  }
  return text;
}

void tell_places(const std::vector<const Study*>& studies, Language language, const std::function<void()>& ask) {
  const auto study_of = [&](const auto& error) -> const Study& { return *studies[static_cast<std::size_t>(error.case_number())]; };
  try {
    ask();
  } catch (const engine::NoSolution& error) {
    throw explained(study_of(error), error, language);
  } catch (const engine::NoAgreement& error) {
    throw explained(study_of(error), error, language);
  }
}

engine::Simulation simulation_of(const Study& study, const engine::RunControl& control, Language language) {
  std::optional<engine::Simulation> simulation;
  tell_places({&study}, language, [&] { simulation.emplace(std::vector<engine::Case>{{&study.compiled->program, &study.plan}}, std::vector<engine::ContrastPlan>{}, control); });
  return *std::move(simulation);
}

engine::Simulation simulation_of(const analysis::Comparison& comparison, const engine::RunControl& control, Language language) {
  std::vector<const Study*> studies;
  for (const Study& study : comparison.studies) studies.push_back(&study);
  std::optional<engine::Simulation> simulation;
  tell_places(studies, language, [&] { simulation.emplace(comparison.cases(), comparison.contrasts(), control); });
  return *std::move(simulation);
}

}  // namespace jingchu::app
