#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// One run of a batch.
struct BatchItem {
  std::string name;                     ///< becomes that of its results file
  std::string scenario;                 ///< as `jingchu run` takes it
  scenarios::Overrides overrides;
  Place place;                          ///< where the plan asks for it
  Place scenario_place, model_place;    ///< where it names them
  std::vector<Place> set_places;        ///< one an entry of overrides.set
};

/// A batch: its runs, written one by one or as grids.
struct BatchPlan {
  std::string name;
  std::filesystem::path folder;         ///< the plan lies in; "" for one of the libraries
  std::vector<BatchItem> items;         ///< in the order of the plan; no two of one name
};

/// Runs a batch may have.
inline constexpr std::size_t most_batch_items = 10'000;

/// Reads a plan, a file or the name of a shipped one. Throws Error with all problems of it; scenarios are not read.
BatchPlan read_batch_plan(models::SourceStore& store, std::string_view reference);

/// Whether a text is a plan rather than a scenario: by its format. Throws Error when it is no TOML.
bool is_batch_plan(const models::SourceText& text);

}  // namespace jingchu::app
