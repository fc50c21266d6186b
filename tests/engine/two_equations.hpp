#pragma once

#include <utility>
#include <vector>

#include "tests/engine/linear_gaussian.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine::testing {

/// x = 0.5 x[-1] + 1 + e and y = 0.3 x + 0.4 e + f + 0.2 y[-1], from 1 on; outputs x and y by period.
inline EquationSystem two_equations(int count) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  const ExprId e = b.shock(), f = b.shock();
  b.define(x, b.add(b.add(b.mul(b.c(0.5), b.v(x, 1)), b.c(1)), e));
  b.define(y, b.add(b.add(b.mul(b.c(0.3), b.v(x)), b.mul(b.c(0.4), e)), b.add(f, b.mul(b.c(0.2), b.v(y, 1)))));
  for (int t = 0; t < count; ++t) b.system.outputs.push_back({"x", b.system.graph.variable_at(x, t)});
  for (int t = 0; t < count; ++t) b.system.outputs.push_back({"y", b.system.graph.variable_at(y, t)});
  return std::move(b.system);
}

/// The vector (x_1 .. x_n, y_1 .. y_n) of these equations, by the shocks that move it.
inline NormalVector two_series(int count, double sd_e, double sd_f) {
  const auto n = static_cast<std::size_t>(count);
  std::vector<std::vector<double>> loads(2 * n, std::vector<double>(2 * n, 0.0));
  NormalVector v{std::vector<double>(2 * n), {}};
  for (std::size_t t = 0; t < n; ++t) {
    v.mean[t] = 0.5 * (t > 0 ? v.mean[t - 1] : 1) + 1;
    v.mean[n + t] = 0.3 * v.mean[t] + 0.2 * (t > 0 ? v.mean[n + t - 1] : 1);
    for (std::size_t k = 0; k < 2 * n; ++k) {
      loads[t][k] = (t > 0 ? 0.5 * loads[t - 1][k] : 0) + (k == t ? sd_e : 0);
      loads[n + t][k] = 0.3 * loads[t][k] + (t > 0 ? 0.2 * loads[n + t - 1][k] : 0) + (k == t ? 0.4 * sd_e : 0) + (k == n + t ? sd_f : 0);
    }
  }
  for (const auto& a : loads) {
    auto& row = v.cov.emplace_back();
    for (const auto& b : loads) {
      double sum = 0;
      for (std::size_t k = 0; k < 2 * n; ++k) sum += a[k] * b[k];
      row.push_back(sum);
    }
  }
  return v;
}

}  // namespace jingchu::engine::testing
