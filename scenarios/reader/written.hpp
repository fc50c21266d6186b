#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "models/model.hpp"

namespace jingchu::scenarios {

/// A value as somebody wrote it, with its place. The place's file is also the text that relative names start from.
template <class T>
struct Written {
  T value{};
  Place place;
};

/// A value for some periods, e.g. `"2025..2030" = 1.05`. An empty key means the whole horizon.
struct WrittenSpan {
  std::string key;
  Place key_place;
  double value = 0;
  Place place;
};

/// What one file says about one lever or one held variable.
struct WrittenCourse {
  Place place;                      ///< of the name
  std::vector<WrittenSpan> spans;
  int layer = 0;                    ///< 0: the file at the bottom of the chain of `extends`
};

/// A `[[targets]]` table.
struct WrittenTarget {
  std::optional<Written<std::string>> figure, name, measure, measure_unit, unit, sense, tier, ease, judgement;
  std::optional<Written<double>> threshold, upper, tolerance;
  std::optional<Written<bool>> lever;
  std::optional<Written<models::Label>> label, not_simulated;
  std::set<std::string> given;      ///< keys it has, with a good value or a bad one
  Place place;
};

/// What `[observed]` says about one measure.
struct WrittenObservation {
  std::optional<Written<double>> value, error, df;
  std::optional<Written<std::string>> law, shock, unit, released;
  std::optional<Written<models::Label>> label;
  std::set<std::string> given;      ///< keys it has, with a good value or a bad one
  Place place;                      ///< of the measure
};

/// What a scenario file says, before anything is known about the model: typed, but not yet true.
struct WrittenScenario {
  std::optional<Written<std::string>> name, extends, model, figures, from, to, sampling, proposal;
  std::optional<Written<models::Label>> title, asks;
  std::optional<Written<std::int64_t>> paths, seed, replicates, max_iterations;
  std::optional<Written<double>> max_failed_share, min_effective_share;
  std::vector<Written<double>> quantiles;
  std::map<std::string, Written<std::string>> baseline;
  std::map<std::string, Place> baseline_places;                ///< of the names on the left
  std::map<std::string, Written<double>> figures_override;
  std::map<std::string, std::vector<WrittenCourse>> levers;    ///< one course a file that names it, bottom first
  std::map<std::string, std::vector<WrittenCourse>> tunes;
  std::optional<std::vector<WrittenTarget>> targets;
  std::map<std::string, WrittenObservation> observed;          ///< by formula of the measure, as written
  std::set<std::string> given;                                 ///< keys that some file has, with a good value or a bad one
  Place place;                                                 ///< the start of the file
  std::string base_name;                                       ///< name of the scenario it extends, or ""
  int layer = 0;                                               ///< how many files lie below this one
  int horizon_layer = 0;                                       ///< layer that says the horizon
};

}  // namespace jingchu::scenarios
