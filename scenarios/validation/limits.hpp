#pragma once

#include <cstdint>
#include <limits>

namespace jingchu::scenarios {

inline constexpr std::int64_t largest_path_count = 1'000'000'000;
inline constexpr std::int64_t largest_seed = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t standard_seed = 20260101;   ///< when a scenario gives none: the same command, the same run
inline constexpr int longest_horizon = 10'000;            ///< periods
inline constexpr std::int64_t most_iterations = 1000;      ///< of the solver, a block and period
inline constexpr int deepest_extends = 8;                 ///< files below the one that was asked for
inline constexpr double largest_number = 1e15;            ///< of a figure or threshold: beyond it is a typing error
inline constexpr int longest_name = 100;                  ///< bytes of a scenario's name

}  // namespace jingchu::scenarios
