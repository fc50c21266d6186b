#include "engine/program/reachable.hpp"

#include <algorithm>

namespace jingchu::engine {

std::vector<ExprId> reachable(const ExpressionGraph& graph, std::span<const ExprId> roots) {
  // A work list, not recursion: sums of thousands of terms are chains that deep.
  std::vector<char> seen(graph.size(), 0);
  std::vector<ExprId> list;
  const auto want = [&](ExprId id) {
    if (!id.valid() || seen[id()]) return;
    seen[id()] = 1;
    list.push_back(id);
  };
  for (const ExprId root : roots) want(root);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const ExprNode& n = graph.node(list[i]);
    for (const ExprId child : {n.a, n.b, n.c}) want(child);
  }
  std::sort(list.begin(), list.end());
  return list;
}

std::vector<ExprId> reachable(const EquationSystem& system) {
  std::vector<ExprId> roots;
  for (const Equation& e : system.equations) roots.push_back(e.value);
  for (const Identity& i : system.identities) roots.insert(roots.end(), {i.lhs, i.rhs});
  for (const Output& o : system.outputs) roots.push_back(o.value);
  return reachable(system.graph, roots);
}

}  // namespace jingchu::engine
