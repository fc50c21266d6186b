#include "engine/program/emitter.hpp"

#include <algorithm>
#include <unordered_set>

#include "engine/program/operation.hpp"
#include "engine/program/reachable.hpp"

namespace jingchu::engine {

namespace {

Level join(Level a, Level b) {
  if (a == b) return a;
  // Drawn parameters and exogenous series are known at different times: together only in the period.
  if ((a == Level::period && b == Level::path) || (a == Level::path && b == Level::period)) return Level::step;
  return std::max(a, b);
}

}  // namespace

std::vector<Level> levels(const ExpressionGraph& graph) {
  std::vector<Level> result(graph.size(), Level::literal);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const ExprNode& n = graph.node(ExprId(i));
    switch (n.op) {
      case Op::constant: break;
      case Op::setting: case Op::series_at: result[i] = Level::run; break;
      case Op::series: result[i] = Level::period; break;
      case Op::parameter: result[i] = Level::path; break;
      case Op::shock: case Op::variable: result[i] = Level::step; break;
      case Op::variable_at: result[i] = n.shift < 0 ? Level::run : Level::step; break;
      default:
        for (const ExprId child : {n.a, n.b, n.c})
          if (child.valid()) result[i] = join(result[i], result[child()]);
    }
  }
  return result;
}

Emitter::Emitter(const ExpressionGraph& graph, const std::vector<Level>& levels, Level level, std::function<Operand(ExprId)> leaf, std::function<Operand(ExprId)> lower)
    : graph_(graph), levels_(levels), level_(level), leaf_(std::move(leaf)), lower_(std::move(lower)), users_(graph.size(), 0) {
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const ExprNode& n = graph.node(ExprId(i));
    for (const ExprId child : {n.a, n.b, n.c})
      if (child.valid()) ++users_[child()];
  }
}

bool Emitter::serves_alone(ExprId id, Op op) const {
  return graph_.node(id).op == op && computed_here(id) && users_[id()] == 1 && !located(id);
}

bool Emitter::computed_here(ExprId id) const {
  return levels_[id()] == level_ && operand_count(graph_.node(id).op) > 0;
}

Emitter::Effective Emitter::effective(ExprId id) const {
  const ExprNode& n = graph_.node(id);
  const auto is_product = [this](ExprId x) { return graph_.node(x).op == Op::mul && computed_here(x); };
  if (n.op == Op::add || n.op == Op::sub) {
    const ExprNode& a = graph_.node(n.a);
    const ExprNode& b = graph_.node(n.b);
    if (is_product(n.a))
      return {n.op == Op::add ? Code::multiply_add : Code::multiply_subtract, a.a, a.b, n.b};
    if (is_product(n.b))
      return {n.op == Op::add ? Code::multiply_add : Code::subtract_multiply, b.a, b.b, n.a};
  }
  if (n.op == Op::log && serves_alone(n.a, Op::div)) return {Code::log_of_ratio, graph_.node(n.a).a, graph_.node(n.a).b, {}};
  if (n.op == Op::mul && serves_alone(n.a, Op::exp)) return {Code::exp_times, graph_.node(n.a).a, n.b, {}};
  if (n.op == Op::mul && serves_alone(n.b, Op::exp)) return {Code::exp_times, graph_.node(n.b).a, n.a, {}};
  return {code_of(n.op), n.a, n.b, n.c};
}

Operand Emitter::place(ExprId id) {
  if (const auto it = places_.find(id); it != places_.end()) return it->second;
  return operand_count(graph_.node(id).op) == 0 ? leaf_(id) : lower_(id);
}

void Emitter::emit(ExprId id, Operand dst) {
  const Effective e = effective(id);
  Instruction in{e.code, dst, place(e.a), {}, {}};
  in.b = e.b.valid() ? place(e.b) : in.a;
  in.c = e.c.valid() ? place(e.c) : in.a;
  code_.push_back(in);
  places_.emplace(id, dst);
  order_.push_back(id);
}

void Emitter::emit_operands_of(ExprId root) {
  std::unordered_set<ExprId> seen;
  std::vector<ExprId> needed;
  const auto want = [&](ExprId x) {
    if (x.valid() && computed_here(x) && !located(x) && seen.insert(x).second) needed.push_back(x);
  };
  const auto want_operands = [&](ExprId x) {
    const Effective e = effective(x);
    want(e.a);
    want(e.b);
    want(e.c);
  };
  want_operands(root);
  for (std::size_t i = 0; i < needed.size(); ++i) want_operands(needed[i]);
  // Operands have smaller ids than their users, so ascending order is an order of evaluation.
  std::sort(needed.begin(), needed.end());
  for (const ExprId id : needed) emit(id, {Space::temp, temps_++});
}

Operand Emitter::value(ExprId id) {
  if (computed_here(id) && !located(id)) {
    emit_operands_of(id);
    emit(id, {Space::temp, temps_++});
  }
  return place(id);
}

void Emitter::store(ExprId id, Operand dst) {
  if (computed_here(id) && !located(id)) {
    emit_operands_of(id);
    emit(id, dst);
    return;
  }
  const Operand from = place(id);
  code_.push_back({Code::copy, dst, from, from, from});
}

void Emitter::emit_invariants(std::span<const ExprId> roots, const std::vector<char>& varies) {
  for (const ExprId id : reachable(graph_, roots)) {
    if (!varies[id()] || !computed_here(id)) continue;
    // An exponential that does not change is not to become part of a product that does.
    const ExprNode& n = graph_.node(id);
    for (const ExprId child : {n.a, n.b, n.c})
      if (child.valid() && graph_.node(child).op == Op::exp && !varies[child()] && computed_here(child)) value(child);
    const Effective e = effective(id);
    for (const ExprId operand : {e.a, e.b, e.c})
      if (operand.valid() && !varies[operand()] && computed_here(operand)) value(operand);
  }
  for (const ExprId root : roots)
    if (!varies[root()] && computed_here(root)) value(root);
}

void Emitter::forget_since(std::size_t mark) {
  for (std::size_t i = mark; i < order_.size(); ++i) places_.erase(order_[i]);
  order_.resize(mark);
}

int allocate_temps(std::vector<Instruction>& code, int virtual_temps, const std::vector<Loop>& loops) {
  // What an instruction does not use reads nothing of its own.
  for (Instruction& in : code)
    if (in.then == Then::nothing) in.d = in.e = in.a;
  const auto count = static_cast<std::size_t>(virtual_temps);
  std::vector<int> first(count, -1), last(count, -1);
  const auto use = [&](const Operand& o, int at) {
    if (o.space == Space::temp) last[static_cast<std::size_t>(o.row)] = std::max(last[static_cast<std::size_t>(o.row)], at);
  };
  const int n = static_cast<int>(code.size());
  for (int i = 0; i < n; ++i) {
    const Instruction& in = code[static_cast<std::size_t>(i)];
    for (const Operand* o : {&in.a, &in.b, &in.c, &in.d, &in.e}) use(*o, i);
    if (in.dst.space == Space::temp) {
      auto& f = first[static_cast<std::size_t>(in.dst.row)];
      if (f < 0) f = i;
      use(in.dst, i);
    }
  }
  for (const Loop& loop : loops) {
    for (int i = loop.begin; i < loop.end; ++i) {
      const Instruction& in = code[static_cast<std::size_t>(i)];
      for (const Operand* o : {&in.a, &in.b, &in.c, &in.d, &in.e})
        if (o->space == Space::temp && first[static_cast<std::size_t>(o->row)] < loop.begin) use(*o, loop.end);
    }
    for (const Operand* o : loop.also_read) use(*o, loop.end);
  }
  std::vector<int> row_of(count, -1), free_rows;
  std::vector<std::vector<int>> ends(static_cast<std::size_t>(n) + 1);
  for (std::size_t v = 0; v < count; ++v)
    if (first[v] >= 0) ends[static_cast<std::size_t>(std::min(last[v], n))].push_back(static_cast<int>(v));
  int rows = 0;
  for (int i = 0; i < n; ++i) {
    Instruction& in = code[static_cast<std::size_t>(i)];
    const Operand written = in.dst;
    for (Operand* o : {&in.a, &in.b, &in.c, &in.d, &in.e})
      if (o->space == Space::temp) o->row = row_of[static_cast<std::size_t>(o->row)];
    // Operands that end here free their rows first: an operation may write over what it reads, lane by lane.
    for (const int v : ends[static_cast<std::size_t>(i)])
      if (row_of[static_cast<std::size_t>(v)] >= 0) free_rows.push_back(row_of[static_cast<std::size_t>(v)]);
    if (written.space == Space::temp) {
      int& row = row_of[static_cast<std::size_t>(written.row)];
      if (row < 0) {
        if (free_rows.empty()) {
          row = rows++;
        } else {
          row = free_rows.back();
          free_rows.pop_back();
        }
        if (last[static_cast<std::size_t>(written.row)] == i) free_rows.push_back(row);
      }
      in.dst.row = row;
    }
  }
  for (const Loop& loop : loops)
    for (Operand* o : loop.also_read)
      if (o->space == Space::temp) o->row = row_of[static_cast<std::size_t>(o->row)];
  return rows;
}

}  // namespace jingchu::engine
