#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/period.hpp"
#include "engine/program/program.hpp"
#include "engine/simulation/plan.hpp"
#include "models/model.hpp"

namespace jingchu::models {

/// A number wanted once a path: a formula over annual(x, 2024), annual_growth(x, 2024), period_growth(x, 2024Q4),
/// cumulative(x, from, to), cumulative_growth(x, from, to), x[2024Q4] and the functions of the language; or the name of a measure of the model with a year: gdp_growth[2024].
struct MeasureRequest {
  std::string name;
  std::string formula;
  Place place;
};

/// The unit of a measure's number where its formula shows it: percent for annual_growth, period_growth and cumulative_growth; the variable's for annual,
/// cumulative, x[2024Q4]; that of a measure of the model; of sums and differences of one unit. Nothing for other formulas
/// and where the model states no unit.
std::optional<std::string> unit_of_measure(const Model& model, std::string_view formula);

/// What an output of the compiled program stands for.
struct OutputInfo {
  enum class Kind { annual, measure, request };
  Kind kind = Kind::annual;
  int variable = -1;       ///< annual: index of the variable
  int measure = -1;        ///< measure: index into Model::measures
  int request = -1;        ///< request: index into the requests
  int year = 0;            ///< annual, measure
};

/// A model compiled for a horizon: equations, annual values of every variable, measures of every full year, and the
/// requested measures as engine outputs. Independent of levers, figures, tuned values and seeds, so that many
/// scenarios share one.
struct CompiledModel {
  engine::Program program;
  PeriodRange horizon;
  std::vector<OutputInfo> outputs;        ///< one an output of the program
  std::vector<std::string> tunable;       ///< variables that may be held, in order
  // Where the numbers go (used by bind): names in the order of the engine's ids.
  std::vector<std::string> settings;
  std::vector<std::string> series;
  std::vector<std::string> parameters;    ///< uncertain ones
  int history_periods = 0;                ///< periods before the horizon the program reads
};

/// \param tuned  variables that some scenario holds to given values in some periods.
/// Throws Error: unknown names, years outside history and horizon, lags beyond the history (variable, periods needed
/// and present), all at once.
CompiledModel compile(const Model& model, const PeriodRange& horizon, const std::set<std::string>& tuned,
                      const std::vector<MeasureRequest>& requests);

/// What one scenario decides, in the model's own names and units.
struct Setting {
  std::map<std::string, std::vector<double>> levers;                 ///< one value a period of the horizon; absent: default
  std::map<std::string, std::vector<std::optional<double>>> tunes;   ///< one an entry a period of the horizon
  std::map<std::string, double> anchors;                             ///< anchor -> value in its unit; absent: base
  std::map<std::string, double> parameters;                          ///< fixed parameter -> value
};

/// Fills the parts of a plan that come from the model and the scenario: settings, history, series, laws, correlations
/// and which variables and outputs have histograms (reported variables and their annual values, measures, requests).
engine::Plan bind(const Model& model, const CompiledModel& compiled, const Setting& setting);

}  // namespace jingchu::models
