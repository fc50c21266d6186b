#include "analysis/equation_terms.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "engine/program/operation.hpp"
#include "engine/program/reachable.hpp"

namespace jingchu::analysis {

using engine::ExprId;
using engine::ExprNode;
using engine::Op;

double Course::variable(int variable, int period) const {
  const auto v = static_cast<std::size_t>(variable);
  if (period >= 0) return path_->values[v * static_cast<std::size_t>(plan_->periods) + static_cast<std::size_t>(period)];
  return plan_->history[v * static_cast<std::size_t>(plan_->history_periods) + static_cast<std::size_t>(plan_->history_periods + period)];
}

double Course::series(int series, int period) const {
  const int all = plan_->history_periods + plan_->periods;
  return plan_->series[static_cast<std::size_t>(series) * static_cast<std::size_t>(all) + static_cast<std::size_t>(plan_->history_periods + period)];
}

double Course::value(const ExprNode& leaf, int period) const {
  const auto index = static_cast<std::size_t>(leaf.index);
  switch (leaf.op) {
    case Op::setting: return plan_->settings[index];
    case Op::series: return series(leaf.index, period - leaf.shift);
    case Op::series_at: return series(leaf.index, leaf.shift);
    case Op::parameter: return path_->parameters[index];
    case Op::shock: return path_->shocks[index * static_cast<std::size_t>(plan_->periods) + static_cast<std::size_t>(period)];
    case Op::variable: return variable(leaf.index, period - leaf.shift);
    case Op::variable_at: return variable(leaf.index, leaf.shift);
    default: return leaf.value();
  }
}

namespace {

constexpr std::size_t most_exact_leaves = 10;
// A solver leaves a variable uncertain by its tolerance, 1e-10: what differs by less has its slope from the derivative.
constexpr double smallest_difference = 1e-9;

/// An equation's value with some leaves as in one course and the others as in another.
class Mixture {
 public:
  Mixture(const engine::ExpressionGraph& graph, ExprId root, const Course& base, const Course& other, int period) {
    const std::vector<ExprId> list = engine::reachable(graph, root);
    for (const ExprId id : list) nodes_.push_back(graph.node(id));
    const auto place = [&](ExprId id) { return id.valid() ? static_cast<std::size_t>(std::lower_bound(list.begin(), list.end(), id) - list.begin()) : std::size_t{0}; };
    for (const ExprNode& node : nodes_) operands_.push_back({place(node.a), place(node.b), place(node.c)});
    values_.resize(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const ExprNode& node = nodes_[i];
      if (engine::operand_count(node.op) > 0) continue;
      values_[i] = base.value(node, period);
      if (node.op == Op::constant) continue;
      leaves_.push_back({i, values_[i], other.value(node, period)});
    }
  }

  struct Leaf {
    std::size_t place;
    double base, other;
  };
  const std::vector<Leaf>& leaves() const { return leaves_; }
  const ExprNode& node(const Leaf& leaf) const { return nodes_[leaf.place]; }
  void set(const Leaf& leaf, double value) { values_[leaf.place] = value; }

  double evaluate() {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (engine::operand_count(nodes_[i].op) > 0) values_[i] = engine::apply(nodes_[i].op, values_[operands_[i][0]], values_[operands_[i][1]], values_[operands_[i][2]]);
    return values_.back();
  }

 private:
  std::vector<ExprNode> nodes_;
  std::vector<std::array<std::size_t, 3>> operands_;
  std::vector<double> values_;
  std::vector<Leaf> leaves_;
};

bool differs(const Mixture::Leaf& leaf) { return std::abs(leaf.other - leaf.base) > smallest_difference * std::max(std::abs(leaf.base), std::abs(leaf.other)); }

/// What each leaf adds, averaged over all orders. \param changed  numbers of the leaves
std::vector<double> by_all_orders(Mixture& mixture, const std::vector<std::size_t>& changed) {
  const std::size_t n = changed.size();
  std::vector<double> value(std::size_t{1} << n), result(n), share(n);
  for (std::size_t subset = 0; subset < value.size(); ++subset) {
    for (std::size_t i = 0; i < n; ++i) {
      const auto& leaf = mixture.leaves()[changed[i]];
      mixture.set(leaf, (subset >> i & 1u) != 0 ? leaf.other : leaf.base);
    }
    value[subset] = mixture.evaluate();
  }
  // A subset of s leaves comes just before another leaf in s! (n - s - 1)! of the n! orders.
  for (std::size_t s = 0; s < n; ++s) share[s] = std::exp(std::lgamma(static_cast<double>(s) + 1) + std::lgamma(static_cast<double>(n - s)) - std::lgamma(static_cast<double>(n) + 1));
  for (std::size_t subset = 0; subset < value.size(); ++subset) {
    const auto size = static_cast<std::size_t>(std::popcount(subset));
    for (std::size_t i = 0; i < n; ++i)
      if ((subset >> i & 1u) == 0) result[i] += share[size] * (value[subset | std::size_t{1} << i] - value[subset]);
  }
  return result;
}

std::vector<double> by_one_order_and_its_reverse(Mixture& mixture, const std::vector<std::size_t>& changed) {
  std::vector<double> result(changed.size());
  for (const bool reverse : {false, true}) {
    for (const std::size_t i : changed) mixture.set(mixture.leaves()[i], mixture.leaves()[i].base);
    double before = mixture.evaluate();
    for (std::size_t step = 0; step < changed.size(); ++step) {
      const std::size_t i = reverse ? changed.size() - 1 - step : step;
      mixture.set(mixture.leaves()[changed[i]], mixture.leaves()[changed[i]].other);
      const double after = mixture.evaluate();
      result[i] += (after - before) / 2;
      before = after;
    }
  }
  return result;
}

double derivative(Mixture& mixture, const Mixture::Leaf& leaf) {
  constexpr double step = 6e-6;   // cube root of the rounding error: best for a central difference
  const double h = step * std::max(std::abs(leaf.base), 1e-3);
  mixture.set(leaf, leaf.base + h);
  const double above = mixture.evaluate();
  mixture.set(leaf, leaf.base - h);
  const double below = mixture.evaluate();
  mixture.set(leaf, leaf.base);
  return (above - below) / (2 * h);
}

}  // namespace

std::vector<LeafTerm> equation_terms(const engine::ExpressionGraph& graph, ExprId value, const Course& base, const Course& other, int period) {
  Mixture mixture(graph, value, base, other, period);
  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < mixture.leaves().size(); ++i)
    if (differs(mixture.leaves()[i])) changed.push_back(i);
  const std::vector<double> parts = changed.size() <= most_exact_leaves ? by_all_orders(mixture, changed) : by_one_order_and_its_reverse(mixture, changed);
  for (const auto& leaf : mixture.leaves()) mixture.set(leaf, leaf.base);
  std::vector<LeafTerm> terms;
  std::size_t next = 0;
  for (std::size_t i = 0; i < mixture.leaves().size(); ++i) {
    const auto& leaf = mixture.leaves()[i];
    LeafTerm& term = terms.emplace_back(LeafTerm{mixture.node(leaf), leaf.other - leaf.base});
    if (next < changed.size() && changed[next] == i) {
      term.contribution = parts[next++];
      term.slope = term.contribution / term.difference;
    } else {
      const bool is_variable = term.leaf.op == Op::variable || term.leaf.op == Op::variable_at;
      term.slope = is_variable ? derivative(mixture, leaf) : 0;
      term.contribution = term.slope * term.difference;
    }
  }
  return terms;
}

}  // namespace jingchu::analysis
