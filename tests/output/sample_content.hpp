#pragma once

#include "output/results/content.hpp"
#include "output/results/path_source.hpp"

namespace jingchu::output::testing {

/// A small run of two scenarios with every kind of row: reported and unreported variables, measures, targets of all
/// kinds, levers, failures of three causes, Chinese texts, undefined numbers.
Content sample_content();

/// The sample with the differences of its second scenario.
Content compared_content();

/// The second scenario of the sample, conditioned on two values.
Content conditioned_content();

/// Values of the paths that `content` keeps, made up; they do not fit its statistics.
PathSource made_up_paths(const Content& content);

}  // namespace jingchu::output::testing
