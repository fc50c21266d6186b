#include <algorithm>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/libraries.hpp"
#include "app/study/subject.hpp"
#include "models/units/check_units.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {
namespace {

using Json = nlohmann::ordered_json;

struct Count {
  const char* key;
  Text text;
  std::size_t number;
};

std::vector<Count> counts(const Subject& subject) {
  const auto& blocks = subject.compiled->program.blocks();
  const auto simultaneous = std::count_if(blocks.begin(), blocks.end(), [](const auto& block) { return !block.tears.empty(); });
  std::vector<Count> list{{"variables", {"variables", "变量"}, subject.model->variables.size()},
                          {"equations", {"equations", "方程"}, subject.compiled->program.system().equations.size()},
                          {"blocks", {"blocks", "方程块"}, blocks.size()},
                          {"simultaneous_blocks", {"of them simultaneous", "其中联立"}, static_cast<std::size_t>(simultaneous)},
                          {"parameters", {"parameters", "参数"}, subject.model->parameters.size()},
                          {"shocks", {"shocks", "冲击"}, subject.model->shocks.size()},
                          {"levers", {"levers", "政策杠杆"}, subject.model->levers.size()},
                          {"measures", {"measures", "度量"}, subject.model->measures.size()}};
  if (subject.scenario) {
    const auto& targets = subject.scenario->targets;
    const auto simulated = std::count_if(targets.begin(), targets.end(), [](const auto& target) { return target.is_simulated(); });
    list.push_back({"figures", {"figures", "报告数据"}, subject.scenario->figures->figures.size()});
    list.push_back({"targets", {"targets", "目标"}, targets.size()});
    list.push_back({"simulated_targets", {"of them simulated", "其中模拟"}, static_cast<std::size_t>(simulated)});
  }
  return list;
}

Json place_json(const Place& place) { return {{"file", place.file}, {"line", place.line}, {"column", place.column}}; }

Json problems_json(std::span<const Diagnostic> diagnostics) {
  Json list = Json::array();
  for (const auto& d : diagnostics) {
    constexpr const char* severities[] = {"error", "warning", "note"};
    Json entry{{"severity", severities[static_cast<int>(d.severity)]}};
    entry.update(place_json(d.place));
    entry["problem"] = d.problem;
    if (!d.hint.empty()) entry["hint"] = d.hint;
    if (d.other) entry["other"] = place_json(*d.other);
    for (const Replacement& repair : d.repairs) {
      Json what = place_json(repair.place);
      what["width"] = repair.place.width;
      what["text"] = repair.text;
      entry["repairs"].push_back(std::move(what));
    }
    list.push_back(std::move(entry));
  }
  return list;
}

/// The equations checked in full are counted, the others named.
Json units_json(const models::UnitCoverage& c) { return {{"full", c.full.size()}, {"part", c.part}, {"none", c.none}, {"by_hand", c.by_hand}}; }

std::string units_text(const models::UnitCoverage& c, Language language) {
  return phrase(language, {"  units of the equations: {} checked in full, {} in part, {} not at all, {} by hand\n", "  方程的单位：{} 个全部核对，{} 个部分核对，{} 个未核对，{} 个人工核对\n"},
                c.full.size(), c.part.size(), c.none.size(), c.by_hand.size());
}

Json subject_json(const Subject& subject, const models::UnitCoverage& units) {
  Json summary{{"kind", subject.scenario ? "scenario" : "model"}};
  if (subject.scenario) {
    summary["scenario"] = subject.scenario->name;
    summary["horizon"] = {subject.scenario->horizon.first.to_string(), subject.scenario->horizon.last.to_string()};
    summary["paths"] = subject.scenario->paths;
  }
  summary["model"] = subject.model->name;
  for (const auto& count : counts(subject)) summary[count.key] = count.number;
  summary["units"] = units_json(units);
  return summary;
}

std::string summary_text(const std::string& file, const Subject& subject, const models::UnitCoverage& units, std::size_t warnings, Language language) {
  std::string text = warnings == 0   ? phrase(language, {"{}: no problems\n", "{}：没有问题\n"}, file)
                     : warnings == 1 ? phrase(language, {"{}: no errors, 1 warning\n", "{}：没有错误，1 个警告\n"}, file)
                                     : phrase(language, {"{}: no errors, {} warnings\n", "{}：没有错误，{} 个警告\n"}, file, warnings);
  if (subject.scenario) {
    text += phrase(language, {"  scenario {}, model {}, {} to {}, {} paths\n", "  情景 {}，模型 {}，{} 至 {}，{} 条路径\n"}, subject.scenario->name, subject.model->name,
                        subject.scenario->horizon.first.to_string(), subject.scenario->horizon.last.to_string(), output::count_text(subject.scenario->paths));
  } else {
    text += phrase(language, {"  model {}\n", "  模型 {}\n"}, subject.model->name);
  }
  for (const auto& count : counts(subject)) text += fmt::format("  {:>6} {}\n", count.number, in(language, count.text));
  return text + units_text(units, language);
}

/// What could be typed at which places, for the problems that have such an answer.
std::string repairs_text(std::span<const Diagnostic> diagnostics, Language language) {
  std::string list;
  for (const auto& d : diagnostics)
    for (const Replacement& repair : d.repairs) list += fmt::format("  {}:{}:{}  {}\n", repair.place.file, repair.place.line, repair.place.column, repair.text);
  if (list.empty()) return std::string(in(language, {"none of these problems has a repair that can be computed\n", "以上问题均无可计算的修正值\n"}));
  return std::string(in(language, {"type at these places:\n", "请在以下位置改为：\n"})) + list;
}

std::size_t count_of(const Diagnostics& remarks, Diagnostic::Severity severity) {
  return static_cast<std::size_t>(std::count_if(remarks.list().begin(), remarks.list().end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

int check(const Arguments& arguments, const Session& session) {
  const std::string& file = arguments.operand(0);
  const bool json = arguments.has("json");
  const auto store = models::file_store(libraries(arguments));
  Diagnostics remarks;
  try {
    const Subject subject = load_subject(*store, file, remarks);
    // Units that a scenario's own table adds are the model's as well.
    const models::UnitCheck units(*subject.model, subject.scenario ? subject.scenario->figures->units : models::standard_units());
    for (const Diagnostic& d : units.findings()) remarks.add(d);
    if (json) {
      answer(Json{{"file", file}, {"ok", true}, {"problems", problems_json(remarks.list())}, {"summary", subject_json(subject, units.coverage())}}.dump(1) + '\n');
    } else {
      answer(format_diagnostics(remarks.list(), std::numeric_limits<std::size_t>::max(), diagnostic_words(session.language)) + summary_text(file, subject, units.coverage(), count_of(remarks, Diagnostic::Severity::warning), session.language));
    }
    return 0;
  } catch (const Error& error) {
    if (arguments.has("repair") && !json && error.code() == ExitCode::data) answer(repairs_text(error.diagnostics(), session.language));
    if (!json || error.code() == ExitCode::usage || error.code() == ExitCode::io) throw;
    answer(Json{{"file", file}, {"ok", false}, {"problems", problems_json(error.diagnostics())}}.dump(1) + '\n');
    return static_cast<int>(error.code());
  }
}

}  // namespace

Command check_command() {
  return {"check",
          {"find every problem of a scenario or model before it runs", "在运行前找出情景或模型的全部问题"},
          {{{"FILE", "文件"}, {"a scenario or model: a file (.toml), or the name of a shipped one", "情景或模型：文件（.toml）或随附的名称"}}},
          {{"repair", '\0', {}, {"with correlations that contradict each other, show the nearest values that agree; no file is changed", "相关系数相互矛盾时，给出最接近的相容数值；不改动文件"}}, json_option(), library_option()},
          {"Every problem is shown with its place, its line and what to do. Units that do not agree in a formula are warnings. Exit code 65: there are errors; 66: a file is missing.",
           "每个问题都给出位置、所在行和改正办法。公式中单位不一致为警告。退出码 65：存在错误；66：缺少文件。"},
          check};
}

}  // namespace jingchu::app
