#pragma once

#include <vector>

namespace jingchu::engine {

/// Solves a x = b for a dense k x k row-major matrix by elimination with row pivoting; `b` becomes x, `a` is used up.
/// Fixed order of operations: the same bits everywhere. Returns false when the matrix is singular or not finite.
bool solve_linear(std::vector<double>& a, std::vector<double>& b, int k);

/// Inverse of a dense k x k row-major matrix; empty when it is singular or not finite.
std::vector<double> invert(const std::vector<double>& a, int k);

}  // namespace jingchu::engine
