#include "engine/random/sampling.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace jingchu::engine {

int uniforms_needed(std::span<const DrawnQuantity> quantities) {
  std::set<std::string> tables;
  int count = 0;
  for (const DrawnQuantity& quantity : quantities) {
    const auto* law = std::get_if<EmpiricalLaw>(&quantity.law);
    count += !law || tables.insert(law->table).second;
  }
  return count;
}

DimensionUse dimension_use(std::span<const DrawnQuantity> parameters, std::span<const DrawnQuantity> shocks, int periods) {
  const int fixed = uniforms_needed(parameters), each = uniforms_needed(shocks);
  DimensionUse use{fixed + each * periods, periods};
  if (fixed > sobol_dimensions) use.periods = 0;
  else if (each > 0) use.periods = std::min(periods, (sobol_dimensions - fixed) / each);
  return use;
}

}  // namespace jingchu::engine
