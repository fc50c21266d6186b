#include "models/compiler/translator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace jingchu::models {

using engine::ExprId;
using engine::Op;

namespace {
constexpr int deepest_walk = 400;        // a formula with its definitions put in; each level takes up to 1 KiB of stack
}

Translator::Translator(const Model& model, const Scope& scope, engine::ExpressionGraph& graph, Period first)
    : model_(model), scope_(scope), graph_(graph), first_(first), example_(example_period(model.frequency, 2024)) {}

void Translator::fail(const SyntaxNode& at, std::string problem, std::string hint) {
  // Inside a substituted definition the place is that of its name in the formula at hand.
  const SyntaxNode& where = outer_ ? *outer_ : at;
  failed_inside_ = !open_.empty();
  if (!open_.empty()) problem = fmt::format("in '{}': {}", open_.back(), problem);
  (*report_)({where.offset, where.width, std::move(problem), std::move(hint)});
  throw Failed{};
}

void Translator::begin(const Report& report, bool in_measure) {
  report_ = &report;
  if (in_measure || in_measure_) known_definitions_.clear();   // `year` is another word there
  in_measure_ = in_measure;
  failed_inside_ = false;
  measure_depth_ = depth_ = deepest_ = 0;
  year_ = std::nullopt;
  open_.clear();
  outer_ = nullptr;
  for (Definition* d : opened_) d->is_open = false;
  opened_.clear();
  known_calls_.clear();
  known_measures_.clear();
}

std::optional<Translator::Sides> Translator::equation(const Syntax& syntax, const Report& report) {
  begin(report, false);
  try {
    if (syntax.top().kind != SyntaxKind::equation)
      fail(syntax.top(), "no '=' in this equation", "an equation reads variable = formula");
    const ExprId left = walk(syntax, syntax.top().children[0], {});
    return Sides{left, walk(syntax, syntax.top().children[1], {})};
  } catch (const Failed&) {
    return std::nullopt;
  }
}

std::optional<ExprId> Translator::expression(const Syntax& syntax, const Report& report) {
  begin(report, false);
  try {
    if (syntax.top().kind == SyntaxKind::equation)
      fail(syntax.top(), "an '=' where only one side is wanted", "comparisons are written ==");
    return walk(syntax, syntax.root, {});
  } catch (const Failed&) {
    return std::nullopt;
  }
}

std::optional<ExprId> Translator::measure(const Syntax& syntax, std::optional<int> year, const Report& report) {
  begin(report, true);
  year_ = year;
  try {
    if (syntax.top().kind == SyntaxKind::equation)
      fail(syntax.top(), "an '=' in a measure", "a measure is a formula; comparisons are written ==");
    return walk(syntax, syntax.root, {true, 0});
  } catch (const Failed&) {
    return std::nullopt;
  }
}

ExprId Translator::check_finite(ExprId id, std::string_view what, const SyntaxNode& at) {
  const engine::ExprNode n = graph_.node(id);
  if (n.op == Op::constant && !std::isfinite(n.value())) fail(at, fmt::format("{} is not a finite number", what), "this part of the formula has no value, whatever the model does");
  return id;
}

ExprId Translator::make(Op op, ExprId a, ExprId b, const SyntaxNode& at) {
  const engine::ExprNode x = graph_.node(a), y = graph_.node(b);
  if (op == Op::div && y.op == Op::constant && y.value() == 0) fail(at, "division by zero", "this part of the formula has no value, whatever the model does");
  const ExprId id = graph_.binary(op, a, b);
  if (x.op == Op::constant && y.op == Op::constant)
    return check_finite(id, fmt::format("{} {} {}", x.value(), engine::op_name(op), y.value()), at);
  return id;
}

ExprId Translator::make(Op op, ExprId a, const SyntaxNode& at) {
  const engine::ExprNode x = graph_.node(a);
  const ExprId id = graph_.unary(op, a);
  if (x.op == Op::constant) return check_finite(id, fmt::format("{}({})", engine::op_name(op), x.value()), at);
  return id;
}

ExprId Translator::power(ExprId base, ExprId exponent) {
  const engine::ExprNode e = graph_.node(exponent);
  if (e.op == Op::constant) {
    // Small whole powers are products: exact for exact factors, defined for negative bases, and fast.
    const double n = e.value();
    if (n == 0.5) return graph_.unary(Op::sqrt, base);
    if (n >= 2 && n <= 8 && n == std::floor(n)) {
      ExprId result = base;
      for (int i = 1; i < static_cast<int>(n); ++i) result = graph_.binary(Op::mul, result, base);
      return result;
    }
    if (n == -1) return graph_.binary(Op::div, graph_.constant(1.0), base);
  }
  return graph_.binary(Op::pow, base, exponent);
}

Translator::When Translator::earlier(When when, int periods, const SyntaxNode& at) {
  if (when.fixed) return {true, when.shift - periods};
  if (when.shift + periods > longest_lag)
    fail(at, fmt::format("lags inside each other that reach {} periods back; at most {} are allowed", when.shift + periods, longest_lag),
         "define a variable that holds the earlier value");
  return {false, when.shift + periods};
}

/// Counts levels below this one before they are spent, so that the answer does not depend on what is known already.
void Translator::go_down(int levels, const SyntaxNode& at) {
  deepest_ = std::max(deepest_, depth_ + levels);
  if (deepest_ <= deepest_walk) return;
  const SyntaxNode& where = outer_ ? *outer_ : at;
  failed_inside_ = false;
  (*report_)({where.offset, where.width, fmt::format("nested deeper than {} with its definitions put in", deepest_walk),
              "give parts of the formula a variable of their own"});
  throw Failed{};
}

ExprId Translator::walk(const Syntax& s, int i, When when) {
  const SyntaxNode& n = s.node(i);
  struct Level {
    int& depth;
    ~Level() { --depth; }
  };
  const Level level{++depth_};
  go_down(0, n);
  switch (n.kind) {
    case SyntaxKind::number: return graph_.constant(n.value);
    case SyntaxKind::period: fail(n, fmt::format("the period {} stands alone", n.period.to_string()), fmt::format("write x[{}] for a value in that period", n.period.to_string()));
    case SyntaxKind::name: return name(n, when);
    case SyntaxKind::negate: return make(Op::neg, walk(s, n.children[0], when), n);
    case SyntaxKind::logical_not: return make(Op::logical_not, walk(s, n.children[0], when), n);
    case SyntaxKind::binary: return binary_chain(s, i, when);
    case SyntaxKind::call: return call(s, i, when);
    case SyntaxKind::equation: break;
  }
  fail(n, "an '=' inside a formula", "comparisons are written ==");
}

ExprId Translator::binary_chain(const Syntax& s, int i, When when) {
  // A sum of thousands of terms leans to the left: go down that spine in a loop.
  std::vector<int> spine;
  int at = i;
  for (; s.node(at).kind == SyntaxKind::binary; at = s.node(at).children[0]) spine.push_back(at);
  ExprId left = walk(s, at, when);
  for (std::size_t k = spine.size(); k-- > 0;) {
    const SyntaxNode& n = s.node(spine[k]);
    const ExprId right = walk(s, n.children[1], when);
    switch (n.op) {
      case BinaryOp::add: left = make(Op::add, left, right, n); break;
      case BinaryOp::subtract: left = make(Op::sub, left, right, n); break;
      case BinaryOp::multiply: left = make(Op::mul, left, right, n); break;
      case BinaryOp::divide: left = make(Op::div, left, right, n); break;
      case BinaryOp::power: left = check_finite(power(left, right), "this power", n); break;
      case BinaryOp::less: left = make(Op::less, left, right, n); break;
      case BinaryOp::less_equal: left = make(Op::less_equal, left, right, n); break;
      case BinaryOp::greater: left = make(Op::greater, left, right, n); break;
      case BinaryOp::greater_equal: left = make(Op::greater_equal, left, right, n); break;
      case BinaryOp::equal: left = make(Op::equal, left, right, n); break;
      case BinaryOp::not_equal: left = make(Op::not_equal, left, right, n); break;
      case BinaryOp::logical_and: left = make(Op::logical_and, left, right, n); break;
      case BinaryOp::logical_or: left = make(Op::logical_or, left, right, n); break;
    }
  }
  return left;
}

}  // namespace jingchu::models
