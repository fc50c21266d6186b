#include "engine/program/order.hpp"

#include <algorithm>
#include <set>

#include "engine/program/derivative.hpp"

namespace jingchu::engine {

std::vector<std::vector<VariableId>> contemporaneous(const EquationSystem& system) {
  std::vector<std::vector<VariableId>> uses(system.equations.size());
  Reach reach(system.graph);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    for (const ExprId id : reach(system.equations[i].value)) {
      const ExprNode& n = system.graph.node(id);
      if (n.op == Op::variable && n.shift == 0) uses[i].push_back(VariableId(n.index));
    }
    std::sort(uses[i].begin(), uses[i].end());
  }
  return uses;
}

namespace {

using Graph = std::vector<std::vector<VariableId>>;

/// Tarjan's algorithm without recursion. Components come out with those they depend on first.
std::vector<std::vector<std::size_t>> components(const Graph& uses) {
  const std::size_t n = uses.size();
  constexpr std::size_t unseen = static_cast<std::size_t>(-1);
  std::vector<std::size_t> index(n, unseen), low(n, 0), stack;
  std::vector<char> on_stack(n, 0);
  std::vector<std::vector<std::size_t>> result;
  struct Frame { std::size_t node, next; };
  std::vector<Frame> frames;
  std::size_t counter = 0;
  for (std::size_t root = 0; root < n; ++root) {
    if (index[root] != unseen) continue;
    frames.push_back({root, 0});
    while (!frames.empty()) {
      Frame& f = frames.back();
      const std::size_t v = f.node;
      if (f.next == 0) {
        index[v] = low[v] = counter++;
        stack.push_back(v);
        on_stack[v] = 1;
      }
      if (f.next < uses[v].size()) {
        const std::size_t w = uses[v][f.next++]();
        if (index[w] == unseen) frames.push_back({w, 0});
        else if (on_stack[w]) low[v] = std::min(low[v], index[w]);
        continue;
      }
      if (low[v] == index[v]) {
        std::vector<std::size_t> component;
        for (;;) {
          const std::size_t w = stack.back();
          stack.pop_back();
          on_stack[w] = 0;
          component.push_back(w);
          if (w == v) break;
        }
        std::sort(component.begin(), component.end());
        result.push_back(std::move(component));
      }
      frames.pop_back();
      if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[v]);
    }
  }
  return result;
}

/// A small set of nodes whose removal leaves no loop.
std::set<std::size_t> feedback_set(const std::vector<std::size_t>& nodes, const Graph& uses,
                                   const std::set<std::size_t>& given) {
  std::vector<std::set<std::size_t>> in(uses.size()), out(uses.size());   // in: what uses it; out: what it uses
  std::set<std::size_t> alive, tears = given;
  for (const std::size_t v : nodes)
    if (!given.contains(v)) alive.insert(v);
  for (const std::size_t v : alive)
    for (const VariableId w : uses[v])
      if (alive.contains(w())) {
        out[v].insert(w());
        in[w()].insert(v);
      }
  const auto remove = [&](std::size_t v) {
    for (const std::size_t w : out[v]) in[w].erase(v);
    for (const std::size_t w : in[v]) out[w].erase(v);
    alive.erase(v);
    in[v].clear();
    out[v].clear();
  };
  const auto bypass = [&](std::size_t v) {
    const auto users = in[v];
    const auto used = out[v];
    remove(v);
    for (const std::size_t u : users)
      for (const std::size_t w : used) {
        out[u].insert(w);
        in[w].insert(u);
      }
  };
  while (!alive.empty()) {
    bool changed = true;
    while (changed) {
      changed = false;
      const std::vector<std::size_t> now(alive.begin(), alive.end());
      for (const std::size_t v : now) {
        if (!alive.contains(v)) continue;
        if (out[v].contains(v)) {
          tears.insert(v);
          remove(v);
          changed = true;
        } else if (in[v].empty() || out[v].empty()) {
          remove(v);
          changed = true;
        } else if (in[v].size() == 1 || out[v].size() == 1) {
          bypass(v);
          changed = true;
        }
      }
    }
    if (alive.empty()) break;
    std::size_t best = *alive.begin();
    for (const std::size_t v : alive)
      if (in[v].size() * out[v].size() > in[best].size() * out[best].size()) best = v;
    tears.insert(best);
    remove(best);
  }
  return tears;
}

/// The nodes that are no tears, each after what it uses of the others.
std::vector<std::size_t> explicit_order(const std::vector<std::size_t>& nodes, const Graph& uses,
                                        const std::set<std::size_t>& tears) {
  std::set<std::size_t> open;
  for (const std::size_t v : nodes)
    if (!tears.contains(v)) open.insert(v);
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> frames;
  std::set<std::size_t> done;
  for (const std::size_t root : nodes) {
    if (!open.contains(root) || done.contains(root)) continue;
    frames.emplace_back(root, 0);
    while (!frames.empty()) {
      auto& [v, next] = frames.back();
      if (next < uses[v].size()) {
        const std::size_t w = uses[v][next++]();
        if (open.contains(w) && !done.contains(w)) frames.emplace_back(w, 0);
        continue;
      }
      if (done.insert(v).second) order.push_back(v);
      frames.pop_back();
    }
  }
  return order;
}

}  // namespace

std::vector<BlockInfo> order_blocks(const EquationSystem& system) {
  const Graph uses = contemporaneous(system);
  std::vector<BlockInfo> blocks;
  for (const auto& nodes : components(uses)) {
    std::set<std::size_t> given;
    for (const std::size_t v : nodes)
      if (system.equations[v].is_implicit ||
          std::binary_search(uses[v].begin(), uses[v].end(), VariableId(v)))
        given.insert(v);
    const std::set<std::size_t> tears = nodes.size() == 1 ? given : feedback_set(nodes, uses, given);
    BlockInfo block;
    for (const std::size_t v : tears) block.tears.push_back(VariableId(v));
    block.variables = block.tears;
    for (const std::size_t v : explicit_order(nodes, uses, tears)) block.variables.push_back(VariableId(v));
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace jingchu::engine
