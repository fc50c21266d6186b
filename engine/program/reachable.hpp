#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/program/equation_system.hpp"

namespace jingchu::engine {

/// Finds, again and again, the nodes that expressions of one graph are computed from. Each search costs what it finds:
/// one over a fresh list of marks costs the whole graph, which for a model of many equations is too much for each of them.
class Reach {
 public:
  explicit Reach(const ExpressionGraph& graph) : graph_(graph) {}

  /// The nodes that `roots` are computed from, themselves included, in ascending order (operands before users). Valid
  /// until the next search.
  const std::vector<ExprId>& operator()(std::span<const ExprId> roots);
  const std::vector<ExprId>& operator()(ExprId root) { return (*this)(std::span<const ExprId>(&root, 1)); }

 private:
  const ExpressionGraph& graph_;
  std::vector<std::uint32_t> seen_;   ///< by node: the last search that met it
  std::uint32_t search_ = 0;
  std::vector<ExprId> list_;
};

/// The nodes that `roots` are computed from, themselves included, in ascending order (operands before users).
std::vector<ExprId> reachable(const ExpressionGraph& graph, std::span<const ExprId> roots);
inline std::vector<ExprId> reachable(const ExpressionGraph& graph, ExprId root) {
  return reachable(graph, std::span<const ExprId>(&root, 1));
}
/// The nodes a system is computed from: a graph also holds nodes that were tried and not used.
std::vector<ExprId> reachable(const EquationSystem& system);

}  // namespace jingchu::engine
