#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/random/law.hpp"

namespace jingchu::engine {

/// Quantities that correlations connect, directly or through others.
struct CorrelatedGroup {
  std::vector<std::size_t> members;  ///< in order of name
  std::vector<double> factor;        ///< members x members, row-major, lower Cholesky factor of their correlation matrix
};

/// The matrix of one or more groups is not positive semi-definite: for each, its smallest eigenvalue and the pair that pulls it down most.
class ContradictingCorrelations : public Error {
 public:
  using Error::Error;
};

/// The groups of two or more, in the order of their first names. Pairs with correlation 0 connect nothing.
///
/// Throws Error with all that is wrong: an index out of range, a pair of one quantity, a pair given twice, a value outside
/// -1 to 1, an empirical law (its rows bring their own dependence); where these are right, ContradictingCorrelations.
std::vector<CorrelatedGroup> correlated_groups(std::span<const DrawnQuantity> quantities, std::span<const Correlation> correlations);

}  // namespace jingchu::engine
