#pragma once

#include <vector>

#include "app/batch/batch_work.hpp"

namespace jingchu::app {

/// What a batch will take.
struct BatchEstimate {
  std::vector<double> seconds;          ///< of each run, alone
  double total_seconds = 0;             ///< of all, `jobs` at a time
  double memory = 0;                    ///< bytes, of the largest runs that work at the same time
  double disk = 0;                      ///< bytes, of all results
};

/// Simulates some paths of a few runs, one of each size of model, for half a second each, and reckons the others from them.
BatchEstimate estimate_batch(const std::vector<BatchWork>& work, const BatchOrder& order);

}  // namespace jingchu::app
