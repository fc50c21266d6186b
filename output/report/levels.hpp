#pragma once

#include <optional>
#include <string>
#include <vector>

namespace jingchu::output {

/// Index of a quantile level (written from the same decimal literal, so a tiny tolerance does), or nothing.
std::optional<std::size_t> find_level(const std::vector<double>& levels, double level);

/// The band a report shows: 5-95 % where the run has it, else the widest pair that lies even around the median.
struct Band {
  std::size_t lower = 0, upper = 0;
  std::string text;   ///< "5–95 %"
};

std::optional<Band> reported_band(const std::vector<double>& levels);

/// All even pairs, widest first: what a fan chart draws.
std::vector<Band> even_bands(const std::vector<double>& levels);

}  // namespace jingchu::output
