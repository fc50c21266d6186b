#pragma once

#include <string>
#include <vector>

#include "engine/program/expression.hpp"

namespace jingchu::engine {

/// How one variable gets its value in a period.
///
/// explicit: variable = `value`, where `value` may use any variable of this period (also itself: then the variable is
/// solved for). implicit: `value` = 0 determines the variable.
struct Equation {
  std::string name;              ///< the variable's name; used in messages and failure tables
  ExprId value;
  bool is_implicit = false;
};

/// lhs = rhs must hold on every path in every period; the largest relative residual |lhs - rhs| / max(|lhs|, |rhs|)
/// of a run is reported.
struct Identity {
  std::string name;
  ExprId lhs, rhs;
};

/// Values that a variable has on every path that counts, both ends among them: a path that leaves them fails there.
struct Bounds {
  VariableId variable;
  double lower = 0, upper = 0;
};

/// A number computed once a path after its last period, from variable_at, series_at, settings and parameters only.
struct Output {
  std::string name;
  ExprId value;
};

/// A model as the engine takes it: numbered names and expressions. equations[i] belongs to VariableId(i).
struct EquationSystem {
  ExpressionGraph graph;
  std::vector<Equation> equations;
  std::vector<Identity> identities;
  std::vector<Bounds> bounds;
  std::vector<Output> outputs;
  int setting_count = 0;
  int series_count = 0;
  int parameter_count = 0;
  int shock_count = 0;
};

}  // namespace jingchu::engine
