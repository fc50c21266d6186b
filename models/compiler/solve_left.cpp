#include "models/compiler/solve_left.hpp"

#include <optional>

namespace jingchu::models {

using engine::ExprId;
using engine::Op;

namespace {

/// x in `left = right`, when left is one of the simple forms.
std::optional<ExprId> solved(engine::ExpressionGraph& g, ExprId x, ExprId previous, ExprId left, ExprId right) {
  const engine::ExprNode n = g.node(left);
  if (left == x) return right;
  const bool is_ratio = [&] {
    const engine::ExprNode& inner = n.op == Op::log ? g.node(n.a) : n;
    return inner.op == Op::div && inner.a == x && inner.b == previous;
  }();
  if (n.op == Op::log && n.a == x) return g.unary(Op::exp, right);
  if (n.op == Op::log && is_ratio) return g.binary(Op::mul, previous, g.unary(Op::exp, right));
  if (n.op == Op::div && is_ratio) return g.binary(Op::mul, previous, right);
  if (n.op == Op::sub && n.a == x && n.b == previous) return g.binary(Op::add, previous, right);
  if (n.op == Op::exp && n.a == x) return g.unary(Op::log, right);
  // No x has a negative root: 0*sqrt(right) is 0, and not a number where `right` is negative.
  if (n.op == Op::sqrt && n.a == x)
    return g.binary(Op::add, g.binary(Op::mul, right, right), g.binary(Op::mul, g.constant(0.0), g.unary(Op::sqrt, right)));
  return std::nullopt;
}

}  // namespace

engine::Equation solve_for(engine::ExpressionGraph& graph, const std::string& name, engine::VariableId variable,
                           ExprId left, ExprId right) {
  const ExprId x = graph.variable(variable), previous = graph.variable(variable, 1);
  if (const auto value = solved(graph, x, previous, left, right)) return {name, *value, false};
  if (right == x) return {name, left, false};
  return {name, graph.binary(Op::sub, left, right), true};
}

}  // namespace jingchu::models
