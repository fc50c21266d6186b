#include "engine/simulation/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

#include "engine/program/derivative.hpp"
#include "engine/program/operation.hpp"

namespace jingchu::engine {

namespace {

std::string describe(const ExprNode& n, const double* operands) {
  const std::string name = op_name(n.op);
  switch (operand_count(n.op)) {
    case 1: return n.op == Op::neg ? fmt::format("-({})", operands[0]) : fmt::format("{}({})", name, operands[0]);
    case 3: return fmt::format("if({}, {}, {})", operands[0], operands[1], operands[2]);
    default:
      if (n.op == Op::min || n.op == Op::max || n.op == Op::mod)
        return fmt::format("{}({}, {})", name, operands[0], operands[1]);
      return fmt::format("{} {} {}", operands[0], name, operands[1]);
  }
}

/// What an equation or output, by number as in Failure, comes to on one lane.
struct Evaluated {
  double value = 0;
  std::string broken;     ///< the first operation that has finite operands and no finite value; "" when there is none
};

Evaluated evaluate_equation(const RunTables& tables, const Tile& tile, int lane, int equation, int failed_period) {
  const EquationSystem& system = tables.body().system;
  const auto n = static_cast<int>(system.equations.size());
  const bool is_output = equation >= n;
  const ExprId root = is_output ? system.outputs[static_cast<std::size_t>(equation - n)].value
                                : system.equations[static_cast<std::size_t>(equation)].value;
  Bases bases;
  tables.place(bases, failed_period);
  const auto broadcast = [&](Space space, std::int64_t row) { return bases[space].base[row * bases[space].pitch]; };
  const auto value_at = [&](int variable, int period) {
    return period >= 0 ? tile.values(period, variable)[lane] : tables.history(variable, -period);
  };
  std::unordered_map<ExprId, double> known;
  for (const ExprId id : reachable(system.graph, root)) {
    const ExprNode& x = system.graph.node(id);
    double value = 0;
    switch (x.op) {
      case Op::constant: value = x.value(); break;
      case Op::setting: value = broadcast(Space::setting, x.index); break;
      case Op::series: value = broadcast(Space::series_now, x.index - x.shift * system.series_count); break;
      case Op::series_at: value = broadcast(Space::series_at, x.shift * system.series_count + x.index); break;
      case Op::parameter: value = tile.parameter(x.index)[lane]; break;
      case Op::shock: value = tile.shock(failed_period, x.index)[lane]; break;
      case Op::variable: value = value_at(x.index, failed_period - x.shift); break;
      case Op::variable_at: value = value_at(x.index, x.shift); break;
      default: {
        double operands[3] = {0, 0, 0};
        bool finite = true;
        int i = 0;
        for (const ExprId child : {x.a, x.b, x.c})
          if (child.valid()) {
            operands[i] = known.at(child);
            finite = finite && std::isfinite(operands[i]);
            ++i;
          }
        value = apply(x.op, operands[0], operands[1], operands[2]);
        if (finite && !std::isfinite(value)) return {value, describe(x, operands)};
      }
    }
    known[id] = value;
  }
  return {known.at(root), {}};
}

/// The block that a failure to converge names by its first tear.
const BlockInfo* block_of(const RunTables& tables, const Failure& failure) {
  for (const BlockInfo& block : tables.body().blocks)
    if (!block.tears.empty() && block.tears.front().index == failure.equation) return &block;
  return nullptr;
}

}  // namespace

std::string explain(const RunTables& tables, const Tile& tile, int lane, const Failure& failure) {
  if (failure.kind == FailureKind::not_finite) return evaluate_equation(tables, tile, lane, failure.equation, failure.period).broken;
  if (failure.kind == FailureKind::out_of_bounds)
    for (const Bounds& b : tables.body().system.bounds)
      if (b.variable.index == failure.equation) return fmt::format("{:.6g}, the model states {:.6g} to {:.6g}", tile.values(failure.period, failure.equation)[lane], b.lower, b.upper);
  if (std::isfinite(failure.residual)) return {};
  // No try gave numbers: one of the block's equations has none at the values the solver began with.
  if (const BlockInfo* block = block_of(tables, failure))
    for (const VariableId v : block->variables)
      if (std::string text = evaluate_equation(tables, tile, lane, v.index, failure.period).broken; !text.empty()) return text;
  return {};
}

std::string describe_block(const RunTables& tables, const Tile& tile, int lane, const Failure& failure) {
  constexpr std::size_t shown = 8;
  const BlockInfo* block = failure.kind == FailureKind::not_converged ? block_of(tables, failure) : nullptr;
  if (!block) return {};
  struct Row {
    double gap = 0;
    std::string text;
  };
  std::vector<Row> rows;
  for (const VariableId v : block->variables) {
    const Equation& equation = tables.body().system.equations[v()];
    const double value = tile.values(failure.period, v.index)[lane];
    const double given = evaluate_equation(tables, tile, lane, v.index, failure.period).value;
    if (equation.is_implicit)
      rows.push_back({std::abs(given), fmt::format("{} = {:.6g}, left less right side {:.3g}", equation.name, value, given)});
    else
      rows.push_back({std::abs(given - value) / std::max(std::abs(value), std::abs(given)), fmt::format("{} = {:.6g}, equation gives {:.6g}", equation.name, value, given)});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.gap > b.gap; });
  std::string text = fmt::format("a block of {} equations solved together (", rows.size());
  for (std::size_t i = 0; i < rows.size() && i < shown; ++i) text += (i > 0 ? "; " : "") + rows[i].text;
  return text + (rows.size() > shown ? "; ...)" : ")");
}

}  // namespace jingchu::engine
