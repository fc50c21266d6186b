#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace jingchu::output {

// What a results file holds, as plain values: output/ knows neither models nor scenarios. Written by write_results and
// given back equal by read_results.

/// A time axis: the first period and how many. `per_year` 1, 4 or 12; `first` counts periods since year 0.
struct TimeAxis {
  int per_year = 4;
  int first = 0;       ///< year * per_year + (sub - 1)
  int count = 0;
};

/// A variable or measure and what is known about it.
struct Column {
  std::string name, title_en, title_zh, unit, basis, measure, annual_rule, comment;
  bool reported = false;
  double quantile_resolution = 0;
  std::string unit_zh;      ///< as Chinese readers write it; empty: derived from `unit`
};

/// Mean, sd, min, max, mean_se, n by time; quantiles and their errors level-major (level x time).
struct SeriesTable {
  std::vector<double> mean, sd, min, max, mean_se, n;      ///< one a period
  std::vector<double> quantiles, quantile_errors;          ///< level_count x period_count; empty when not reported
};

struct TargetRow {
  std::string id, title_en, title_zh, sense, unit, unit_zh, tier, section, ease, status, reason, reason_zh, measure, judgement;
  std::int64_t line = 0;
  bool lever = false;                  ///< the run sets it: scored, but left out of the joint sets
  double probability = 0, standard_error = 0, lower_bound = 0, upper_bound = 0, probability_with_tolerance = 0;
  double mean = 0, threshold = 0, upper = 0, tolerance = 0;
  std::vector<double> value_quantiles; ///< one a level
  std::int64_t n_paths = 0;
};

struct JointRow { std::string tier_set; double probability = 0, standard_error = 0, lower_bound = 0, upper_bound = 0; };

struct LeverRow { std::string name, title_en, title_zh, unit; std::vector<double> value; /* by period */ double standard = 0; std::string unit_zh; };

struct FailureRow { std::int64_t path = 0; std::string kind, equation; int time_index = 0; };

struct Text { std::string name, text, media_type; };

struct IdentityRow { std::string name; double largest_residual = 0; };

/// One scenario's numbers.
struct ScenarioResults {
  std::string name, title_en, title_zh, asks_en, asks_zh;
  std::vector<SeriesTable> variables;        ///< as Content::variables, by period
  std::vector<SeriesTable> annual_variables; ///< as Content::variables, by year
  std::vector<SeriesTable> annual_measures;  ///< as Content::measures, by year
  std::vector<TargetRow> targets;
  std::vector<JointRow> joint;
  std::vector<double> targets_met;           ///< share of paths with exactly k targets met
  std::vector<LeverRow> levers;
  std::vector<FailureRow> failures;
  std::map<std::string, std::int64_t> failed_by_kind;
  std::map<std::string, std::int64_t> failed_by_equation;   ///< "equation @ period" -> paths
  std::int64_t n_paths = 0, n_failed = 0;
  std::vector<IdentityRow> identities;
};

/// Differences to a base, path by path, by time.
struct DifferenceTable {
  SeriesTable series;                        ///< of other minus base, without quantile_errors; empty for a column that is not reported
  std::vector<double> greater, less;         ///< shares of paths on which the other is greater, or less, by more than the solver's tolerance
};

/// How a probability differs from that of the base.
struct ChangeRow {
  std::string name;                          ///< id of the target, or the set of tiers
  double base = 0, other = 0;                ///< both over the paths of their own scenario that count
  double change = 0, standard_error = 0;     ///< over the paths that count in both, with the error of the paired difference
  double separate_error = 0;                 ///< of the same difference from two runs with draws of their own
  std::int64_t gained = 0, lost = 0;         ///< paths on which it holds in the other alone, and in the base alone; -1 where paths weigh otherwise in the two
};

/// What differs between a scenario and the base, on common draws.
struct ContrastResults {
  std::string scenario, title_en, title_zh;  ///< the other one; the base is the first of Content::scenarios
  std::int64_t n_paths = 0;                  ///< that count in both
  /// Where published values condition one of the two, the paths whose weights differ between them: with any, no path has a difference, and
  /// only means and probabilities are compared. -1: no path has a weight.
  std::int64_t unlike_paths = -1;
  double base_effective = std::numeric_limits<double>::quiet_NaN(), other_effective = std::numeric_limits<double>::quiet_NaN();   ///< so many of equal weight tell as much; NaN without weights
  std::vector<DifferenceTable> variables;         ///< as Content::variables, by period; without numbers where the two have nothing in common
  std::vector<DifferenceTable> annual_variables;  ///< as Content::variables, by year
  std::vector<DifferenceTable> annual_measures;   ///< as Content::measures, by year
  std::vector<ChangeRow> targets, joint;

  bool is_weighted() const noexcept { return unlike_paths >= 0; }
  /// Whether paths have differences.
  bool is_pathwise() const noexcept { return unlike_paths <= 0; }
};

/// A published value, and what the paths say of what it measures before and after all values are taken in.
struct ObservedRow {
  std::string measure, title_en, title_zh, unit, unit_zh, shock, released;
  double value = 0, error = 0;                       ///< `error` 0: exact, by the shock
  double df = 0;                                     ///< degrees of freedom of an error by Student's t; 0: normal
  double prior_mean = 0, prior_sd = 0, mean = 0, sd = 0;
};

/// A probability after a release, and by how much the release changed it.
struct UpdateRow {
  std::string name;                                  ///< id of the target, or the set of tiers
  double probability = 0, standard_error = 0;
  double change = 0, change_error = 0;               ///< with the error of the paired difference; NaN before the first release
};

/// What is known after a release. The first of a list is before any.
struct ReleaseRow {
  std::string name;                                  ///< "before", the date of the release, or "published" without dates
  std::int64_t observations = 0;                     ///< values that came with it
  double effective_paths = 0;                        ///< (sum of weights)^2 / sum of squared weights
  double log_likelihood = 0, log_likelihood_error = 0;   ///< of all values up to it: natural logarithm of their density
  std::vector<UpdateRow> targets, joint;             ///< simulated targets and sets of tiers, in the order of the scenario
};

/// How a scenario is conditioned on published values: all its numbers are weighted with their likelihood.
struct ConditionedResults {
  std::size_t scenario = 0;                          ///< position in Content::scenarios
  std::string proposal;                              ///< what paths are drawn from: "model", or "guided" by the values
  double min_effective_share = 0;                    ///< effective paths below this share of all are told
  double mean_weight = 0, failed_weight = 0;         ///< of paths that count, and bound of what failed paths sum up to, relative to the largest weight
  std::vector<ObservedRow> observed;
  std::vector<ReleaseRow> releases;
};

/// Which scenarios and variables a results file holds path by path besides their statistics. The values themselves are
/// too many to be content: a PathSource gives them when the file is written.
struct KeptPaths {
  std::vector<std::size_t> scenarios, variables;   ///< positions in Content::scenarios and Content::variables, ascending
  bool f64 = false;                                ///< stored as f64; else as f32
  bool empty() const noexcept { return variables.empty(); }
  friend bool operator==(const KeptPaths&, const KeptPaths&) = default;
};

struct Provenance {
  std::string engine_version, git_sha1, build, model_name, model_sha256, scenario_sha256, data_sha256, rng = "philox4x32-10";
  std::string shard_builds;             ///< of results merged from shards of several builds: which made which, a line each; empty else
  std::int64_t seed = 0, n_paths = 0, n_failed = 0;
  std::vector<Text> scenario_texts, model_texts, data_texts;
  std::string effective_scenario, parameters_csv;
  std::string targets_csv, model_csv;   ///< where targets, equations and parameters stand in the texts, and what they use
  double solver_tolerance = 1e-10;
};

struct Content {
  std::string title_en, title_zh;
  std::vector<double> levels;
  TimeAxis time, years, history_time;
  std::vector<Column> variables, measures;
  std::vector<std::vector<double>> history;   ///< as variables, by history period; NaN where not given
  std::vector<ScenarioResults> scenarios;
  std::vector<ContrastResults> contrasts;     ///< of a comparison; empty else
  std::vector<ConditionedResults> conditioned;   ///< of scenarios with published values, ascending; empty where none has any
  KeptPaths kept;                             ///< empty: the file holds no single paths
  std::string kept_sha256;                    ///< of their values, see ValuesDigest; empty without any, and until they are written
  Provenance provenance;

  /// How a scenario is conditioned; null where it is not.
  const ConditionedResults* conditioned_of(std::size_t scenario) const {
    for (const ConditionedResults& one : conditioned)
      if (one.scenario == scenario) return &one;
    return nullptr;
  }
};

}  // namespace jingchu::output
