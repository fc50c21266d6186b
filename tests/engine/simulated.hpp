#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/simulate.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine::testing {

inline RunControl control(int threads, int width, Isa isa = best_isa()) {
  RunControl c;
  c.threads = threads;
  c.tile_width = width;
  c.isa = isa;
  return c;
}

/// x = r x[-1] + e.
inline Program fading(double r) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.add(b.mul(b.c(r), b.v(x, 1)), b.shock()));
  return Program(std::move(b.system));
}

/// A block of `n` log-linear equations, each using three others at random.
inline EquationSystem random_block(int n, unsigned seed) {
  SystemBuilder b;
  std::vector<VariableId> x;
  for (int i = 0; i < n; ++i) x.push_back(b.declare(std::string("x").append(std::to_string(i))));
  const auto next = [&seed] { return seed = seed * 1664525u + 1013904223u, seed >> 8; };
  for (int i = 0; i < n; ++i) {
    ExprId sum = b.shock();
    for (int j = 0; j < 3; ++j) {
      const VariableId other = x[next() % static_cast<unsigned>(n)];
      const double weight = 0.1 + 0.2 * static_cast<double>(next() % 1000) / 1000;
      sum = b.add(sum, b.mul(b.c(weight), b.log(b.v(other))));
    }
    b.define(x[static_cast<std::size_t>(i)], b.exp(sum));
  }
  return std::move(b.system);
}

/// All that a run says, as text that is equal only for equal bits.
inline std::string everything(const Outcome& o) {
  std::string text;
  for (const std::byte b : o.statistics.serialise()) text += static_cast<char>(b);
  for (const std::byte b : o.targets.serialise()) text += static_cast<char>(b);
  for (const double x : o.identity_residuals) text += std::to_string(std::bit_cast<std::uint64_t>(x)) + ' ';
  for (const Failure& f : o.failures)
    text += std::to_string(f.path) + '/' + std::to_string(f.period) + '/' + std::to_string(f.equation) + ' ';
  for (const auto& [cause, paths] : o.failure_counts) text += std::to_string(cause.equation) + '=' + std::to_string(paths) + ' ';
  return text + std::to_string(o.failed) + ' ' + std::to_string(o.slow_solves);
}

}  // namespace jingchu::engine::testing
