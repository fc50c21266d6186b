#pragma once

#include "engine/program/code.hpp"
#include "engine/program/expression.hpp"

namespace jingchu::engine {

/// The register operation that computes `op`. Leaves, greater and greater_equal have none.
Code code_of(Op op);

/// `op` of plain numbers, by the same kernels that run paths.
double apply(Op op, double a, double b, double c);

}  // namespace jingchu::engine
