#pragma once

#include <cstdint>

#include "engine/program/program.hpp"
#include "engine/simulation/plan.hpp"

namespace jingchu::benchmarks {

// Models without an economy behind them, of any size. Every variable is near 1.

/// n log-linear equations; each four of them are a block with one tear. Ten shocks.
engine::EquationSystem chain_of_fours(int n);

/// One block of n equations (all depend on each other through the rest): half are log-linear in two or three others, half are
/// sums of them. Ten shocks and one lag.
engine::EquationSystem random_block(int n, std::uint64_t seed);

/// A model of about n equations as large models are: recursive stretches, blocks of 4 to 60, identities, sums over sectors.
engine::EquationSystem large_model(int n);

/// A plan with a history of ones, and normal shocks of the given sd.
engine::Plan synthetic_plan(const engine::Program& program, int periods, double sd);

}  // namespace jingchu::benchmarks
