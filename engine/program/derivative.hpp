#pragma once

#include <functional>
#include <unordered_map>

#include "engine/program/expression.hpp"
#include "engine/program/reachable.hpp"

namespace jingchu::engine {

/// Symbolic derivatives of expressions with respect to one quantity.
///
/// `of_variable` gives the derivative of variable(j, lag 0): 1 for the quantity itself, 0 (a constant node) for what
/// does not depend on it, or the derivative of a variable that is computed from it. Comparisons have derivative 0,
/// `if`, min, max and abs that of the branch taken. Results share nodes with the expressions they come from.
class Differentiator {
 public:
  Differentiator(ExpressionGraph& graph, std::function<ExprId(VariableId)> of_variable)
      : graph_(graph), of_variable_(std::move(of_variable)), zero_(graph.constant(0.0)) {}

  ExprId operator()(ExprId expression);

 private:
  ExprId rule(ExprId id);
  ExprId add(ExprId a, ExprId b);
  ExprId sub(ExprId a, ExprId b);
  ExprId mul(ExprId a, ExprId b);

  ExpressionGraph& graph_;
  std::function<ExprId(VariableId)> of_variable_;
  ExprId zero_;
  std::unordered_map<ExprId, ExprId> known_;
};

}  // namespace jingchu::engine
