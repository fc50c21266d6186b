#pragma once

namespace jingchu::engine {

/// A published value of an output, known up to a normal measurement error: paths are weighted with the density of the value
/// given what the path has.
struct ObservationRule {
  int output = -1;            ///< index of the output that was published
  double value = 0;           ///< in the unit of the output
  double error = 1;           ///< standard deviation of the measurement error, > 0, in the unit of the output
  int release = 0;            ///< number of the release it came with, from 0
};

}  // namespace jingchu::engine
