#pragma once

#include "engine/program/equation_system.hpp"
#include "models/language/syntax.hpp"

namespace jingchu::models {

/// The equation of a variable from its two sides: solved for the variable where the left side is x, log(x), dlog(x), d(x),
/// x/x[-1], exp(x) or sqrt(x) of it (or the right side is the bare variable), else implicit: left - right = 0.
engine::Equation solve_for(engine::ExpressionGraph& graph, const std::string& name, engine::VariableId variable,
                           engine::ExprId left, engine::ExprId right);

}  // namespace jingchu::models
