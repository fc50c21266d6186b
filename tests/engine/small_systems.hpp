#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/program/equation_system.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::engine::testing {

/// Builds systems in a few words: names are numbered in the order in which they are asked for.
class SystemBuilder {
 public:
  EquationSystem system;

  VariableId declare(const std::string& name) {
    system.equations.push_back({name, ExprId(), false});
    return VariableId(system.equations.size() - 1);
  }
  void define(VariableId v, ExprId value, bool is_implicit = false) {
    system.equations[v()].value = value;
    system.equations[v()].is_implicit = is_implicit;
  }
  ExprId c(double x) { return system.graph.constant(x); }
  ExprId v(VariableId id, int lag = 0) { return system.graph.variable(id, lag); }
  ExprId shock() { return system.graph.shock(ShockId(system.shock_count++)); }
  ExprId parameter() { return system.graph.parameter(ParameterId(system.parameter_count++)); }
  ExprId setting() { return system.graph.setting(SettingId(system.setting_count++)); }
  ExprId series() { return system.graph.series(SeriesId(system.series_count++)); }
  ExprId add(ExprId a, ExprId b) { return system.graph.binary(Op::add, a, b); }
  ExprId sub(ExprId a, ExprId b) { return system.graph.binary(Op::sub, a, b); }
  ExprId mul(ExprId a, ExprId b) { return system.graph.binary(Op::mul, a, b); }
  ExprId div(ExprId a, ExprId b) { return system.graph.binary(Op::div, a, b); }
  ExprId exp(ExprId a) { return system.graph.unary(Op::exp, a); }
  ExprId log(ExprId a) { return system.graph.unary(Op::log, a); }
};

/// A plan with one history period of ones, normal shocks of the given sd, and no histograms.
inline Plan plan_for(const Program& program, int periods, double sd, std::int64_t paths) {
  Plan plan;
  const EquationSystem& s = program.system();
  plan.periods = periods;
  plan.history_periods = std::max(1, program.longest_lag());
  plan.history.assign(s.equations.size() * static_cast<std::size_t>(plan.history_periods), 1.0);
  plan.settings.assign(static_cast<std::size_t>(s.setting_count), 1.0);
  plan.series.assign(static_cast<std::size_t>(s.series_count) *
                         static_cast<std::size_t>(plan.history_periods + periods), 0.0);
  for (int i = 0; i < s.parameter_count; ++i)
    plan.parameters.push_back({std::string("p").append(std::to_string(i)), NormalLaw{1.0, 0.1}});
  for (int i = 0; i < s.shock_count; ++i) plan.shocks.push_back({std::string("e").append(std::to_string(i)), NormalLaw{0.0, sd}});
  plan.path_count = paths;
  plan.variable_has_histogram.assign(s.equations.size(), 0);
  plan.output_has_histogram.assign(s.outputs.size(), 0);
  return plan;
}

/// Consumption, income, investment and an exponential accelerator: one loop through income.
inline EquationSystem loop_of_four() {
  SystemBuilder b;
  const VariableId cons = b.declare("cons"), inv = b.declare("inv"), income = b.declare("income"),
                   gdp = b.declare("gdp");
  b.define(cons, b.mul(b.v(cons, 1), b.exp(b.add(b.mul(b.c(0.4), b.log(b.div(b.v(income), b.v(income, 1)))), b.shock()))));
  b.define(inv, b.mul(b.v(inv, 1), b.exp(b.add(b.mul(b.c(0.8), b.log(b.div(b.v(gdp), b.v(gdp, 1)))), b.shock()))));
  b.define(income, b.mul(b.c(0.7), b.v(gdp)));
  b.define(gdp, b.add(b.add(b.v(cons), b.v(inv)), b.c(0.5)));
  return std::move(b.system);
}

}  // namespace jingchu::engine::testing
