#include "models/compiler/factor.hpp"

#include <fmt/format.h>

#include "engine/program/operation.hpp"

namespace jingchu::models {

namespace {

double evaluate(const Syntax& s, double value, double base) {
  // Children precede their parents, so one pass in order replaces recursion: a factor may be a sum of thousands of terms.
  std::vector<double> results(s.nodes.size());
  for (std::size_t i = 0; i < s.nodes.size(); ++i) {
    const SyntaxNode& n = s.nodes[i];
    const auto child = [&](std::size_t k) { return results[static_cast<std::size_t>(n.children[k])]; };
    switch (n.kind) {
      case SyntaxKind::number: results[i] = n.value; break;
      case SyntaxKind::name: results[i] = n.name == "value" ? value : base; break;
      case SyntaxKind::negate: results[i] = -child(0); break;
      default:
        switch (n.op) {
          case BinaryOp::add: results[i] = child(0) + child(1); break;
          case BinaryOp::subtract: results[i] = child(0) - child(1); break;
          case BinaryOp::multiply: results[i] = child(0) * child(1); break;
          case BinaryOp::divide: results[i] = child(0) / child(1); break;
          default: results[i] = engine::apply(engine::Op::pow, child(0), child(1), 0);
        }
    }
  }
  return results[static_cast<std::size_t>(s.root)];
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
  return evaluate(*syntax, value, anchor.base);
}

}  // namespace jingchu::models
