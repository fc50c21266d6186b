#include "app/commands/dependency_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "engine/program/order.hpp"

namespace jingchu::app {

namespace {

/// Between double quotes, as Graphviz reads it.
std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') result += "\\n";
    else result += c;
  }
  return result + '"';
}

std::string node(const models::Variable& variable, bool tear, std::string_view indent, Language language) {
  const std::string& label = label_in(language, variable.label);
  return fmt::format("{}{} [label={}{}];\n", indent, in_quotes(variable.name), in_quotes(label.empty() ? variable.name : variable.name + "\n" + label), tear ? ", peripheries=2" : "");
}

}  // namespace

std::string dependency_graph(const Subject& subject, Language language) {
  const auto& model = *subject.model;
  const auto& program = subject.compiled->program;
  std::string text = fmt::format("digraph {} {{\n  rankdir=LR;\n  charset=\"UTF-8\";\n  node [shape=box, style=rounded];\n", in_quotes(model.name));
  int number = 0;
  for (const auto& block : program.blocks()) {
    const bool together = block.variables.size() > 1;
    if (together) {
      ++number;
      text += fmt::format("  subgraph cluster_{} {{\n    label={};\n", number, in_quotes(phrase(language, {"block {}", "联立块 {}"}, number)));
    }
    for (const auto id : block.variables) {
      const bool tear = std::find(block.tears.begin(), block.tears.end(), id) != block.tears.end();
      text += node(model.variables[id()], tear, together ? "    " : "  ", language);
    }
    if (together) text += "  }\n";
  }
  const auto used = engine::contemporaneous(program.system());
  for (std::size_t v = 0; v < used.size(); ++v) {
    for (const auto id : used[v]) text += fmt::format("  {} -> {};\n", in_quotes(model.variables[id()].name), in_quotes(model.variables[v].name));
  }
  return text + "}\n";
}

}  // namespace jingchu::app
