#pragma once

#include <string>
#include <vector>

namespace jingchu::engine {

/// How an output is compared with a target's threshold.
enum class Sense { at_least, at_most, between };

/// A target as the engine scores it, in the unit of its output.
struct TargetRule {
  int output = -1;            ///< index of the output that is compared
  Sense sense = Sense::at_least;
  double threshold = 0;       ///< lower end for `between`
  double upper = 0;           ///< upper end for `between`
  double tolerance = 0;       ///< >= 0; a second count grants it
};

/// A set of targets whose joint probability is wanted: all hold on the same path.
struct TargetSet {
  std::string name;
  std::vector<int> targets;   ///< indices into the list of targets
};

}  // namespace jingchu::engine
