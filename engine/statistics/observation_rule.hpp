#pragma once

namespace jingchu::engine {

/// A published value of an output. Paths are weighted with the density of the value given what the path has: that of a normal or
/// Student's t measurement error, or, where the value is exact, that of the shock which brings it about.
struct ObservationRule {
  int output = -1;            ///< index of the output that was published
  double value = 0;           ///< in the unit of the output
  double error = 1;           ///< standard deviation of the measurement error, in the unit of the output; 0: exact
  int release = 0;            ///< number of the release it came with, from 0
  int shock = -1;             ///< exact: number of the shock that is found for each path, in the last period the output reads
  double df = 0;              ///< degrees of freedom of a Student's t error, above 2; 0: it is normal

  bool is_exact() const noexcept { return error == 0; }
};

}  // namespace jingchu::engine
