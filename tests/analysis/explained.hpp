#pragma once

#include <numeric>

#include "analysis/explain.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::analysis::testing {

/// What base.toml and other.toml of a store differ in.
inline Explanation explained(models::SourceStore& store, const Quantity& quantity, const engine::RunControl& control = {}) {
  const auto studies = prepare_together({{&store, "base.toml", {}}, {&store, "other.toml", {}}});
  return explain(studies[0], studies[1], quantity, control);
}

inline double sum_of(const Explanation& answer) {
  return std::accumulate(answer.contributions.begin(), answer.contributions.end(), 0.0, [](double sum, const Contribution& c) { return sum + c.value; });
}

}  // namespace jingchu::analysis::testing
