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

}  // namespace

std::string explain_non_finite(const RunTables& tables, const Tile& tile, int lane, const Failure& failure) {
  const EquationSystem& system = tables.body().system;
  const auto n = static_cast<int>(system.equations.size());
  const bool is_output = failure.equation >= n;
  const ExprId root = is_output ? system.outputs[static_cast<std::size_t>(failure.equation - n)].value
                                : system.equations[static_cast<std::size_t>(failure.equation)].value;
  Bases bases;
  tables.place(bases, failure.period);
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
      case Op::shock: value = tile.shock(failure.period, x.index)[lane]; break;
      case Op::variable: value = value_at(x.index, failure.period - x.shift); break;
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

}  // namespace jingchu::engine
