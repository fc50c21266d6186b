#pragma once

#include <vector>

namespace jingchu::engine {

/// What the solver knows about a block before any path: numbers of the central path, the same for all tiles.
struct BlockTables {
  std::vector<double> reference;             ///< one a tear: usual size, for the relative tolerance
  std::vector<double> growth;                ///< periods x tears: central value over that of the period before; 1 unknown
  std::vector<double> central;               ///< periods x tears: value on the central path; NaN unknown
  std::vector<std::vector<double>> inverse;  ///< by period: inverse of the torn Jacobian, tears x tears; empty unknown
};

}  // namespace jingchu::engine
