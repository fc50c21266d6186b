#include "benchmarks/synthetic.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace jingchu::benchmarks {

using namespace engine;

namespace {

constexpr int shock_count = 10;

/// Whole numbers below `end`, the same on every machine.
class Choice {
 public:
  explicit Choice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  int below(int end) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(end));
  }

 private:
  std::uint64_t state_;
};

/// Adds equations that are a block of their own, variables first .. first + n - 1: each depends on its neighbour, and on one or two
/// others of the block, so weakly that the block has one solution near 1.
void add_block(EquationSystem& system, int first, int n, Choice& choose) {
  ExpressionGraph& g = system.graph;
  const auto variable = [&](int i) { return g.variable(VariableId(first + (i % n))); };
  for (int i = 0; i < n; ++i) {
    const int others = 2 + choose.below(2);
    const double weight = 0.55 / others;
    const ExprId before = g.variable(VariableId(first + i), 1);
    ExprId sum = i % 2 == 0 ? g.binary(Op::add, g.shock(ShockId(choose.below(shock_count))), g.binary(Op::mul, g.constant(0.3), g.unary(Op::log, before)))
                            : g.binary(Op::mul, g.constant(0.45), before);
    for (int j = 0; j < others; ++j) {
      const ExprId other = j == 0 ? variable(i + 1) : variable(choose.below(n));
      sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(weight), i % 2 == 0 ? g.unary(Op::log, other) : other));
    }
    system.equations.push_back({"b" + std::to_string(first + i), i % 2 == 0 ? g.unary(Op::exp, sum) : sum, false});
  }
}

/// Adds equations that follow one after the other: growth by a shock and by what is before them.
void add_recursive(EquationSystem& system, int first, int n, Choice& choose) {
  ExpressionGraph& g = system.graph;
  for (int i = first; i < first + n; ++i) {
    ExprId sum = g.shock(ShockId(choose.below(shock_count)));
    sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.5), g.unary(Op::log, g.variable(VariableId(i), 1))));
    if (i > 0) sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.3), g.unary(Op::log, g.variable(VariableId(choose.below(i))))));
    system.equations.push_back({"r" + std::to_string(i), g.unary(Op::exp, sum), false});
  }
}

}  // namespace

EquationSystem chain_of_fours(int n) {
  EquationSystem system;
  system.shock_count = shock_count;
  ExpressionGraph& g = system.graph;
  for (int i = 0; i < n; ++i) {
    const VariableId left(std::max(0, i - 1)), close(std::min(n - 1, i + 3 - i % 4));
    ExprId sum = g.shock(ShockId(i % shock_count));
    sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.5), g.unary(Op::log, g.variable(left, 1))));
    if (i % 4 == 0) sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.2), g.unary(Op::log, g.variable(close))));
    else sum = g.binary(Op::add, sum, g.binary(Op::mul, g.constant(0.3), g.unary(Op::log, g.variable(left))));
    system.equations.push_back({"x" + std::to_string(i), g.unary(Op::exp, sum), false});
  }
  return system;
}

EquationSystem random_block(int n, std::uint64_t seed) {
  EquationSystem system;
  system.shock_count = shock_count;
  Choice choose(seed);
  add_block(system, 0, n, choose);
  return system;
}

EquationSystem large_model(int n) {
  EquationSystem system;
  system.shock_count = shock_count;
  Choice choose(1);
  constexpr int sizes[] = {4, 60, 4, 20, 4, 12};
  for (int done = 0, turn = 0; done < n; ++turn) {
    const int stretch = std::min(60, n - done);
    add_recursive(system, done, stretch, choose);
    done += stretch;
    const int block = sizes[turn % 6];
    if (done + block > n) continue;
    add_block(system, done, block, choose);
    done += block;
  }
  // A total over a sector of ten variables each, as an output.
  ExpressionGraph& g = system.graph;
  for (int sector = 0; sector + 10 <= n; sector += 10) {
    ExprId total = g.variable_at(VariableId(sector), 0);
    for (int i = 1; i < 10; ++i) total = g.binary(Op::add, total, g.variable_at(VariableId(sector + i), 0));
    system.outputs.push_back({"total" + std::to_string(sector), total});
  }
  return system;
}

Plan synthetic_plan(const Program& program, int periods, double sd) {
  const EquationSystem& system = program.system();
  Plan plan;
  plan.periods = periods;
  plan.history_periods = std::max(1, program.longest_lag());
  plan.history.assign(system.equations.size() * static_cast<std::size_t>(plan.history_periods), 1.0);
  for (int s = 0; s < system.shock_count; ++s) plan.shocks.push_back({"e" + std::to_string(s), NormalLaw{0, sd}});
  plan.variable_has_histogram.assign(system.equations.size(), 0);
  plan.output_has_histogram.assign(system.outputs.size(), 0);
  plan.path_count = 1;
  return plan;
}

}  // namespace jingchu::benchmarks
