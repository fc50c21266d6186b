#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/random/sampling.hpp"
#include "engine/statistics/target_rule.hpp"
#include "models/compile.hpp"
#include "models/model.hpp"
#include "models/shared_models.hpp"
#include "scenarios/figures.hpp"

namespace jingchu::scenarios {

/// How a target compares. `about` goals are at_least or at_most with a tolerance.
using engine::Sense;

struct Target {
  std::string id;                 ///< the figure's id, or the target's own name when it has no figure
  models::Label label;
  std::string measure;            ///< formula; empty: not simulated
  Sense sense = Sense::at_least;
  double threshold = 0;           ///< in `unit`
  double upper = 0;               ///< between
  double tolerance = 0;           ///< in `unit`
  std::string unit;               ///< of figure and output
  std::string tier;               ///< "A", "B", "C", "D" or ""
  std::string ease;               ///< "slack", "level", "stretch", "new" or ""
  bool lever = false;             ///< the run itself sets what is scored; left out of joint probabilities
  models::Label reason;           ///< why it is not simulated; set exactly when measure is empty
  std::string judgement;          ///< of a satellite equation behind it, or ""
  double scale = 1;               ///< measure * scale is in `unit` (unit conversion from measure_unit)
  std::string measure_unit;       ///< unit the formula gives; empty: that of the figure
  const Figure* figure = nullptr; ///< into Scenario::figures
  Place place;

  /// Whether it has a measure, and so a probability.
  bool is_simulated() const noexcept { return !measure.empty(); }
};

/// A published value of a measure for a part of the horizon: the paths are conditioned on it.
struct Observation {
  std::string measure;            ///< formula
  models::Label label;
  double value = 0;               ///< in `unit`
  double error = 0;               ///< standard deviation of the measurement error, in `unit`; 0: the value is exact
  double df = 0;                  ///< degrees of freedom of an error by Student's t; 0: it is normal
  std::string shock;              ///< exact: the shock that is inverted so that every path has the value; else empty
  std::string unit;               ///< of value and error; empty: not known
  double scale = 1;               ///< measure * scale is in `unit`
  std::string released;           ///< date of publication, "2024-07-15"; empty: no observation of the scenario has one
  Place place;                    ///< of the measure
  Place shock_place;

  bool is_exact() const noexcept { return !shock.empty(); }
};

/// A scenario, read, merged with what it extends, and checked against its model. Only load_scenario makes one.
struct Scenario {
  std::string name;
  models::Label title;
  std::string asks;                       ///< one line: what the scenario asks (label in both languages in `asks_zh`)
  std::string asks_zh;
  std::string extends;                    ///< name of the scenario it extends, or ""
  std::shared_ptr<const models::Model> model;
  std::shared_ptr<const FigureTable> figures;
  PeriodRange horizon;
  std::int64_t paths = 0;
  std::int64_t seed = 0;
  engine::Sampling sampling;
  double max_failed_share = 1e-3;
  bool guided = false;                    ///< with observations: paths are drawn from a proposal close to them
  double min_effective_share = 0.05;      ///< with observations: effective paths below this share of all are told
  int max_iterations = 50;                ///< of the solver, a block and period
  std::vector<double> quantile_levels;    ///< sorted, in (0, 1)
  models::Setting setting;
  std::map<std::string, std::string> baseline;  ///< anchor, parameter or lever -> figure id
  std::vector<Target> targets;
  std::vector<Observation> observations;  ///< in order of release, then of their formulas
  std::string effective_toml;             ///< one scenario text after extends and overrides, which loads to the same
};

/// What the command line changes.
struct Overrides {
  std::optional<std::int64_t> paths;
  std::optional<std::int64_t> seed;
  std::optional<std::string> model;       ///< another model than the scenario's; a file name is relative to the current folder
  std::vector<std::string> set;           ///< "lever=value", each "lever[2024]=value" or "lever[2024Q1..2024Q4]=value" too
  std::optional<std::string> sampling = {};    ///< "random" or "sobol"
  std::optional<std::int64_t> most_paths = {}; ///< in place of `paths`: so many, or the largest number below that the sampling takes
};

/// Reads a scenario, what it extends, its figures and its model; checks everything; throws Error with all problems.
/// \param shared  where the model comes from when many scenarios are read; remarks on models are not made then
Scenario load_scenario(models::SourceStore& store, std::string_view reference, const Overrides& overrides = {},
                       Diagnostics* remarks = nullptr, models::SharedModels* shared = nullptr);

/// The requests compile() needs: for the simulated targets, in order of targets (not simulated ones skipped), then for
/// the observations.
std::vector<models::MeasureRequest> measure_requests(const Scenario& scenario);

/// Rules, joint sets (A, A+B, all simulated), counted targets for the engine; request r is output first_request + r.
void add_targets(const Scenario& scenario, int first_request_output, engine::Plan& plan);
/// Rules for the observations, in their order: rule i is observation i. Releases are numbered by their dates.
void add_observations(const Scenario& scenario, int first_request_output, engine::Plan& plan);
/// The dates of the releases, in order; one empty text where observations have none. Where a value is exact or the proposal guided all come at once,
/// on the last date.
std::vector<std::string> releases(const Scenario& scenario);

}  // namespace jingchu::scenarios
