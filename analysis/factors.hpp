#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/plan.hpp"

namespace jingchu::analysis {

/// Something uncertain in a plan: a parameter, drawn once a path, or a shock with all its periods.
struct Factor {
  enum class Kind { parameter, shock };
  Kind kind = Kind::parameter;
  std::size_t index = 0;      ///< into the parameters or shocks of the plan
  friend bool operator==(const Factor&, const Factor&) = default;
};

/// All of a plan, parameters first.
std::vector<Factor> factors_of(const engine::Plan& plan);
const engine::DrawnQuantity& drawn(const engine::Plan& plan, const Factor& factor);

/// Factors that are drawn together, and so only together independent of all others: correlated ones, directly or through
/// others, and the columns of one table of residuals.
using FactorGroup = std::vector<Factor>;
std::vector<FactorGroup> factor_groups(const engine::Plan& plan);

/// Values that a law is below with probabilities 0.1 and 0.9.
std::pair<double, double> low_and_high(const engine::Law& law);

/// A value of a law between those two, `share` of the way; of a law with few values the nearest of them below.
double between_low_and_high(const engine::Law& law, double share);

/// The plan with a factor at one value on every path and in every period, all other draws as they are.
engine::Plan held(engine::Plan plan, const Factor& factor, double value);

/// The plan with other draws of a group, all others as they are.
engine::Plan redrawn(engine::Plan plan, const FactorGroup& group);

}  // namespace jingchu::analysis
