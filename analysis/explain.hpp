#pragma once

#include <cstdint>
#include <vector>

#include "analysis/inputs.hpp"
#include "analysis/quantity.hpp"

namespace jingchu::analysis {

/// What one changed input contributes to the change of a quantity.
struct Contribution {
  Input input;
  double value = 0;             ///< in the unit of the quantity
  double standard_error = 0;    ///< Monte Carlo error of the paired differences, and of the orders where they are sampled
};

struct Explanation {
  double base = 0, base_error = 0;
  double other = 0, other_error = 0;
  double base_effective = 0, other_effective = 0;   ///< paths, see Estimate
  double change = 0, change_error = 0;       ///< paired
  std::vector<Contribution> contributions;   ///< as changed_inputs; they sum to the change
  bool exact = true;                         ///< every order of the inputs counts; false: `orders` random ones do
  std::int64_t orders = 0;
  std::int64_t cases = 0;                    ///< simulated
  std::int64_t failed = 0;                   ///< paths that fail in some case
  double effective_paths = 0;                ///< of the case with the fewest, see Estimate
};

/// Inputs up to which every subset of them is simulated.
inline constexpr std::size_t most_exact_inputs = 10;

/// Shapley values of the changed inputs: what each adds on average over all orders in which they may be changed one
/// after the other, so that no order is favoured and the contributions sum to the whole.
///
/// Up to most_exact_inputs inputs all subsets are simulated, on the same draws. Above, 32 random orders and the reverse of each.
/// \param other  shares the compiled model of the base
/// Throws Error(usage) when the scenarios differ in nothing; what path_outputs throws.
///
/// Source: Shapley (1953); Castro, Gomez and Tejada (2009), "Polynomial calculation of the Shapley value based on
/// sampling", Computers & Operations Research 36; reversed orders: Mitchell et al. (2022), JMLR 23.
Explanation explain(const Study& base, const Study& other, const Quantity& quantity, const engine::RunControl& control);

}  // namespace jingchu::analysis
