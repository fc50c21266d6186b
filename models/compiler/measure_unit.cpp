#include <algorithm>

#include "models/compile.hpp"
#include "models/language/syntax.hpp"

namespace jingchu::models {

namespace {

/// Unit of the thing of that name in a list; nothing when there is none or it has no unit.
template <class List>
std::optional<std::string> unit_in(const List& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  if (found == list.end() || found->stated.unit.empty()) return std::nullopt;
  return found->stated.unit;
}

std::optional<std::string> unit_of(const Model& model, const Syntax& syntax, const SyntaxNode& node) {
  switch (node.kind) {
    case SyntaxKind::name: {
      const auto unit = unit_in(model.variables, node.name);
      return unit ? unit : unit_in(model.measures, node.name);
    }
    case SyntaxKind::call: {
      if (node.name == "annual_growth" || node.name == "period_growth" || node.name == "cumulative_growth") return "percent";
      const bool of_variable = (node.name == "annual" || node.name == "cumulative") && !node.children.empty();
      return of_variable ? unit_of(model, syntax, syntax.node(node.children[0])) : std::nullopt;
    }
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> unit_of_measure(const Model& model, std::string_view formula) {
  std::vector<FormulaProblem> problems;
  const auto syntax = parse_formula(formula, model.frequency, problems);
  if (!syntax) return std::nullopt;
  // Down the left of sums and signs; every term has to be in one unit.
  std::optional<std::string> unit;
  for (const SyntaxNode* node = &syntax->top();;) {
    const bool sum = node->kind == SyntaxKind::binary && (node->op == BinaryOp::add || node->op == BinaryOp::subtract);
    const auto term = unit_of(model, *syntax, sum ? syntax->node(node->children[1]) : *node);
    if (node->kind != SyntaxKind::negate) {
      if (!term || (unit && *unit != *term)) return std::nullopt;
      unit = term;
    }
    if (!sum && node->kind != SyntaxKind::negate) return unit;
    node = &syntax->node(node->children[0]);
  }
}

}  // namespace jingchu::models
