#include "output/report/levels.hpp"

#include <algorithm>
#include <cmath>

#include "output/report/number_text.hpp"

namespace jingchu::output {

std::optional<std::size_t> find_level(const std::vector<double>& levels, double level) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (std::abs(levels[i] - level) < 1e-9) return i;
  }
  return std::nullopt;
}

std::vector<Band> even_bands(const std::vector<double>& levels) {
  std::vector<Band> bands;
  for (std::size_t i = 0; i < levels.size() && levels[i] < 0.5 - 1e-9; ++i) {
    const auto upper = find_level(levels, 1 - levels[i]);
    if (upper) bands.push_back({i, *upper, short_number(100 * levels[i], 4) + "–" + short_number(100 * levels[*upper], 4) + " %"});
  }
  return bands;
}

std::optional<Band> reported_band(const std::vector<double>& levels) {
  const auto bands = even_bands(levels);
  for (const auto& band : bands) {
    if (std::abs(levels[band.lower] - 0.05) < 1e-9) return band;
  }
  if (bands.empty()) return std::nullopt;
  return bands.front();
}

}  // namespace jingchu::output
