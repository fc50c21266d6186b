#include "engine/statistics/target_hits.hpp"

namespace jingchu::engine {

std::uint64_t hit_lanes(const TargetRule& rule, double tolerance, const double* values, int lanes) noexcept {
  const double low = rule.threshold - tolerance;
  const double high = (rule.sense == Sense::between ? rule.upper : rule.threshold) + tolerance;
  std::uint64_t hits = 0;
  const auto mark = [&](auto holds) {
    for (int i = 0; i < lanes; ++i) hits |= static_cast<std::uint64_t>(holds(values[i])) << i;
  };
  switch (rule.sense) {
    case Sense::at_least: mark([low](double v) { return v >= low; }); break;
    case Sense::at_most: mark([high](double v) { return v <= high; }); break;
    case Sense::between: mark([low, high](double v) { return v >= low && v <= high; }); break;
  }
  return hits;
}

std::uint64_t living_lanes(const double* alive, int lanes) noexcept {
  std::uint64_t living = 0;
  for (int i = 0; i < lanes; ++i) living |= static_cast<std::uint64_t>(!alive || alive[i] > 0) << i;
  return living;
}

}  // namespace jingchu::engine
