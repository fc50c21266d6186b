#pragma once

#include "output/results/content.hpp"

namespace jingchu::output::testing {

/// A small run of two scenarios with every kind of row: reported and unreported variables, measures, targets of all
/// kinds, levers, failures of three causes, Chinese texts, undefined numbers.
Content sample_content();

/// The sample with the differences of its second scenario.
Content compared_content();

}  // namespace jingchu::output::testing
