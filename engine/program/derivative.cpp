#include "engine/program/derivative.hpp"

namespace jingchu::engine {

ExprId Differentiator::operator()(ExprId expression) {
  for (const ExprId id : reachable(graph_, expression))
    if (!known_.contains(id)) {
      const ExprId d = rule(id);
      known_.emplace(id, d);
    }
  return known_.at(expression);
}

// Unlike the graph's own folds these drop terms that are 0 by structure: a derivative steers the solver and is no
// result, so what happens to NaN in a dropped term does not matter.
ExprId Differentiator::add(ExprId a, ExprId b) {
  if (a == zero_) return b;
  if (b == zero_) return a;
  return graph_.binary(Op::add, a, b);
}

ExprId Differentiator::sub(ExprId a, ExprId b) {
  if (b == zero_) return a;
  if (a == zero_) return graph_.unary(Op::neg, b);
  return graph_.binary(Op::sub, a, b);
}

ExprId Differentiator::mul(ExprId a, ExprId b) {
  if (a == zero_ || b == zero_) return zero_;
  return graph_.binary(Op::mul, a, b);
}

ExprId Differentiator::rule(ExprId id) {
  const ExprNode n = graph_.node(id);
  ExpressionGraph& g = graph_;
  const auto d = [this](ExprId x) { return known_.at(x); };
  const auto constant = [&g](double v) { return g.constant(v); };
  switch (n.op) {
    case Op::variable:
      return n.shift == 0 ? of_variable_(VariableId(n.index)) : zero_;
    case Op::add: return add(d(n.a), d(n.b));
    case Op::sub: return sub(d(n.a), d(n.b));
    case Op::mul: return add(mul(d(n.a), n.b), mul(n.a, d(n.b)));
    case Op::div: {
      const ExprId top = sub(d(n.a), mul(id, d(n.b)));
      return top == zero_ ? zero_ : g.binary(Op::div, top, n.b);
    }
    case Op::neg: return d(n.a) == zero_ ? zero_ : g.unary(Op::neg, d(n.a));
    case Op::pow: {
      ExprId result = zero_;
      if (d(n.a) != zero_) {
        const ExprId lower = g.binary(Op::pow, n.a, g.binary(Op::sub, n.b, constant(1.0)));
        result = mul(mul(n.b, lower), d(n.a));
      }
      if (d(n.b) != zero_) result = add(result, mul(mul(id, g.unary(Op::log, n.a)), d(n.b)));
      return result;
    }
    case Op::exp: return mul(id, d(n.a));
    case Op::log: return d(n.a) == zero_ ? zero_ : g.binary(Op::div, d(n.a), n.a);
    case Op::sqrt: return d(n.a) == zero_ ? zero_ : g.binary(Op::div, d(n.a), g.binary(Op::add, id, id));
    case Op::abs:
      return d(n.a) == zero_ ? zero_
                             : g.select(g.binary(Op::less, n.a, zero_), g.unary(Op::neg, d(n.a)), d(n.a));
    case Op::min:
      if (d(n.a) == d(n.b)) return d(n.a);
      return g.select(g.binary(Op::less, n.a, n.b), d(n.a), d(n.b));
    case Op::max:
      if (d(n.a) == d(n.b)) return d(n.a);
      return g.select(g.binary(Op::less, n.b, n.a), d(n.a), d(n.b));
    case Op::sin: return mul(g.unary(Op::cos, n.a), d(n.a));
    case Op::cos: return mul(g.unary(Op::neg, g.unary(Op::sin, n.a)), d(n.a));
    case Op::tan: return mul(g.binary(Op::add, constant(1.0), g.binary(Op::mul, id, id)), d(n.a));
    case Op::tanh: return mul(g.binary(Op::sub, constant(1.0), g.binary(Op::mul, id, id)), d(n.a));
    case Op::mod: {
      const ExprId whole = g.unary(Op::floor, g.binary(Op::div, n.a, n.b));
      return sub(d(n.a), mul(whole, d(n.b)));
    }
    case Op::normal_cdf: {
      if (d(n.a) == zero_) return zero_;
      const ExprId square = g.binary(Op::mul, n.a, n.a);
      const ExprId density = g.binary(Op::mul, constant(0x1.9884533d43651p-2),  // 1 / sqrt(2 pi)
                                      g.unary(Op::exp, g.binary(Op::mul, constant(-0.5), square)));
      return mul(density, d(n.a));
    }
    case Op::select:
      if (d(n.b) == d(n.c)) return d(n.b);
      return g.select(n.a, d(n.b), d(n.c));
    default: return zero_;   // leaves, floor, comparisons and logic
  }
}

}  // namespace jingchu::engine
