#pragma once

#include <span>
#include <vector>

#include "engine/program/equation_system.hpp"

namespace jingchu::engine {

/// The nodes that `roots` are computed from, themselves included, in ascending order (operands before users).
std::vector<ExprId> reachable(const ExpressionGraph& graph, std::span<const ExprId> roots);
inline std::vector<ExprId> reachable(const ExpressionGraph& graph, ExprId root) {
  return reachable(graph, std::span<const ExprId>(&root, 1));
}
/// The nodes a system is computed from: a graph also holds nodes that were tried and not used.
std::vector<ExprId> reachable(const EquationSystem& system);

}  // namespace jingchu::engine
