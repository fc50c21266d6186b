#include "models/compiler/factor.hpp"

#include <fmt/format.h>

#include "engine/program/operation.hpp"

namespace jingchu::models {

namespace {

double evaluate(const Syntax& s, int i, double value, double base) {
  const SyntaxNode& n = s.node(i);
  switch (n.kind) {
    case SyntaxKind::number: return n.value;
    case SyntaxKind::name: return n.name == "value" ? value : base;
    case SyntaxKind::negate: return -evaluate(s, n.children[0], value, base);
    case SyntaxKind::binary: {
      const double a = evaluate(s, n.children[0], value, base), b = evaluate(s, n.children[1], value, base);
      switch (n.op) {
        case BinaryOp::add: return a + b;
        case BinaryOp::subtract: return a - b;
        case BinaryOp::multiply: return a * b;
        case BinaryOp::divide: return a / b;
        default: return engine::apply(engine::Op::pow, a, b, 0);
      }
    }
    default: return 0;
  }
}

}  // namespace

std::vector<FormulaProblem> check_factor(const Syntax& syntax) {
  std::vector<FormulaProblem> problems;
  for (const SyntaxNode& n : syntax.nodes) {
    const bool good = n.kind == SyntaxKind::number || n.kind == SyntaxKind::negate ||
                      (n.kind == SyntaxKind::name && (n.name == "value" || n.name == "base") && n.index.kind == Index::Kind::none) ||
                      (n.kind == SyntaxKind::binary && (n.op == BinaryOp::add || n.op == BinaryOp::subtract || n.op == BinaryOp::multiply ||
                                                        n.op == BinaryOp::divide || n.op == BinaryOp::power));
    if (!good)
      problems.push_back({n.offset, n.width, n.kind == SyntaxKind::name ? fmt::format("unknown name '{}' in a factor", n.name) : "a factor is plain arithmetic",
                          "a factor is a formula over value and base with + - * / ^"});
  }
  return problems;
}

double anchor_factor(const Anchor& anchor, double value) {
  std::vector<FormulaProblem> problems;
  const auto syntax = parse_formula(anchor.factor, Frequency::annual, problems);
  if (!syntax || !check_factor(*syntax).empty()) return 0;   // told when the model was checked
  return evaluate(*syntax, syntax->root, value, anchor.base);
}

}  // namespace jingchu::models
