#pragma once

#include "engine/random/sampling.hpp"
#include "scenarios/reader/written.hpp"

namespace jingchu::scenarios {

/// Gives the scenario `most` paths, or where its sampling cannot take so many the largest number below that it can.
void limit_paths(std::int64_t most, WrittenScenario& written);

/// What the scenario says of its sampling: random draws unless `sampling = "sobol"`, then with `replicates`, a power of two, and a
/// number of paths that gives each a power of two of points.
engine::Sampling resolve_sampling(const WrittenScenario& written, Diagnostics& problems);

}  // namespace jingchu::scenarios
