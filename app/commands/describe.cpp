#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/dependency_graph.hpp"
#include "app/console/console.hpp"
#include "app/console/plain_table.hpp"
#include "app/libraries.hpp"
#include "app/study/law_text.hpp"
#include "app/study/subject.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {
namespace {

using Json = nlohmann::ordered_json;

std::string heading(Language language, const Text& text, std::size_t count) { return fmt::format("\n{} ({})\n", in(language, text), count); }

std::string unit_text(const std::string& unit, const std::string& basis) {
  if (basis.empty()) return unit.empty() ? "-" : unit;
  return fmt::format("{}, {}", unit.empty() ? "-" : unit, basis);
}

std::string variables_text(const models::Model& model, Language language) {
  std::string text = heading(language, {"variables", "变量"}, model.variables.size());
  for (const auto& variable : model.variables) {
    std::string marks;
    if (variable.report) marks += language == Language::zh ? " [报告]" : " [reported]";
    if (variable.identity) marks += language == Language::zh ? " [恒等式]" : " [identity]";
    const std::string within = variable.bounds ? phrase(language, {", within {} to {}", "，范围 {} 至 {}"}, variable.bounds->first, variable.bounds->second) : "";
    text += fmt::format("  {}  {}  ({}{}){}\n      {}\n", variable.name, label_in(language, variable.label), unit_text(variable.unit, variable.basis), within, marks, variable.equation);
  }
  return text;
}

std::string names(const models::Model& model, const std::vector<engine::VariableId>& ids) {
  std::string text;
  for (const auto id : ids) text += (text.empty() ? "" : " ") + model.variables[id()].name;
  return text;
}

std::string blocks_text(const Subject& subject, Language language) {
  const auto& blocks = subject.compiled->program.blocks();
  std::string text = heading(language, {"blocks in order of evaluation", "方程块，按求值顺序"}, blocks.size());
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto& block = blocks[b];
    text += fmt::format("  {:>4}  {}", b + 1, names(*subject.model, block.variables));
    if (!block.tears.empty()) text += phrase(language, {"  (solved together, iterating on: {})", "  （联立求解，迭代变量：{}）"}, names(*subject.model, block.tears));
    text += '\n';
  }
  return text;
}

std::string quantities_text(const models::Model& model, Language language) {
  PlainTable parameters, shocks, levers, measures;
  for (const auto& parameter : model.parameters) {
    parameters.add({parameter.name, parameter.law ? law_text(*parameter.law) : fmt::format("{}", parameter.value), parameter.unit, label_in(language, parameter.label)});
  }
  for (const auto& shock : model.shocks) shocks.add({shock.name, law_text(shock.law), label_in(language, shock.label)});
  for (const auto& lever : model.levers) {
    levers.add({lever.name, fmt::format("{}", lever.standard), fmt::format("[{}, {}]", lever.lower, lever.upper), lever.unit, label_in(language, lever.label)});
  }
  for (const auto& measure : model.measures) measures.add({measure.name, measure.formula, measure.unit, label_in(language, measure.label)});
  std::string text;
  if (!parameters.empty()) text += heading(language, {"parameters: value or law, unit", "参数：取值或分布、单位"}, model.parameters.size()) + parameters.text(2);
  if (!shocks.empty()) text += heading(language, {"shocks: law", "冲击：分布"}, model.shocks.size()) + shocks.text(2);
  if (!levers.empty()) text += heading(language, {"levers: default, bounds, unit", "政策杠杆：默认值、范围、单位"}, model.levers.size()) + levers.text(2);
  if (!measures.empty()) text += heading(language, {"measures: formula, unit", "度量：公式、单位"}, model.measures.size()) + measures.text(2);
  return text;
}

std::string scenario_text(const scenarios::Scenario& scenario, Language language) {
  const bool zh = language == Language::zh;
  std::string text = phrase(language, {"scenario {}: {}\n", "情景 {}：{}\n"}, scenario.name, label_in(language, scenario.title));
  const std::string& asks = zh && !scenario.asks_zh.empty() ? scenario.asks_zh : scenario.asks;
  if (!asks.empty()) text += fmt::format("  {}\n", asks);
  text += phrase(language, {"  {} to {}, {} paths, seed {}\n", "  {} 至 {}，{} 条路径，种子 {}\n"}, scenario.horizon.first.to_string(), scenario.horizon.last.to_string(),
                      output::count_text(scenario.paths), scenario.seed);
  PlainTable targets;
  for (const auto& target : scenario.targets) {
    targets.add({target.id, target.tier.empty() ? "-" : target.tier, target.is_simulated() ? target.measure : phrase(language, {"not simulated: {}", "未模拟：{}"}, label_in(language, target.reason))});
  }
  if (!targets.empty()) text += heading(language, {"targets: tier, measure", "目标：层级、度量"}, scenario.targets.size()) + targets.text(2);
  return text + '\n';
}

std::string as_text(const Subject& subject, Language language) {
  std::string text = subject.scenario ? scenario_text(*subject.scenario, language) : std::string();
  constexpr Text frequencies[] = {{"annual", "年度"}, {"quarterly", "季度"}, {"monthly", "月度"}};
  const Text& frequency = frequencies[subject.model->frequency == Frequency::annual ? 0 : subject.model->frequency == Frequency::quarterly ? 1 : 2];
  text += phrase(language, {"model {}: {} ({}, t = 0 in {})\n", "模型 {}：{}（{}，t = 0 为 {}）\n"}, subject.model->name, label_in(language, subject.model->title), in(language, frequency),
                      subject.model->origin.to_string());
  return text + variables_text(*subject.model, language) + blocks_text(subject, language) + quantities_text(*subject.model, language);
}

template <class Label>
Json label_json(const Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json names_json(const models::Model& model, const std::vector<engine::VariableId>& ids) {
  Json list = Json::array();
  for (const auto id : ids) list.push_back(model.variables[id()].name);
  return list;
}

Json as_json(const Subject& subject) {
  const auto& model = *subject.model;
  Json all;
  if (subject.scenario) {
    const auto& scenario = *subject.scenario;
    all["scenario"] = {{"name", scenario.name}, {"title", label_json(scenario.title)}, {"asks", scenario.asks}, {"asks_zh", scenario.asks_zh},
                       {"horizon", {scenario.horizon.first.to_string(), scenario.horizon.last.to_string()}}, {"paths", scenario.paths}, {"seed", scenario.seed}};
    all["scenario"]["targets"] = Json::array();
    for (const auto& target : scenario.targets) {
      all["scenario"]["targets"].push_back({{"id", target.id}, {"label", label_json(target.label)}, {"tier", target.tier}, {"measure", target.measure}, {"unit", target.unit},
                                            {"threshold", target.threshold}, {"lever", target.lever}, {"not_simulated", target.reason.en}, {"not_simulated_zh", target.reason.zh}});
    }
  }
  all["model"] = {{"name", model.name}, {"title", label_json(model.title)}, {"periods_per_year", static_cast<int>(model.frequency)}, {"origin", model.origin.to_string()}};
  for (const char* list : {"variables", "blocks", "parameters", "shocks", "levers", "measures"}) all[list] = Json::array();
  for (const auto& v : model.variables) {
    all["variables"].push_back({{"name", v.name}, {"label", label_json(v.label)}, {"unit", v.unit}, {"basis", v.basis}, {"measure", v.measure}, {"reported", v.report},
                                {"identity", v.identity}, {"bounds", v.bounds ? Json{v.bounds->first, v.bounds->second} : Json()}, {"equation", v.equation}, {"origin", v.origin}});
  }
  for (const auto& block : subject.compiled->program.blocks()) {
    all["blocks"].push_back({{"variables", names_json(model, block.variables)}, {"tears", names_json(model, block.tears)}});
  }
  for (const auto& p : model.parameters) {
    all["parameters"].push_back({{"name", p.name}, {"label", label_json(p.label)}, {"value", p.value}, {"law", p.law ? law_text(*p.law) : "fixed"}, {"unit", p.unit}, {"origin", p.origin}});
  }
  for (const auto& s : model.shocks) all["shocks"].push_back({{"name", s.name}, {"label", label_json(s.label)}, {"law", law_text(s.law)}, {"origin", s.origin}});
  for (const auto& l : model.levers) {
    all["levers"].push_back({{"name", l.name}, {"label", label_json(l.label)}, {"unit", l.unit}, {"default", l.standard}, {"bounds", {l.lower, l.upper}}, {"per", l.per}});
  }
  for (const auto& m : model.measures) all["measures"].push_back({{"name", m.name}, {"label", label_json(m.label)}, {"unit", m.unit}, {"formula", m.formula}});
  return all;
}

int describe(const Arguments& arguments, const Session& session) {
  if (arguments.has("graph") && arguments.has("json")) throw Error(ExitCode::usage, "--graph and --json contradict each other");
  const auto store = models::file_store(libraries(arguments));
  Diagnostics remarks;   // `check` tells them
  const Subject subject = load_subject(*store, arguments.operand(0), remarks);
  answer(arguments.has("graph") ? dependency_graph(subject, session.language) : arguments.has("json") ? as_json(subject).dump(1) + '\n' : as_text(subject, session.language));
  return 0;
}

}  // namespace

Command describe_command() {
  return {"describe",
          {"list a model's variables, equations, blocks, parameters, shocks, levers and measures", "列出模型的变量、方程、方程块、参数、冲击、政策杠杆和度量"},
          {{{"MODEL|SCENARIO", "模型|情景"}, {"a file (.toml), or the name of a shipped one, such as hubei", "文件（.toml）或随附的名称，例如 hubei"}}},
          {{"graph", '\0', {}, {"write the dependencies within a period as a Graphviz graph: ... | dot -Tsvg", "以 Graphviz 格式写出同期依赖关系：... | dot -Tsvg"}}, json_option(), library_option()},
          {},
          describe};
}

}  // namespace jingchu::app
