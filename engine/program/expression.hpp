#pragma once

#include <bit>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/core/id.hpp"

namespace jingchu::engine {

/// What a node of an expression is. Comparisons and logic give 1 or 0; a NaN operand gives NaN.
enum class Op : std::uint8_t {
  // leaves
  constant,     ///< value
  setting,      ///< SettingId: fixed for the run
  series,       ///< SeriesId, lag: exogenous, one number a period
  parameter,    ///< ParameterId: drawn once a path
  shock,        ///< ShockId: drawn every period
  variable,     ///< VariableId, lag >= 0 (0 = this period)
  variable_at,  ///< VariableId at a fixed period, counted from the first period of the horizon (negative: history)
  series_at,    ///< SeriesId at a fixed period, counted likewise
  // arithmetic
  add, sub, mul, div, neg, pow,
  exp, log, sqrt, abs, min, max, sin, cos, tan, tanh, floor, mod, ///< mod(a, b) = a - b*floor(a/b)
  normal_cdf,
  // comparison and logic
  less, less_equal, greater, greater_equal, equal, not_equal, logical_and, logical_or, logical_not,
  select,       ///< select(c, a, b): a where c is not 0, b where it is 0, NaN where c is NaN; the other branch is ignored
};

/// Number of operands of an operation (0 for leaves).
int operand_count(Op op) noexcept;
const char* op_name(Op op) noexcept;

struct ExprNode {
  Op op = Op::constant;
  std::int32_t index = 0;   ///< id of a leaf
  std::int32_t shift = 0;   ///< lag of `variable` and `series`, period of `variable_at` and `series_at`
  ExprId a, b, c;
  std::uint64_t bits = 0;   ///< of `constant`: its bits, so that 0 and -0 are two constants and NaN equals itself
  double value() const noexcept { return std::bit_cast<double>(bits); }
  friend bool operator==(const ExprNode&, const ExprNode&) = default;
};

/// Expressions as a graph in which equal subexpressions are one node (hash consing). Operands precede their users.
///
/// The makers fold constants, operation by operation, and drop operations that never change a value (x*1, x/1, x^1, x-0,
/// x+(-0), --x); nothing that could be NaN is folded away.
class ExpressionGraph {
 public:
  ExprId constant(double value);
  ExprId setting(SettingId id);
  ExprId series(SeriesId id, int lag = 0);
  ExprId parameter(ParameterId id);
  ExprId shock(ShockId id);
  ExprId variable(VariableId id, int lag = 0);
  ExprId variable_at(VariableId id, int period);
  ExprId series_at(SeriesId id, int period);
  ExprId unary(Op op, ExprId a);
  ExprId binary(Op op, ExprId a, ExprId b);
  ExprId select(ExprId condition, ExprId then, ExprId otherwise);

  const ExprNode& node(ExprId id) const { return nodes_[id()]; }
  std::size_t size() const noexcept { return nodes_.size(); }
  /// Whether the node is exactly this constant (0 and -0 differ).
  bool is_constant(ExprId id, double value) const;

 private:
  ExprId intern(const ExprNode& node);
  struct NodeHash { std::size_t operator()(const ExprNode& node) const noexcept; };
  std::vector<ExprNode> nodes_;
  std::unordered_map<ExprNode, ExprId, NodeHash> known_;
};

}  // namespace jingchu::engine
