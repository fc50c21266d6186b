#include "engine/program/derivative.hpp"

namespace jingchu::engine {

ExprId Differentiator::operator()(ExprId expression) {
  const auto of = [this](ExprId child) { return child.valid() ? known_.at(child) : rule_.zero(); };
  for (const ExprId id : reach_(expression)) {
    if (known_.contains(id)) continue;
    const ExprNode n = graph_.node(id);
    const ExprId d = n.op == Op::variable ? (n.shift == 0 ? of_variable_(VariableId(n.index)) : rule_.zero())
                     : n.a.valid()        ? rule_(id, of(n.a), of(n.b), of(n.c))
                                          : rule_.zero();
    known_.emplace(id, d);
  }
  return known_.at(expression);
}

std::vector<Gradient::Entry> Gradient::operator()(ExprId expression) {
  known_.clear();
  const std::vector<ExprId>& nodes = reach_(expression);
  std::unordered_map<ExprId, int> users;
  const auto for_operands = [this](ExprId id, auto act) {
    const ExprNode n = graph_.node(id);
    for (const ExprId operand : {n.a, n.b, n.c})
      if (operand.valid()) act(operand);
  };
  for (const ExprId id : nodes) for_operands(id, [&](ExprId operand) { ++users[operand]; });
  for (const ExprId id : nodes) {
    known_.emplace(id, of_node(id));
    // A sum of thousands of variables has as many lists, each longer than the one before.
    for_operands(id, [&](ExprId operand) {
      if (--users[operand] == 0) known_.erase(operand);
    });
  }
  return std::move(known_.at(expression));
}

std::vector<Gradient::Entry> Gradient::of_node(ExprId id) {
  const ExprNode n = graph_.node(id);
  if (n.op == Op::variable && n.shift == 0) return {{VariableId(n.index), one_}};
  // The operands' lists are in order of variables: merge them.
  static const std::vector<Entry> none;
  const ExprId operands[3] = {n.a, n.b, n.c};
  const std::vector<Entry>* lists[3];
  std::size_t at[3] = {0, 0, 0}, most = 0;
  for (int k = 0; k < 3; ++k) {
    lists[k] = operands[k].valid() ? &known_.at(operands[k]) : &none;
    most += lists[k]->size();
  }
  std::vector<Entry> result;
  result.reserve(most);
  for (;;) {
    VariableId next;
    for (int k = 0; k < 3; ++k)
      if (at[k] < lists[k]->size() && (!next.valid() || (*lists[k])[at[k]].variable < next)) next = (*lists[k])[at[k]].variable;
    if (!next.valid()) return result;
    ExprId d[3] = {rule_.zero(), rule_.zero(), rule_.zero()};
    for (int k = 0; k < 3; ++k)
      if (at[k] < lists[k]->size() && (*lists[k])[at[k]].variable == next) d[k] = (*lists[k])[at[k]++].derivative;
    result.push_back({next, rule_(id, d[0], d[1], d[2])});
  }
}

// Unlike the graph's own folds these drop terms that are 0 by structure: a derivative steers the solver and is no
// result, so what happens to NaN in a dropped term does not matter.
ExprId DerivativeRule::add(ExprId a, ExprId b) {
  if (a == zero_) return b;
  if (b == zero_) return a;
  return graph_.binary(Op::add, a, b);
}

ExprId DerivativeRule::sub(ExprId a, ExprId b) {
  if (b == zero_) return a;
  if (a == zero_) return graph_.unary(Op::neg, b);
  return graph_.binary(Op::sub, a, b);
}

ExprId DerivativeRule::mul(ExprId a, ExprId b) {
  if (a == zero_ || b == zero_) return zero_;
  return graph_.binary(Op::mul, a, b);
}

ExprId DerivativeRule::operator()(ExprId id, ExprId da, ExprId db, ExprId dc) {
  const ExprNode n = graph_.node(id);
  ExpressionGraph& g = graph_;
  const auto constant = [&g](double v) { return g.constant(v); };
  switch (n.op) {
    case Op::add: return add(da, db);
    case Op::sub: return sub(da, db);
    case Op::mul: return add(mul(da, n.b), mul(n.a, db));
    case Op::div: {
      const ExprId top = sub(da, mul(id, db));
      return top == zero_ ? zero_ : g.binary(Op::div, top, n.b);
    }
    case Op::neg: return da == zero_ ? zero_ : g.unary(Op::neg, da);
    case Op::pow: {
      ExprId result = zero_;
      if (da != zero_) {
        const ExprId lower = g.binary(Op::pow, n.a, g.binary(Op::sub, n.b, constant(1.0)));
        result = mul(mul(n.b, lower), da);
      }
      if (db != zero_) result = add(result, mul(mul(id, g.unary(Op::log, n.a)), db));
      return result;
    }
    case Op::exp: return mul(id, da);
    case Op::log: {
      if (da == zero_) return zero_;
      // Of log(x / c) with a c that does not change it is dx / x.
      const ExprNode of = g.node(n.a), slope = g.node(da);
      if (of.op == Op::div && slope.op == Op::div && of.b == slope.b) return g.binary(Op::div, slope.a, of.a);
      return g.binary(Op::div, da, n.a);
    }
    case Op::sqrt: return da == zero_ ? zero_ : g.binary(Op::div, da, g.binary(Op::add, id, id));
    case Op::abs:
      return da == zero_ ? zero_
                             : g.select(g.binary(Op::less, n.a, zero_), g.unary(Op::neg, da), da);
    case Op::min:
      if (da == db) return da;
      return g.select(g.binary(Op::less, n.a, n.b), da, db);
    case Op::max:
      if (da == db) return da;
      return g.select(g.binary(Op::less, n.b, n.a), da, db);
    case Op::sin: return mul(g.unary(Op::cos, n.a), da);
    case Op::cos: return mul(g.unary(Op::neg, g.unary(Op::sin, n.a)), da);
    case Op::tan: return mul(g.binary(Op::add, constant(1.0), g.binary(Op::mul, id, id)), da);
    case Op::tanh: return mul(g.binary(Op::sub, constant(1.0), g.binary(Op::mul, id, id)), da);
    case Op::mod: {
      const ExprId whole = g.unary(Op::floor, g.binary(Op::div, n.a, n.b));
      return sub(da, mul(whole, db));
    }
    case Op::normal_cdf: {
      if (da == zero_) return zero_;
      const ExprId square = g.binary(Op::mul, n.a, n.a);
      const ExprId density = g.binary(Op::mul, constant(0x1.9884533d43651p-2),  // 1 / sqrt(2 pi)
                                      g.unary(Op::exp, g.binary(Op::mul, constant(-0.5), square)));
      return mul(density, da);
    }
    case Op::select:
      if (db == dc) return db;
      return g.select(n.a, db, dc);
    default: return zero_;   // floor, comparisons and logic
  }
}

}  // namespace jingchu::engine
