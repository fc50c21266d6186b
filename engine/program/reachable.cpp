#include "engine/program/reachable.hpp"

#include <algorithm>

namespace jingchu::engine {

const std::vector<ExprId>& Reach::operator()(std::span<const ExprId> roots) {
  // A work list, not recursion: sums of thousands of terms are chains that deep.
  if (++search_ == 0) {   // the counter went round: old marks would look new
    std::fill(seen_.begin(), seen_.end(), 0u);
    search_ = 1;
  }
  seen_.resize(graph_.size(), 0);
  list_.clear();
  const auto want = [&](ExprId id) {
    if (!id.valid() || seen_[id()] == search_) return;
    seen_[id()] = search_;
    list_.push_back(id);
  };
  for (const ExprId root : roots) want(root);
  for (std::size_t i = 0; i < list_.size(); ++i) {
    const ExprNode& n = graph_.node(list_[i]);
    for (const ExprId child : {n.a, n.b, n.c}) want(child);
  }
  std::sort(list_.begin(), list_.end());
  return list_;
}

std::vector<ExprId> reachable(const ExpressionGraph& graph, std::span<const ExprId> roots) { return Reach(graph)(roots); }

std::vector<ExprId> reachable(const EquationSystem& system) {
  std::vector<ExprId> roots;
  for (const Equation& e : system.equations) roots.push_back(e.value);
  for (const Identity& i : system.identities) roots.insert(roots.end(), {i.lhs, i.rhs});
  for (const Output& o : system.outputs) roots.push_back(o.value);
  return reachable(system.graph, roots);
}

}  // namespace jingchu::engine
