#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "engine/program/expression.hpp"
#include "engine/program/reachable.hpp"

namespace jingchu::engine {

/// The rule of one node: its derivative from those of its operands.
///
/// Comparisons have derivative 0, `if`, min, max and abs that of the branch taken. Results share nodes with the
/// expressions they come from.
class DerivativeRule {
 public:
  explicit DerivativeRule(ExpressionGraph& graph) : graph_(graph), zero_(graph.constant(0.0)) {}

  /// \param da, db, dc  derivatives of the operands; zero() for those that there are not. Not for leaves.
  ExprId operator()(ExprId id, ExprId da, ExprId db, ExprId dc);
  ExprId zero() const noexcept { return zero_; }

 private:
  ExprId add(ExprId a, ExprId b);
  ExprId sub(ExprId a, ExprId b);
  ExprId mul(ExprId a, ExprId b);

  ExpressionGraph& graph_;
  ExprId zero_;
};

/// Symbolic derivatives of expressions with respect to one quantity.
///
/// `of_variable` gives the derivative of variable(j, lag 0): 1 for the quantity itself, 0 (a constant node) for what
/// does not depend on it, or the derivative of a variable that is computed from it.
class Differentiator {
 public:
  Differentiator(ExpressionGraph& graph, std::function<ExprId(VariableId)> of_variable)
      : graph_(graph), of_variable_(std::move(of_variable)), rule_(graph), reach_(graph) {}

  ExprId operator()(ExprId expression);

 private:
  ExpressionGraph& graph_;
  std::function<ExprId(VariableId)> of_variable_;
  DerivativeRule rule_;
  Reach reach_;
  std::unordered_map<ExprId, ExprId> known_;
};

/// Symbolic derivatives of expressions with respect to all variables of this period at once, each expression by itself:
/// the others count as given. In one walk: a sum of hundreds of variables has hundreds of derivatives.
class Gradient {
 public:
  struct Entry {
    VariableId variable;
    ExprId derivative;
  };

  explicit Gradient(ExpressionGraph& graph) : graph_(graph), one_(graph.constant(1.0)), rule_(graph), reach_(graph) {}

  /// One entry a variable that the expression reads, by number; a derivative may be 0.
  std::vector<Entry> operator()(ExprId expression);

 private:
  std::vector<Entry> of_node(ExprId id);

  ExpressionGraph& graph_;
  ExprId one_;
  DerivativeRule rule_;
  Reach reach_;
  std::unordered_map<ExprId, std::vector<Entry>> known_;   ///< of the expression at hand
};

}  // namespace jingchu::engine
