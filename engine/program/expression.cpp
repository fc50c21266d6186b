#include "engine/program/expression.hpp"

#include <bit>
#include <stdexcept>

#include "engine/program/operation.hpp"

namespace jingchu::engine {

int operand_count(Op op) noexcept {
  switch (op) {
    case Op::constant: case Op::setting: case Op::series: case Op::parameter: case Op::shock: case Op::variable:
    case Op::variable_at: case Op::series_at:
      return 0;
    case Op::neg: case Op::exp: case Op::log: case Op::sqrt: case Op::abs: case Op::sin: case Op::cos: case Op::tan:
    case Op::tanh: case Op::floor: case Op::normal_cdf: case Op::logical_not:
      return 1;
    case Op::select:
      return 3;
    default:
      return 2;
  }
}

const char* op_name(Op op) noexcept {
  switch (op) {
    case Op::constant: return "constant";
    case Op::setting: return "setting";
    case Op::series: return "series";
    case Op::parameter: return "parameter";
    case Op::shock: return "shock";
    case Op::variable: return "variable";
    case Op::variable_at: return "variable_at";
    case Op::series_at: return "series_at";
    case Op::add: return "+";
    case Op::sub: return "-";
    case Op::mul: return "*";
    case Op::div: return "/";
    case Op::neg: return "-";
    case Op::pow: return "^";
    case Op::exp: return "exp";
    case Op::log: return "log";
    case Op::sqrt: return "sqrt";
    case Op::abs: return "abs";
    case Op::min: return "min";
    case Op::max: return "max";
    case Op::sin: return "sin";
    case Op::cos: return "cos";
    case Op::tan: return "tan";
    case Op::tanh: return "tanh";
    case Op::floor: return "floor";
    case Op::mod: return "mod";
    case Op::normal_cdf: return "normal_cdf";
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::equal: return "==";
    case Op::not_equal: return "!=";
    case Op::logical_and: return "and";
    case Op::logical_or: return "or";
    case Op::logical_not: return "not";
    case Op::select: return "if";
  }
  return "?";
}

std::size_t ExpressionGraph::NodeHash::operator()(const ExprNode& n) const noexcept {
  std::uint64_t h = static_cast<std::uint64_t>(n.op);
  const auto mix = [&h](std::uint64_t x) {
    h ^= x + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 32;
  };
  mix(static_cast<std::uint32_t>(n.index));
  mix(static_cast<std::uint32_t>(n.shift));
  mix(static_cast<std::uint32_t>(n.a.index));
  mix(static_cast<std::uint32_t>(n.b.index));
  mix(static_cast<std::uint32_t>(n.c.index));
  mix(n.bits);
  return static_cast<std::size_t>(h);
}

ExprId ExpressionGraph::intern(const ExprNode& node) {
  const auto [it, added] = known_.try_emplace(node, ExprId(nodes_.size()));
  if (added) nodes_.push_back(node);
  return it->second;
}

ExprId ExpressionGraph::constant(double value) {
  ExprNode n;
  n.op = Op::constant;
  n.bits = std::bit_cast<std::uint64_t>(value);
  return intern(n);
}

namespace {

ExprNode leaf(Op op, std::int32_t index, int shift = 0) {
  ExprNode n;
  n.op = op;
  n.index = index;
  n.shift = shift;
  return n;
}

}  // namespace

ExprId ExpressionGraph::setting(SettingId id) { return intern(leaf(Op::setting, id.index)); }
ExprId ExpressionGraph::series(SeriesId id, int lag) { return intern(leaf(Op::series, id.index, lag)); }
ExprId ExpressionGraph::parameter(ParameterId id) { return intern(leaf(Op::parameter, id.index)); }
ExprId ExpressionGraph::shock(ShockId id) { return intern(leaf(Op::shock, id.index)); }
ExprId ExpressionGraph::variable(VariableId id, int lag) { return intern(leaf(Op::variable, id.index, lag)); }
ExprId ExpressionGraph::variable_at(VariableId id, int period) { return intern(leaf(Op::variable_at, id.index, period)); }
ExprId ExpressionGraph::series_at(SeriesId id, int period) { return intern(leaf(Op::series_at, id.index, period)); }

ExprId ExpressionGraph::unary(Op op, ExprId a) {
  if (operand_count(op) != 1) throw std::logic_error("unary: operation with another number of operands");
  if (node(a).op == Op::constant) return constant(apply(op, node(a).value(), 0, 0));
  if (op == Op::neg && node(a).op == Op::neg) return node(a).a;
  ExprNode n;
  n.op = op;
  n.a = a;
  return intern(n);
}

ExprId ExpressionGraph::binary(Op op, ExprId a, ExprId b) {
  if (operand_count(op) != 2) throw std::logic_error("binary: operation with another number of operands");
  const bool ca = node(a).op == Op::constant;
  const bool cb = node(b).op == Op::constant;
  if (ca && cb) return constant(apply(op, node(a).value(), node(b).value(), 0));
  // a > b is b < a: one operation fewer everywhere behind.
  if (op == Op::greater) return binary(Op::less, b, a);
  if (op == Op::greater_equal) return binary(Op::less_equal, b, a);
  // Only folds that keep every bit, NaN and infinity included: x*1, x/1, x-0, and x+(-0).
  if ((op == Op::mul || op == Op::div || op == Op::pow) && is_constant(b, 1.0)) return a;
  if (op == Op::mul && is_constant(a, 1.0)) return b;
  if (op == Op::sub && is_constant(b, 0.0)) return a;
  if (op == Op::add && is_constant(b, -0.0)) return a;
  if (op == Op::add && is_constant(a, -0.0)) return b;
  ExprNode n;
  n.op = op;
  n.a = a;
  n.b = b;
  return intern(n);
}

ExprId ExpressionGraph::select(ExprId condition, ExprId then, ExprId otherwise) {
  if (node(condition).op == Op::constant) {
    const double c = node(condition).value();
    if (c != c) return condition;
    return c != 0 ? then : otherwise;
  }
  if (then == otherwise && node(condition).op == Op::series) return then;
  ExprNode n;
  n.op = Op::select;
  n.a = condition;
  n.b = then;
  n.c = otherwise;
  return intern(n);
}

bool ExpressionGraph::is_constant(ExprId id, double value) const {
  return node(id).op == Op::constant && node(id).bits == std::bit_cast<std::uint64_t>(value);
}

}  // namespace jingchu::engine
