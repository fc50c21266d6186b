#pragma once

#include <string>
#include <vector>

#include "analysis/aims.hpp"
#include "analysis/quantity.hpp"
#include "app/cli/command.hpp"
#include "app/study/asked_scenarios.hpp"
#include "app/study/study.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// The number that a command line asks about: --target, or --measure with or without --quantile.
struct AskedQuantity {
  analysis::Quantity quantity;
  analysis::Aims aims;           ///< one

  /// The quantity among the targets of a scenario that was asked for with them. Throws Error(usage) for an unknown target.
  analysis::Quantity in(const scenarios::Scenario& scenario) const;
};

Option measure_option();
Option target_option();
Option quantile_option();

/// Reads the options and has every scenario compute what they ask for.
///
/// A measure is a name of the model, with or without a year (`gdp_growth@2024`; without: the first full year), or a formula.
/// Throws Error(usage): neither or both of measure and target, a level outside (0, 1), an unknown name with the nearest one.
AskedQuantity read_quantity(const Arguments& arguments, AskedScenarios& all);

/// A quantity in words and its unit, to stand in sentences.
struct QuantityText {
  std::string name;              ///< "the mean of GDP growth, 2024", "the probability of 'GDP growth ≥ 6 %'"
  std::string unit;              ///< with a space in front; "%" of probabilities
  std::string change_unit;       ///< "points" of probabilities
  double scale = 1;              ///< of numbers before they are shown: 100 of probabilities
  bool is_probability = false;
};
/// A number with its unit, to as many digits as its error leaves; a probability that no path met, or every path, as its limit.
/// \param effective_paths  behind it, see analysis::Estimate: the limit is that of so many
std::string value_text(const QuantityText& what, double value, double standard_error, double effective_paths, const output::Style& style);
/// The same to stand behind a Chinese character: with a blank in front where it begins with a digit or sign.
std::string spaced(const std::string& text);
QuantityText text_of(const analysis::Quantity& quantity, const Study& study, const output::Style& style);

/// "mean", "quantile", "probability".
const char* kind_name(const analysis::Quantity& quantity);

}  // namespace jingchu::app
