#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/libraries.hpp"
#include "app/study/csv.hpp"
#include "app/study/failures.hpp"
#include "app/study/results_content.hpp"
#include "app/study/stored_comparison.hpp"
#include "app/study/stored_study.hpp"
#include "engine/core/known_name.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::app {
namespace {

/// Calls `row(kind, name, period, value)` for every number of the path, in the order of the model.
template <class Row>
void for_each_value(const Study& study, const engine::PathRecord& record, Row row) {
  const auto& model = study.model();
  const auto periods = static_cast<std::size_t>(study.plan.periods);
  const auto period = [&](std::size_t t) { return (study.scenario.horizon.first + static_cast<int>(t)).to_string(); };
  for (std::size_t i = 0; i < study.plan.parameters.size(); ++i) row("parameter", study.plan.parameters[i].name, "", record.parameters[i]);
  for (std::size_t i = 0; i < study.plan.shocks.size(); ++i) {
    for (std::size_t t = 0; t < periods; ++t) row("shock", study.plan.shocks[i].name, period(t), record.shocks[i * periods + t]);
  }
  for (std::size_t v = 0; v < model.variables.size(); ++v) {
    for (std::size_t t = 0; t < periods; ++t) row("variable", model.variables[v].name, period(t), record.values[v * periods + t]);
  }
  std::vector<const scenarios::Target*> simulated;
  for (const auto& target : study.scenario.targets) {
    if (target.is_simulated()) simulated.push_back(&target);
  }
  for (std::size_t o = 0; o < study.compiled->outputs.size(); ++o) {
    const auto& output = study.compiled->outputs[o];
    switch (output.kind) {
      case models::OutputInfo::Kind::annual:
        row("annual", model.variables[static_cast<std::size_t>(output.variable)].name, fmt::format("{}", output.year), record.outputs[o]);
        break;
      case models::OutputInfo::Kind::measure:
        row("measure", model.measures[static_cast<std::size_t>(output.measure)].name, fmt::format("{}", output.year), record.outputs[o]);
        break;
      case models::OutputInfo::Kind::request: {
        const auto& target = *simulated[static_cast<std::size_t>(output.request)];
        row("target", target.id, "", record.outputs[o] * target.scale);
        break;
      }
    }
  }
}

std::string as_csv(const Study& study, const engine::PathRecord& record) {
  std::string text = "kind,name,period,value\n";
  for_each_value(study, record, [&](std::string_view kind, const std::string& name, const std::string& period, double value) {
    text += csv_line({kind, name, period, csv_number(value)});
  });
  return text;
}

std::string failure_text(const Study& study, const engine::PathRecord& record) {
  const auto& failure = record.failure;
  std::string text = fmt::format("{} {}", failure_place(study, failure, Language::en), failure_kind_name(failure.kind));
  if (failure.kind == engine::FailureKind::not_converged) text += fmt::format(" after {} iterations, residual {:.3g}", study.plan.max_iterations, failure.residual);
  if (!record.failure_detail.empty()) text += ": " + record.failure_detail;
  return text;
}

std::string as_json(const Study& study, const engine::PathRecord& record, std::int64_t path) {
  nlohmann::ordered_json all{{"scenario", study.scenario.name}, {"seed", study.scenario.seed}};
  if (path >= 0) all["path"] = path;
  else all["path"] = "central";
  all["failed"] = record.failed;
  if (record.failed) all["failure"] = failure_text(study, record);
  all["values"] = nlohmann::ordered_json::array();
  for_each_value(study, record, [&](std::string_view kind, const std::string& name, const std::string& period, double value) {
    all["values"].push_back({{"kind", kind}, {"name", name}, {"period", period}, {"value", value}});
  });
  return all.dump(1) + '\n';
}

/// The run whose path is asked for. A results file may hold several.
Study asked_study(const Arguments& arguments, const Session& session) {
  const std::string& operand = arguments.operand(0);
  const auto asked = arguments.value("scenario");
  if (!is_results_file(operand)) {
    if (asked) throw Error(ExitCode::usage, "--scenario goes with a results file", "a scenario has one run only");
    return load_study(operand, libraries(arguments), trust_of(arguments));
  }
  const output::Content results = read_stored(operand, trust_of(arguments));
  std::vector<std::string> names;
  for (const auto& scenario : results.scenarios) names.push_back(scenario.name);
  const std::size_t position = asked ? known_position(*asked, names, "--scenario: the results have no scenario") : 0;
  if (!asked && names.size() > 1)
    talk(session, phrase(session.language, {"a path of {}, the first of {} scenarios; --scenario names another", "所示路径属于 {}（共 {} 个情景中的第一个）；用 --scenario 指定其他情景"}, names.front(), names.size()));
  return stored_study(results, position);
}

int replay(const Arguments& arguments, const Session& session) {
  const auto number = arguments.value("path");
  if (number.has_value() == arguments.has("central")) {
    throw Error(ExitCode::usage, number ? "--path and --central contradict each other" : "which path? --path N or --central is missing");
  }
  if (number) read_integer("--path", *number, 0, std::numeric_limits<std::int64_t>::max());
  const Study study = asked_study(arguments, session);
  const std::int64_t path = number ? read_integer("--path", *number, 0, study.scenario.paths - 1, "paths of this run") : -1;

  const auto record = number ? engine::replay(study.compiled->program, study.plan, path) : engine::central_path(study.compiled->program, study.plan);
  answer(arguments.has("json") ? as_json(study, record, path) : as_csv(study, record));
  if (record.failed) {
    say(phrase(session.language, {"{} failed: {}\n", "{} 失败：{}\n"}, number ? phrase(session.language, {"path {}", "路径 {}"}, path) : (session.chinese() ? "中心路径" : "the central path"),
                    failure_text(study, record)));
  }
  return 0;
}

}  // namespace

Command replay_command() {
  return {"replay",
          {"simulate one path again: its parameters, shocks and every variable, as CSV", "重新模拟一条路径：以 CSV 给出参数、冲击和全部变量"},
          {{{"RESULTS|SCENARIO", "结果|情景"}, {"a results file (.h5), which needs nothing else, or a scenario", "结果文件（.h5，无需其他文件）或情景"}}},
          {{"path", '\0', {"N", "编号"}, {"number of the path, from 0", "路径编号，从 0 开始"}},
           {"scenario", '\0', {"NAME", "名称"}, {"of a results file with several scenarios, the one whose path it is (default: the first)", "结果文件含多个情景时，路径所属的情景（默认第一个）"}},
           {"central", '\0', {}, {"the path of stated parameters and median shocks", "参数取给定值、冲击取中位数的路径"}},
           trust_option(), json_option(), library_option()},
          {"Columns: kind,name,period,value. Kinds: parameter, shock (as it enters the equations), variable, annual (values of a year), measure, target. Numbers have all their digits; nan stands from a failure on.",
           "各列：kind,name,period,value。kind 为 parameter（参数）、shock（进入方程的冲击）、variable（变量）、annual（年度值）、measure（度量）、target（目标）。数字保留全部位数；失败之后为 nan。"},
          replay};
}

}  // namespace jingchu::app
