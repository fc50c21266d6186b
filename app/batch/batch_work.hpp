#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/batch/batch_plan.hpp"
#include "engine/core/period.hpp"
#include "engine/random/sampling.hpp"
#include "engine/simulation/simulation.hpp"
#include "models/shared_models.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::app {

/// What runs must have in common to be scenarios of one results file, beside the number of paths.
struct BatchFrame {
  std::string model;                    ///< digests of its text and of its data
  PeriodRange horizon;
  std::int64_t seed = 0;
  engine::Sampling sampling;
  std::vector<double> levels;           ///< of quantiles
};

/// A run of a batch whose scenario and model were found good. It holds no model: there may be thousands.
struct BatchWork {
  BatchItem item;
  std::filesystem::path file;           ///< of its results
  std::string run;                      ///< run_digest: finished work with the same one is done
  std::int64_t paths = 0;
  std::int64_t cells = 0;               ///< variables x periods and outputs: a path's cost grows with it
  double memory = 0, disk = 0;          ///< bytes it takes at most
  BatchFrame frame;
};

/// How a batch is carried out.
struct BatchOrder {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> libraries;
  std::optional<models::Fence> fence;   ///< what the runs may not read; none when whoever starts them allows everything
  int jobs = 1;                         ///< runs at the same time
  engine::RunControl control;           ///< of each of them; its stop ends the whole batch
  bool force = false;
  std::optional<std::filesystem::path> join;   ///< results file of all runs together
  std::shared_ptr<models::SharedModels> shared = std::make_shared<models::SharedModels>();   ///< what the runs have in common

  /// Throws Error(come_back) when control.stop is true: "stopped by a signal WHERE".
  void stop_if_asked(const std::string& where) const;
  /// A store for the texts of one run.
  std::unique_ptr<models::SourceStore> store() const { return models::file_store(libraries, fence); }
};

/// The fence around a plan: its folder and the libraries. For --allow-outside there is none.
std::optional<models::Fence> fence_of(const BatchPlan& plan, bool allow_outside);

/// Reads every scenario of the plan with its model. Throws Error(data) with all problems of all of them; what an item's
/// levers are wrong in is told at their place in the plan. Throws Error(come_back) when order.control.stop
/// becomes true.
std::vector<BatchWork> check_batch(const BatchPlan& plan, const BatchOrder& order);

}  // namespace jingchu::app
