#include "engine/simulation/explain.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

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

/// The operation of one equation or output, by number as in Failure, that has finite operands and no finite value.
std::string broken_operation(const RunTables& tables, const Tile& tile, int lane, int equation, int failed_period) {
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
        if (finite && !std::isfinite(value)) return describe(x, operands);
      }
    }
    known[id] = value;
  }
  return {};
}

}  // namespace

std::string explain(const RunTables& tables, const Tile& tile, int lane, const Failure& failure) {
  if (failure.kind == FailureKind::not_finite) return broken_operation(tables, tile, lane, failure.equation, failure.period);
  if (std::isfinite(failure.residual)) return {};
  // No try gave numbers: one of the block's equations has none at the values the solver began with.
  for (const BlockInfo& block : tables.body().blocks) {
    if (block.tears.empty() || block.tears.front().index != failure.equation) continue;
    for (const VariableId v : block.variables)
      if (std::string text = broken_operation(tables, tile, lane, v.index, failure.period); !text.empty()) return text;
  }
  return {};
}

}  // namespace jingchu::engine
